/**
 * Makes the sample town in server/sample-town/. The same code always gives the same bytes; a test holds the committed
 * files to that.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { commandLine } from "./command-line.ts";
import { makeHeights } from "./sample-town/landscape.ts";
import { layOutTown } from "./sample-town/lay-out-town.ts";

export const sampleTownSeed = 20261122;
export const sampleTownFolder = join(dirname(fileURLToPath(import.meta.url)), "../server/sample-town");
const tile = "N47E010.hgt";

/** File name → bytes. */
export function makeSampleTown(seed = sampleTownSeed): Record<string, Uint8Array> {
  const map = new TextEncoder().encode(layOutTown(seededRandom(seed)).toXml());
  // A zip stores a date; this one is not today's.
  const heights = zipSync({ [tile]: makeHeights() }, { level: 9, mtime: new Date(2026, 0, 1) });
  return { "sample-town.osm": map, [`${tile}.zip`]: heights };
}

/** mulberry32, public domain. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  commandLine("npm run sample-town   (writes server/sample-town/ again)", {}, () => null);
  mkdirSync(sampleTownFolder, { recursive: true });
  for (const [name, bytes] of Object.entries(makeSampleTown())) {
    writeFileSync(join(sampleTownFolder, name), bytes);
    console.log(`${name}: ${(bytes.length / 1024).toFixed(0)} KB`);
  }
}
