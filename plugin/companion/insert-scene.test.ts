import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import { glbFormat } from "../../shared/exports/glb.ts";
import { encodeScene } from "../../shared/exports/scene.ts";
import type { HandoffHeader } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { boxLayer, nodeLayer, sceneOf } from "../../shared/testing/box-scene.ts";
import { sampleHandoff } from "../../shared/testing/bridge-suite.ts";
import { DocumentFolder } from "./folder-document.ts";
import { insertScene } from "./insert-scene.ts";
import { makeFilesHere } from "./scene-files.ts";

const box = {
  at: [0, 0, 0] as [number, number, number],
  size: [10, 8, 6] as [number, number, number],
  descriptor: {},
};
const town = () => sceneOf(boxLayer("buildings", [box, { ...box, at: [20, 0, 0] }]), nodeLayer());

const allFormats = makeFilesHere(exportFormats(loadRhinoInNode));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contextile-document-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = () => ({ signal: new AbortController().signal, progress: () => {} });
const handoffOf = (model: SceneModel, header: Partial<HandoffHeader> = {}) =>
  sampleHandoff(encodeScene(model, { name: "Luisenplatz" }), { format: "scene", ...header });
const insert = (
  model: SceneModel,
  header: Partial<HandoffHeader> = {},
  document = new DocumentFolder(folder),
) => insertScene(document, makeFilesHere([glbFormat]), handoffOf(model, header), context());

/** East of the first vertex of a merged glb's first mesh: the accessor's minimum. */
function glbMinX(path: string): number {
  const bytes = readFileSync(path);
  const json = JSON.parse(bytes.subarray(20, 20 + bytes.readUInt32LE(12)).toString("utf8")) as {
    accessors: { type: string; min?: number[] }[];
  };
  return json.accessors.find(({ type, min }) => type === "VEC3" && min)?.min?.[0] ?? Number.NaN;
}

describe("inserting into a folder", () => {
  it("writes a Rhino file, a glTF and a receipt whose counts agree with the files", async () => {
    const document = new DocumentFolder(folder);
    const receipt = await insertScene(document, allFormats, handoffOf(town()), context());
    expect(readdirSync(folder).sort()).toEqual([
      "context.3dm",
      "context.glb",
      "document.json",
      "receipt.json",
    ]);
    expect(receipt.made).toEqual([
      { layer: "buildings", objects: 1, facets: 24, instances: 0 },
      { layer: "infrastructure", objects: 0, facets: 0, instances: 3 },
    ]);
    expect(receipt.warnings).toEqual([]);
    expect(receipt.files?.map(({ name, path }) => [name, path])).toEqual([
      ["context.3dm", join(folder, "context.3dm")],
      ["context.glb", join(folder, "context.glb")],
    ]);
    for (const file of receipt.files ?? []) expect(readFileSync(file.path).length).toBe(file.bytes);
    expect(JSON.parse(readFileSync(join(folder, "receipt.json"), "utf8"))).toEqual(receipt);
    expect(receipt.skipped).toEqual([{ what: "barriers", reason: "too few points", count: 1 }]);
  });

  it("replaces what the same area made before, formats that are no longer wanted included", async () => {
    await insertScene(new DocumentFolder(folder), allFormats, handoffOf(town()), context());
    const again = await insert(town(), { handoffId: "handoff-0002" });
    expect(again.replaced).toBeGreaterThan(0);
    expect(again.georeference).toBe("aligned");
    expect(readdirSync(folder).sort()).toEqual(["context.glb", "document.json", "receipt.json"]);
  });

  it("gives another area its own folder and the first one's origin", async () => {
    const first = await insert(town());
    const second = await insert(town(), {
      replaceKey: "area-2",
      name: "../../Évil: <name>",
      offsetM: [100, 0, 0],
    });
    expect([first.georeference, second.georeference]).toEqual(["stored", "aligned"]);
    const [sub] = readdirSync(folder).filter((name) => !/^(context|document|receipt)\./.test(name));
    expect(sub).toMatch(/^[^./\\][^/\\<>:]* [0-9a-f]{8}$/);
    expect(readdirSync(join(folder, sub)).sort()).toEqual(["context.glb", "receipt.json"]);
    expect(glbMinX(join(folder, "context.glb"))).toBe(0);
    expect(glbMinX(join(folder, sub, "context.glb"))).toBe(100);
  });

  it("aligns by itself when the panel did not say where the model lies", async () => {
    await insert(town());
    const model = town();
    model.frame = { ...model.frame, originLonDeg: 7.421 };
    const east = await insert(model, { replaceKey: "area-2" });
    const path = east.files?.[0].path ?? "";
    // 0.001° of longitude at 43.73° N: 80.55 m on WGS84.
    expect(glbMinX(path)).toBeGreaterThan(80.4);
    expect(glbMinX(path)).toBeLessThan(80.7);
  });

  it.each([
    ["while the first file is written", 0],
    ["while the document's list is written", 2],
  ])("leaves everything as it was when the disk is full %s", async (_, failing) => {
    await insert(town());
    const before = snapshot();
    let calls = 0;
    const document = new DocumentFolder(folder, async (path, bytes) => {
      if (calls++ !== failing) return writeFile(path, bytes);
      await writeFile(path, bytes.subarray(0, 10));
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    });
    const taller = sceneOf(boxLayer("buildings", [{ ...box, size: [1, 1, 99] }]));
    await expect(insert(taller, {}, document)).rejects.toMatchObject({ code: "disk-full", charged: "no" });
    expect(snapshot()).toEqual(before);
    calls = 0;
    await expect(insert(taller, { replaceKey: "area-2" }, document)).rejects.toMatchObject({
      code: "disk-full",
    });
    expect(snapshot()).toEqual(before);
  });

  it("leaves everything as it was when it is cancelled", async () => {
    await insert(town());
    const before = snapshot();
    const controller = new AbortController();
    const cancelling = {
      signal: controller.signal,
      progress: (phase: string) => {
        if (phase === "write") controller.abort();
      },
    };
    const taller = handoffOf(sceneOf(boxLayer("buildings", [{ ...box, size: [1, 1, 99] }])));
    const inserted = insertScene(new DocumentFolder(folder), makeFilesHere([glbFormat]), taller, cancelling);
    await expect(inserted).rejects.toMatchObject({ code: "cancelled" });
    expect(snapshot()).toEqual(before);
  });

  it("refuses bytes that are no scene, and a damaged document list, and touches nothing", async () => {
    const nonsense = sampleHandoff(new Uint8Array(50), { format: "scene" });
    const wrong = insertScene(new DocumentFolder(folder), makeFilesHere([glbFormat]), nonsense, context());
    await expect(wrong).rejects.toMatchObject({ code: "malformed-body" });
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, "document.json"), '{"version":1,"areas":[{"folder":"../.."}]}');
    await expect(insert(town())).rejects.toMatchObject({ code: "host-failed" });
    expect(readdirSync(folder)).toEqual(["document.json"]);
  });

  function snapshot(): Record<string, string> {
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("base64")]),
    );
  }
});
