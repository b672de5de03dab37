import type { Program } from "../main.ts";
import { withService } from "./with-service.ts";

/** The service alone, for a firm's server or beside another panel. */
export function serve(args: string[], program: Program): Promise<number> {
  return withService(args, program, async (service) => {
    console.log(`Service   ${service.url}`);
    console.log(`API key   ${service.key}`);
    console.log(`Keys page ${service.keysPageUrl}`);
    return async () => {};
  });
}
