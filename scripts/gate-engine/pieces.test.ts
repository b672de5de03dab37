import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readGateOptions } from "./options.ts";
import { piecesOf } from "./pieces.ts";

const program = { root: "/nowhere", version: "0" };

it("cuts a box into pieces that fill it and are small enough for one request", () => {
  const pieces = piecesOf([13.29, 52.57, 13.33, 52.6], 9);
  expect(pieces).toHaveLength(2);
  expect(pieces[0].slice(0, 3)).toEqual([13.29, 52.57, 13.33]);
  expect(pieces[1]).toEqual([13.29, pieces[0][3], 13.33, 52.6]);
  expect(piecesOf([7, 43, 7.01, 43.01], 9)).toEqual([[7, 43, 7.01, 43.01]]);
  // One degree at the equator is 111.3 km by 110.6 km: 12,310 km².
  expect(piecesOf([0, -0.5, 1, 0.5], 9).length).toBeGreaterThan(12310 / 9);
});

it("reads its own options beside those of the service", () => {
  const options = readGateOptions(
    ["--osm", "/a.osm", "--settings", '{"crs":"UTM"}', "--area=1,2,3,4", "--json"],
    program,
  );
  expect(options).toMatchObject({ settings: { crs: "UTM" }, area: [1, 2, 3, 4], pieceKm2: 9, json: true });
  expect(options.service.osmFile).toBe("/a.osm");
  const file = join(mkdtempSync(join(tmpdir(), "contextile-gate-")), "settings.json");
  writeFileSync(file, '{"upAxis":"Y"}');
  for (const given of [file, `@${file}`])
    expect(readGateOptions(["--settings", given], program).settings).toEqual({ upAxis: "Y" });
  expect(() => readGateOptions(["--area", "3,2,1,4"], program)).toThrow("--area must be W,S,E,N");
  expect(() => readGateOptions(["--settings", "[]"], program)).toThrow("JSON object");
  expect(() => readGateOptions(["--piece", "11"], program)).toThrow("at most 10");
  expect(() => readGateOptions(["--osmium", "x"], program)).toThrow("--osmium");
});
