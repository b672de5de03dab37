import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkScene } from "../../shared/scene/check-scene.ts";
import { handoffReceiptSchema } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { askAgain } from "../ask-again.ts";
import { demoFiles, runDemo } from "../demo.ts";
import { compareLayers, expectedLayers } from "../host-tests/expected.ts";
import { type FileFacts, khronosErrors, read3dm, readGlb } from "./outside-readers.ts";

/** What one run of the demo left behind, and the model that the service answered with. */
interface Run {
  folder: string;
  model: SceneModel;
  outside: string[];
  violations: string[];
}

async function run(osmFile?: string, demFile?: string): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "contextile-e2e-"));
  const found: { model?: SceneModel; outside: string[]; violations: string[] } = {
    outside: [],
    violations: [],
  };
  await runDemo({
    out: folder,
    osmFile,
    demFile,
    inspect: async ({ requests, outside, violations }, service) => {
      found.model = await askAgain(service, requests);
      found.outside = outside;
      found.violations = violations;
    },
  });
  if (found.model === undefined) throw new Error("the page bought nothing");
  return { folder, model: found.model, outside: found.outside, violations: found.violations };
}

/** Counts equal, boxes to 1 mm, volumes to 0.01 %; layers of nodes are counted by the caller. */
function agree(found: FileFacts, model: SceneModel): void {
  const solid = model.layers.filter(({ kind }) => kind !== "instances");
  const wanted = Object.entries(expectedLayers({ ...model, layers: solid })).filter(
    ([, { facets }]) => facets > 0,
  );
  const names = new Set(wanted.map(([name]) => name));
  const meshes = Object.entries(found.layers).filter(([name]) => names.has(name));
  expect(names.size).toBeGreaterThan(1);
  compareLayers(Object.fromEntries(meshes), Object.fromEntries(wanted));
}

const monaco = districtPath("monaco-2025-02.osm.pbf");
const berlin = districtPath("berlin-wittenau-2026-07.osm.pbf");
const cases = [
  { name: "the sample town", osm: undefined, dem: undefined },
  ...(monaco === null
    ? []
    : [
        { name: "Monaco on its hills", osm: monaco, dem: districtPath("N43E007-srtm3.hgt.zip") ?? undefined },
      ]),
  ...(berlin === null ? [] : [{ name: "Berlin-Wittenau", osm: berlin, dem: undefined }]),
];

describe.each(cases)("$name, from key to files, through the real panel", ({ osm, dem }) => {
  let done: Run;
  beforeAll(async () => {
    done = await run(osm, dem);
  }, 300_000);
  afterAll(() => rmSync(done?.folder ?? "", { recursive: true, force: true }));
  const bytes = (name: string) => new Uint8Array(readFileSync(join(done.folder, name)));

  test("writes its four files", () => {
    for (const name of demoFiles) expect(statSync(join(done.folder, name)).size, name).toBeGreaterThan(500);
    expect(bytes("preview.png").subarray(1, 4)).toEqual(new Uint8Array([0x50, 0x4e, 0x47]));
  });

  test("asks nobody outside and keeps to the page's policy", () => {
    expect(done.outside).toEqual([]);
    expect(done.violations).toEqual([]);
  });

  test("has a sound model with every layer", () => {
    expect(checkScene(done.model)).toEqual([]);
    expect(done.model.layers.map(({ id }) => id).sort()).toEqual(
      expect.arrayContaining(["buildings", "infrastructure", "surface", "topography"]),
    );
  });

  test("the Rhino file, opened by rhino3dm, agrees with the model", async () => {
    const found = await read3dm(bytes("context.3dm"));
    agree(found, done.model);
    const nodes = done.model.layers.find(({ kind }) => kind === "instances");
    expect(found.instances).toBe(nodes?.kind === "instances" ? nodes.scales.length : 0);
  });

  test("the glTF file has no error for Khronos and, opened by three, agrees with the model", async () => {
    expect(await khronosErrors(bytes("context.glb"))).toEqual([]);
    agree(await readGlb(bytes("context.glb")), done.model);
  });

  test("the receipt counts what the files hold and names what was left out", async () => {
    const receipt = handoffReceiptSchema.parse(
      JSON.parse(Buffer.from(bytes("receipt.json")).toString("utf8")),
    );
    const found = await read3dm(bytes("context.3dm"));
    const facets = receipt.made.reduce((sum, layer) => sum + layer.facets, 0);
    expect(facets).toBe(Object.values(found.layers).reduce((sum, layer) => sum + layer.facets, 0));
    expect(receipt.skipped.reduce((sum, { count }) => sum + count, 0)).toBe(
      done.model.skipped.reduce((sum, { count }) => sum + count, 0),
    );
  });
});
