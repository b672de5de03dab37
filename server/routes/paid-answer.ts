import type { AnswerFormat } from "../../shared/contract/answer-format.ts";
import type { WireRequest } from "../../shared/contract/context-request.ts";
import { ContextileError } from "../../shared/errors.ts";
import type { Call, ServiceParts } from "../call.ts";
import type { PurchaseRequest } from "../metering/purchases.ts";
import { refuse } from "../refusal.ts";
import { startPaidWork } from "./paid-work.ts";

/**
 * Produces an answer for a reserved purchase. Resolves when the first bytes are there, so that a failure before them
 * is a plain error. The last chunk is held back until the charge is booked: a complete answer is a paid one, and a
 * failed, stopped or cut one is free.
 */
export async function openPaidAnswer(
  call: Call,
  parts: ServiceParts,
  order: { purchase: PurchaseRequest; wire: WireRequest; format: AnswerFormat },
): Promise<ReadableStream<Uint8Array>> {
  const work = startPaidWork(call, parts, order.purchase);
  let chunks: AsyncGenerator<Uint8Array, void, undefined>;
  let held: Uint8Array;
  try {
    refuseWhenBusy(parts);
    chunks = parts.answerContext(order.wire, parts.sources, work.signal, order.format);
    held = await firstChunk(chunks, work.signal);
  } catch (error) {
    await work.fail(error);
    throw asRefusable(error, work.signal);
  }
  call.log.defer();
  const stopEngine = () => void chunks.return(undefined).catch(() => {});
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // A client that stops reading without leaving pulls nothing: only the clock ends such an answer.
      work.signal.addEventListener("abort", () => controller.error(work.signal.reason), { once: true });
    },
    async pull(controller) {
      try {
        work.signal.throwIfAborted();
        const next = await raceAbort(chunks.next(), work.signal);
        if (next.done) await work.charge(held.length);
        else work.count(held.length);
        controller.enqueue(held);
        if (next.done) controller.close();
        else held = next.value;
      } catch (error) {
        await work.fail(error);
        stopEngine();
        // The head is sent: breaking the body off is the only way left to say that it is not complete.
        controller.error(error);
      }
    },
    async cancel() {
      await work.fail(new ContextileError("cancelled", "The client went away."));
      stopEngine();
    },
  });
}

async function firstChunk(chunks: AsyncGenerator<Uint8Array, void, undefined>, signal: AbortSignal) {
  const first = await raceAbort(chunks.next(), signal);
  if (first.done) throw new Error("the engine gave an empty answer");
  return first.value;
}

function refuseWhenBusy(parts: ServiceParts): void {
  // This one is counted already.
  if (parts.answers.inside > parts.maxAnswers)
    refuse("service-down", "The service is busy with other requests.", {
      headers: { "retry-after": "3" },
      next: "Try again in a few seconds.",
    });
}

/** Do not wait for an engine that is slow to notice. */
function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** An engine that stops on the signal throws a bare AbortError; the reason of the signal says why. */
const asRefusable = (error: unknown, signal: AbortSignal): unknown =>
  signal.aborted ? signal.reason : error;
