import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const hint = "See npm run gate:engine -- --help.";
const gate = (...args: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, "run.ts"), ...args], {
    encoding: "utf8",
    env: { ...process.env, DATABASE_URL: "", POSTGIS_URL: "" },
  });

test.each([
  [
    ["--osm", "/nowhere/none.osm"],
    "There is no map file at /nowhere/none.osm. Give an OpenStreetMap extract: a complete .osm, .osm.gz or .osm.pbf file.",
  ],
  [["--settings", "{crs"], /^--settings is not JSON: .*\. See npm run gate:engine -- --help\.$/],
  [["--settings", "@/nowhere.json"], `--settings names /nowhere.json, which cannot be read. ${hint}`],
  [["--settings", "[]"], `--settings must be a JSON object. ${hint}`],
  [["--piece", "99"], `--piece must be more than 0 and at most 10 km². ${hint}`],
  [
    ["--settings", '{"crs":"moon"}'],
    /^The field “settings\.crs” is not usable: .*Correct the field named above/,
  ],
])(
  "%s is one sentence and a hint, no stack, nothing on standard output",
  (args, said) => {
    const { status, stdout, stderr } = gate(...args);
    const line = stderr.trim();
    expect([status, stdout, line.split("\n").length]).toEqual([1, "", 1]);
    if (typeof said === "string") expect(line).toBe(said);
    else expect(line).toMatch(said);
  },
  60_000,
);
