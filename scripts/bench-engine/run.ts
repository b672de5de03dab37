/**
 * Reads the options, bundles the bench as the service ships (docs/bench.md) and runs it in a plain Node.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundleForNode } from "../bundle-for-node.ts";
import { readBenchOptions } from "./options.ts";

const options = readBenchOptions();
// Two folders deep like the sources that look for the districts beside the checkout.
const outDir = join(import.meta.dirname, "../../test-output/bench-engine");
await bundleForNode({ measure: join(import.meta.dirname, "measure.ts") }, outDir);
const { status } = spawnSync(process.execPath, [join(outDir, "measure.js"), JSON.stringify(options)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
