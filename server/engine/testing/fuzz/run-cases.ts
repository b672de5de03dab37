/**
 * Runs fuzz cases one after another and says on descriptor 3 what it is at, so that whoever started it knows which case
 * does not come to its end. Arguments: seed, first case, number of cases.
 */
import { mkdtempSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifoldToplevel } from "manifold-3d";
import { loadManifold } from "../judge-solids.ts";
import { chanceOf } from "./chance.ts";
import { fileCase } from "./file-case.ts";
import { sceneCase } from "./scene-case.ts";
import { wholeFiles } from "./whole-files.ts";

const [seed, first, count] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "contextile-fuzz-"));
const files = wholeFiles();
const say = (word: object) => writeSync(3, `${JSON.stringify(word)}\n`);

process.on("uncaughtException", (thrown) => fail("a failure nobody waited for", thrown));
process.on("unhandledRejection", (thrown) => fail("a failure nobody waited for", thrown));
let current = first;
function fail(what: string, thrown: unknown): void {
  say({ failed: current, why: `${what}: ${thrown instanceof Error ? thrown.stack : String(thrown)}` });
}

const manifold = await loadManifold();
for (current = first; current < first + count; current++) {
  try {
    for (const why of await runCase(current, manifold)) say({ failed: current, why });
  } catch (thrown) {
    fail("crash", thrown);
  }
}
say({ done: true });
rmSync(folder, { recursive: true, force: true });

function runCase(number: number, oracle: ManifoldToplevel): Promise<string[]> {
  const chance = chanceOf(`fuzz ${seed} ${number}`);
  if (chance.happens(0.6)) {
    say({ at: number, kind: "scene" });
    return sceneCase(chance, oracle);
  }
  const file = chance.pick(files);
  say({ at: number, kind: file.name });
  return fileCase(chance, file, folder, oracle);
}
