/**
 * The engine's gate: starts the service as `contextile serve` does, buys the map through HTTP piece by piece and judges
 * what came back, not what was meant. Exit code 1, and a sentence each, when a bound does not hold.
 * `npm run gate:engine -- --osm FILE [--dem PLACE] [--settings JSON] [--area W,S,E,N] --json`
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };
import { openSources } from "../../server/open-sources.ts";
import { endWith } from "../command-line.ts";
import { judgeMap } from "./judge-map.ts";
import { gateHelp, readGateOptions } from "./options.ts";
import { startPaidService } from "./paid-service.ts";

const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));

async function main(): Promise<void> {
  // npm goes to the package's folder; paths are meant from where the person stands.
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD);
  const options = readGateOptions(process.argv.slice(2), { root, version: manifest.version });
  if (options.service.help) {
    console.log(gateHelp);
    return;
  }
  // What the judge compares with is opened apart from what the service reads.
  const sources = await openSources(options.service);
  const service = await startPaidService(options.service).catch(async (thrown) => {
    await sources.map.close();
    throw thrown;
  });
  try {
    const result = await judgeMap(service, sources, options, (line) => console.error(line));
    if (!options.json)
      console.table(
        Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value !== "object")),
      );
    console.log(JSON.stringify(result));
    for (const sentence of result.failures) console.error(sentence);
    process.exitCode = result.failures.length === 0 ? 0 : 1;
  } finally {
    await service.close();
    await sources.map.close();
  }
}

await main().catch(endWith);
