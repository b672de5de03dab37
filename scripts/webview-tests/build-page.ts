import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";
import { create3dmFormat } from "../../shared/exports/3dm/create-3dm-format.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { type Box, boxLayer, nodeLayer, sceneOf } from "../../shared/testing/box-scene.ts";

const root = resolve(import.meta.dirname, "../..");

/** Folder of the built panel, or null before `npm run build`. */
export function builtPanel(): string | null {
  const folder = join(root, "dist", "panel");
  return existsSync(join(folder, "index.html")) ? folder : null;
}

export interface TestPage {
  folder: string;
  model: { bytes: Uint8Array; objects: number; facets: number; instances: number };
}

/** The small bridge page with the panel's own build target, and a real Rhino file of more than 5 MB beside it. */
export async function buildTestPage(): Promise<TestPage> {
  const folder = mkdtempSync(join(tmpdir(), "contextile-bridge-page-"));
  await build({
    configFile: false,
    logLevel: "error",
    root: join(import.meta.dirname, "page"),
    base: "./",
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: ["chrome87", "safari15"],
      modulePreload: { polyfill: false },
    },
  });
  const model = await bigModel();
  writeFileSync(join(folder, "model.3dm"), model.bytes);
  return { folder, model };
}

async function bigModel(): Promise<TestPage["model"]> {
  const boxes = Array.from({ length: 4000 }, (_, i): Box => {
    const height = 3 + (i % 29) * 1.37;
    const descriptor = { type: "building", name: `House ${i}`, buildingHeight: height, roofShape: "flat" };
    return { at: [(i % 64) * 21.3, Math.floor(i / 64) * 23.7, 0], size: [11.1, 13.7, height], descriptor };
  });
  const model = sceneOf(boxLayer("buildings", boxes), nodeLayer());
  return create3dmFormat(loadRhinoInNode).encode(model, { name: "Bridge test", perFeature: true });
}
