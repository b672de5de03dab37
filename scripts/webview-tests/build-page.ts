import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "vite";
import { create3dmFormat } from "../../shared/exports/3dm/create-3dm-format.ts";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { sceneOfBoxes } from "./box-town.ts";

const pages = join(import.meta.dirname, "page");
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
    root: pages,
    base: "./",
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: ["chrome87", "safari15"],
      modulePreload: { polyfill: false },
      rolldownOptions: { input: ["index.html", "writer.html"].map((name) => join(pages, name)) },
    },
  });
  const model = await bigModel();
  writeFileSync(join(folder, "model.3dm"), model.bytes);
  return { folder, model };
}

async function bigModel(): Promise<TestPage["model"]> {
  return create3dmFormat(loadRhinoInNode).encode(sceneOfBoxes(4000), {
    name: "Bridge test",
    perFeature: true,
  });
}
