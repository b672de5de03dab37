/**
 * Bundles the bench as the service ships (docs/bench.md) and runs it in a plain Node: the loader that runs sources keeps
 * the names of all closures, which users never pay for and which costs more than some of what is measured.
 * `npm run bench:engine -- [--rounds 7] [--areas 0.1,1,10] [--extracts 1,10,100] [--osm FILE]... [--json]`; the skeletons of
 * every footprint of the files given are measured too.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "../..");
// Two folders deep like the sources that look for the districts beside the checkout.
const outDir = join(root, "test-output/bench-engine");

await build({
  root,
  configFile: false,
  logLevel: "warn",
  define: { __CONTEXTILE_VERSION__: JSON.stringify("bench") },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: "node20",
    rolldownOptions: {
      input: { measure: join(import.meta.dirname, "measure.ts") },
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" },
    },
  },
});
const results = join(import.meta.dirname, "results");
const { status } = spawnSync(
  process.execPath,
  [join(outDir, "measure.mjs"), "--results", results, ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
