import wasmUrl from "rhino3dm/rhino3dm.wasm?url";
import { create3dmFormat } from "../../../shared/exports/3dm/create-3dm-format.ts";
import { loadRhinoFrom } from "../../../shared/exports/3dm/load-browser.ts";
import { sceneOfBoxes } from "../box-town.ts";

export type WriterReport =
  | { bytes: number; objects: number; facets: number; instances: number; magic: string }
  | { error: string };

write().then(
  (report) => postMessage(report),
  (thrown: unknown) => postMessage({ error: String(thrown) } satisfies WriterReport),
);

async function write(): Promise<WriterReport> {
  const format = create3dmFormat(loadRhinoFrom(wasmUrl));
  const { bytes, objects, facets, instances } = await format.encode(sceneOfBoxes(200), {
    name: "Bridge test",
    perFeature: true,
  });
  const magic = String.fromCharCode(...bytes.subarray(0, 23));
  return { bytes: bytes.length, objects, facets, instances, magic };
}
