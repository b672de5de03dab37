import { create3dmFormat } from "./3dm/create-3dm-format.ts";
import type { LoadRhino } from "./3dm/rhino.ts";
import type { ExportFormat } from "./format.ts";
import { glbFormat } from "./glb.ts";

/**
 * Every file format, best for CAD first. Menus, hosts and tools read this list; a new format is one more entry
 * (docs/add-a-format.md). `loadRhino` is where rhino3dm comes from here: `3dm/load-node.ts` or `3dm/load-browser.ts`.
 */
export function exportFormats(loadRhino: LoadRhino): ExportFormat[] {
  return [create3dmFormat(loadRhino), glbFormat];
}

/** The format with this id, or undefined. */
export function findFormat(formats: readonly ExportFormat[], id: string): ExportFormat | undefined {
  return formats.find((format) => format.id === id);
}
