/** Reads the options, bundles the bench and the service's workers as they ship, and runs it in a plain Node. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundleForNode } from "./bundle-for-node.ts";
import { commandLine, positiveNumber, wholeNumber } from "./command-line.ts";

const usage = `npm run bench:answers -- [options]
  --megabytes N   of the synthetic extract that pools and the kept answers are measured on (default 40; 0: left out)
  --rounds N      of the first byte against the whole answer, in Monaco on its hills, where its files are at hand
                  (default 5; 0: left out)
  --json          also one JSON object as the last line`;

const options = commandLine(
  usage,
  {
    megabytes: { type: "string", default: "40" },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
  },
  ({ megabytes, rounds, json }) => ({
    megabytes: megabytes === "0" ? 0 : positiveNumber(megabytes, "--megabytes"),
    rounds: wholeNumber(rounds, "--rounds"),
    json,
  }),
);
// Two folders deep like the sources that look for the districts beside the checkout.
const outDir = join(import.meta.dirname, "../test-output/bench-answers");
await bundleForNode(
  {
    measure: join(import.meta.dirname, "bench-answers/measure.ts"),
    "answer-worker": join(import.meta.dirname, "../server/answers/pool/pool-worker.ts"),
  },
  outDir,
);
const { status } = spawnSync(process.execPath, [join(outDir, "measure.js"), JSON.stringify(options)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
