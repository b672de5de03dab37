/** Cuts and changes files, so that every reader proves that damage is an answer and never a crash or a hang. */
import { isContextileError } from "../../../shared/errors.ts";
import { createRandom } from "../../../shared/testing/random.ts";

/** A reader may take longer than this for no damaged file of a few kilobytes. Processor time: machines are shared. */
const longestMs = 5000;

/**
 * `rounds` damaged copies of `whole` through `use`; returns what went wrong: an error outside the family, or too long.
 * Prints its seed.
 */
export async function damagedReads(
  whole: Uint8Array,
  rounds: number,
  use: (bytes: Uint8Array) => Promise<unknown>,
  seed = 11,
): Promise<string[]> {
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  const failures: string[] = [];
  for (let round = 0; round < rounds; round++) {
    let bytes = Uint8Array.from(whole);
    if (round % 3 === 0) bytes = bytes.slice(0, Math.floor(random() * bytes.length));
    else
      for (let i = 0; i < 1 + (round % 6); i++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const before = process.cpuUsage();
    const thrown = await use(bytes).then(
      () => null,
      (error: unknown) => error,
    );
    if (thrown !== null && !isContextileError(thrown)) failures.push(`round ${round}: ${String(thrown)}`);
    const { user, system } = process.cpuUsage(before);
    const tookMs = (user + system) / 1000;
    if (tookMs > longestMs) failures.push(`round ${round}: took ${Math.round(tookMs)} ms`);
  }
  return failures;
}
