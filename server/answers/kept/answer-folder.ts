import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** A finished answer's file. */
export const answerEnding = ".answer";
/** One that is being written, or was when its process died. */
export const draftEnding = ".part";

export interface KeptAnswer {
  bytes: number;
  madeMs: number;
  /** Its pieces were looked at since the service started. */
  checked: boolean;
}

export interface LeftDraft {
  bytes: number;
  touchedMs: number;
}

/** What earlier runs have left: finished answers, the longest unused first, and drafts by their file's name. */
export async function readCacheFolder(
  folder: string,
): Promise<{ kept: Map<string, KeptAnswer>; left: Map<string, LeftDraft> }> {
  const left = new Map<string, LeftDraft>();
  const found: [name: string, kept: KeptAnswer, usedMs: number][] = [];
  for (const file of await readdir(folder).catch(() => [])) {
    const info = await stat(join(folder, file)).catch(() => null);
    if (info === null) continue;
    if (file.endsWith(draftEnding)) left.set(file, { bytes: info.size, touchedMs: info.mtimeMs });
    if (!file.endsWith(answerEnding)) continue;
    const kept = { bytes: info.size, madeMs: info.mtimeMs, checked: false };
    found.push([file.slice(0, -answerEnding.length), kept, info.atimeMs]);
  }
  found.sort((a, b) => a[2] - b[2]);
  return { kept: new Map(found.map(([name, kept]) => [name, kept])), left };
}
