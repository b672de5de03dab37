import { refuse } from "../command-line.ts";

/** Any answer over HTTP will do, also a refusal. Throws `bad-request` where none comes. */
export async function reachService(url: string, waitMs = 5000): Promise<void> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(waitMs), redirect: "manual" });
    await answer.body?.cancel();
  } catch {
    refuse(`No service answers at ${new URL(url).host}.`, "Start it, or correct the address after --url.");
  }
}
