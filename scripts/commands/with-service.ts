import { checkSources } from "../../server/open-sources.ts";
import { type RunningService, startService } from "../../server/serve.ts";
import type { Program } from "../main.ts";
import { optionsHelp, readOptions, type ServiceOptions } from "./options.ts";
import { untilStopped } from "./until-stopped.ts";

/** Opens what a command puts on top of the service and says how to get in. Gives how to end that again. */
export type OnService = (service: RunningService, options: ServiceOptions) => Promise<() => Promise<void>>;

/** Help, or the service with what a command puts on top until somebody ends it. What ends is ended in turn. */
export async function withService(args: string[], program: Program, onService: OnService): Promise<number> {
  const options = readOptions(args, program);
  if (options.help) {
    console.log(optionsHelp);
    return 0;
  }
  // Before a data store is made for nothing.
  checkSources(options);
  const stopped = untilStopped();
  const service = await startService({ ...options, version: program.version });
  try {
    const close = await onService(service, options);
    await stopped;
    await close();
  } finally {
    await service.close();
  }
  return 0;
}
