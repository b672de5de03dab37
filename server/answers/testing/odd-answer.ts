import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { WireRequest } from "../../../shared/contract/context-request.ts";
import { ContextileError } from "../../../shared/errors.ts";

/** What an engine in a test is to do, in the order given; it travels in the request as the unknown field `odd`. */
const oddSteps = z.array(
  z.union([
    z.object({ say: z.string() }),
    z.object({ noise: z.number() }),
    z.object({ wait: z.literal("for ever") }),
    z.object({ refuse: z.string() }),
    z.object({ break: z.string() }),
    z.object({ hang: z.literal("for ever") }),
    z.object({ exit: z.number() }),
    z.object({ eat: z.literal("all memory") }),
    z.object({ count: z.custom<Int32Array>((value) => value instanceof Int32Array) }),
  ]),
);
export type OddStep = z.infer<typeof oddSteps>[number];

const bytes = (text: string) => new TextEncoder().encode(text);

/** Does what it is told, and what engines must never do. */
export async function* oddAnswer(
  request: WireRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const step of oddSteps.parse(request.odd)) {
    if (signal.aborted) throw new ContextileError("cancelled", "Cancelled.");
    if ("say" in step) yield bytes(step.say);
    if ("noise" in step) yield noise(step.noise);
    if ("wait" in step) await sleep(2 ** 30, undefined, { signal });
    if ("refuse" in step) throw new ContextileError("empty-answer", step.refuse);
    if ("break" in step) throw new Error(step.break);
    if ("hang" in step) for (;;) Math.random();
    if ("exit" in step) process.exit(step.exit);
    if ("eat" in step) eat();
    if ("count" in step) Atomics.add(step.count, 0, 1);
  }
}

function noise(length: number): Uint8Array {
  const result = new Uint8Array(length);
  for (let i = 0, state = 7; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    result[i] = state >>> 16;
  }
  return result;
}

function eat(): never {
  const eaten: object[] = [];
  for (;;) eaten.push({ more: Array.from({ length: 1000 }, (_, i) => ({ i })) });
}
