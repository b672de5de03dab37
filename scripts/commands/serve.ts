import { checkSources } from "../../server/open-sources.ts";
import { startService } from "../../server/serve.ts";
import type { Program } from "../main.ts";
import { optionsHelp, readOptions } from "./options.ts";
import { untilStopped } from "./until-stopped.ts";

/** The service alone, for a firm's server or beside another panel. */
export async function serve(args: string[], program: Program): Promise<number> {
  const options = readOptions(args, program);
  if (options.help) {
    console.log(optionsHelp);
    return 0;
  }
  checkSources(options);
  const stopped = untilStopped();
  const service = await startService({ ...options, version: program.version });
  console.log(`Service   ${service.url}`);
  console.log(`API key   ${service.key}`);
  console.log(`Keys page ${service.keysPageUrl}`);
  await stopped;
  await service.close();
  return 0;
}
