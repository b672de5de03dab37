/**
 * The roof conformance set (server/engine/conformance/README.md): judges this engine, or what another program made of it,
 * or writes the set for another program.
 */
import { statSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cases, setOrigin } from "../server/engine/conformance/cases.ts";
import { footprints } from "../server/engine/conformance/footprints.ts";
import { type CaseVerdict, judgeCase } from "../server/engine/conformance/judge-case.ts";
import { makeCases } from "../server/engine/conformance/own-engine.ts";
import { readModel } from "../server/engine/conformance/read-model.ts";
import { sortTriangles } from "../server/engine/conformance/sort-triangles.ts";
import { writeExpected } from "../server/engine/conformance/write-expected.ts";
import { writeOsm } from "../server/engine/conformance/write-osm.ts";
import { loadManifold } from "../server/engine/testing/judge-solids.ts";
import { commandLine, endWith, knownNames, listOf, positiveNumber, refuse } from "./command-line.ts";

const usage = `npm run conformance -- [options]
  --models DIR       .obj or .glb files of another program, instead of this engine
  --up y|z           their vertical axis (default y)
  --origin LAT,LON   their origin (default ${setOrigin.lat},${setOrigin.lon})
  --tolerance M      metres (default 0.001, of another program's 0.005)
  --json             every verdict, as one JSON object
To hand the set on:
  --write-osm FILE   as one file
  --export DIR       as one file, every case by itself, and what is right as JSON`;

const options = commandLine(
  usage,
  {
    models: { type: "string" },
    up: { type: "string", default: "y" },
    origin: { type: "string", default: `${setOrigin.lat},${setOrigin.lon}` },
    tolerance: { type: "string" },
    "write-osm": { type: "string" },
    export: { type: "string" },
    json: { type: "boolean", default: false },
  },
  ({ models, up, origin, tolerance = models === undefined ? "0.001" : "0.005", ...values }) => ({
    models: models === undefined ? undefined : existingFolder(models),
    up: knownNames(up, ["y", "z"], "--up")[0],
    origin: readOrigin(origin),
    tolerance: positiveNumber(tolerance, "--tolerance"),
    osmFile: values["write-osm"],
    exportFolder: values.export,
    json: values.json,
  }),
);

if (options.osmFile !== undefined) {
  await writeFile(options.osmFile, writeOsm());
  console.log(`Wrote ${options.osmFile}.`);
} else if (options.exportFolder !== undefined) await exportSet(options.exportFolder);
else await judge(options).catch(endWith);

function existingFolder(folder: string): string {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? folder : refuse(`There is no folder at ${folder}, which --models names.`);
}

function readOrigin(text: string): [lat: number, lon: number] {
  const [lat, lon, ...more] = listOf(text, Number);
  return more.length === 0 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
    ? [lat, lon]
    : refuse(`--origin must be LAT,LON in degrees, not "${text}".`);
}

async function exportSet(folder: string): Promise<void> {
  await mkdir(join(folder, "cases"), { recursive: true });
  await writeFile(join(folder, "cases.osm"), writeOsm());
  await writeFile(join(folder, "expected.json"), writeExpected());
  const flat = cases.filter(({ ground }) => ground === "flat");
  for (const one of flat) await writeFile(join(folder, "cases", `${one.id}.osm`), writeOsm([one]));
  console.log(`Wrote ${flat.length} cases to ${folder}: cases.osm, cases/*.osm and expected.json.`);
}

async function judge({ models: folder, tolerance, json }: typeof options): Promise<void> {
  const manifold = await loadManifold();
  const made = folder === undefined ? await makeCases() : await readFolder(folder, options);
  // Another program gets no hill: the file has no heights.
  const asked = cases.filter(
    ({ ground, id }) =>
      folder === undefined || ground === "flat" || [...made.keys()].some((one) => one.id === id),
  );
  const verdicts = asked.map((one) => judgeCase(one, made.get(one) ?? [], tolerance, manifold));
  console.log("Passed of cases, roof × outline (tags = cases of heights and directions):");
  console.table(roofByOutline(verdicts));
  console.table(byRoof(verdicts));
  for (const verdict of verdicts.filter(({ passed }) => !passed)) console.log(describe(verdict));
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  const count = (test: (verdict: CaseVerdict) => boolean) => verdicts.filter(test).length;
  const summary = {
    cases: verdicts.length,
    passed,
    failed: verdicts.length - passed,
    made: count(({ made: some }) => some),
    closed: count(({ closed }) => closed),
    acceptedByManifold: count((verdict) => verdict.manifold),
    degenerateTriangles: verdicts.reduce((sum, { degenerate }) => sum + degenerate, 0),
    withVolume: count(({ roofVolumeError }) => roofVolumeError !== null),
    tolerance,
  };
  console.log(JSON.stringify(json ? { ...summary, verdicts } : summary));
  process.exitCode = summary.failed === 0 ? 0 : 1;
}

async function readFolder(folder: string, { origin, up }: typeof options) {
  const names = (await readdir(folder)).filter((name) => /\.(obj|glb)$/i.test(name));
  if (names.length === 0) refuse(`There is no .obj or .glb file in ${folder}.`);
  const models = await Promise.all(
    names.map(async (name) => ({ name, soup: readModel(name, await readFile(join(folder, name)), up) })),
  );
  return sortTriangles(models, origin);
}

/** `5/5`, or `3/5` where two fail; on flat ground and on the hill together. */
function roofByOutline(verdicts: CaseVerdict[]): Record<string, Record<string, string>> {
  const table: Record<string, Record<string, { passed: number; of: number }>> = {};
  for (const { id, passed } of verdicts) {
    const asked = cases.find((one) => one.id === id);
    const roof = asked?.tags["roof:shape"] ?? "flat";
    const name = Object.entries(footprints).find(
      ([key]) => id.replace(/-slope$/, "") === `${key}-${roof}`,
    )?.[0];
    table[roof] ??= {};
    table[roof][name ?? "tags"] ??= { passed: 0, of: 0 };
    const entry = table[roof][name ?? "tags"];
    entry.of++;
    if (passed) entry.passed++;
  }
  const text = (row: Record<string, { passed: number; of: number }>) =>
    Object.fromEntries(Object.entries(row).map(([name, { passed, of }]) => [name, `${passed}/${of}`]));
  return Object.fromEntries(Object.entries(table).map(([roof, row]) => [roof, text(row)]));
}

/** One line a roof shape or special matter: passed, and the greatest errors. */
function byRoof(verdicts: CaseVerdict[]): Record<string, Record<string, string | number>> {
  const groups = new Map<string, CaseVerdict[]>();
  for (const verdict of verdicts) {
    const asked = cases.find(({ id }) => id === verdict.id);
    const roof = asked?.tags["roof:shape"] ?? "flat";
    groups.set(roof, [...(groups.get(roof) ?? []), verdict]);
  }
  const most = (list: CaseVerdict[], value: (verdict: CaseVerdict) => number | null) =>
    Math.max(...list.map((verdict) => value(verdict) ?? 0));
  const share = (value: number) => `${(100 * value).toFixed(3)} %`;
  return Object.fromEntries(
    [...groups].map(([roof, list]) => [
      roof,
      {
        cases: list.length,
        passed: list.filter(({ passed }) => passed).length,
        closed: list.filter(({ closed }) => closed).length,
        "plan error": share(most(list, ({ planError }) => planError)),
        "volume error": share(most(list, ({ roofVolumeError }) => roofVolumeError)),
        "height error, m": most(list, ({ heightError }) => heightError).toFixed(4),
      },
    ]),
  );
}

function describe(verdict: CaseVerdict): string {
  const figure = (value: number | null, digits: number) => (value === null ? "–" : value.toFixed(digits));
  return [
    `FAIL ${verdict.id}: ${verdict.made ? "" : "nothing made, "}${verdict.closed ? "closed" : "open"}`,
    `plan off by ${figure(100 * verdict.planError, 2)} %`,
    `roof volume by ${figure(verdict.roofVolumeError === null ? null : 100 * verdict.roofVolumeError, 2)} %`,
    `height by ${figure(verdict.heightError, 3)} m, highest points by ${figure(verdict.topError, 2)} m`,
  ].join(", ");
}
