import type { AnswerFormat } from "../../shared/contract/answer-format.ts";
import type { WireRequest } from "../../shared/contract/context-request.ts";
import { failure } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";
import { gzipPart, type PackedChunk, unpack } from "../answers/packed-chunk.ts";
import type { OpenAnswer } from "../answers/sharing/shared-answers.ts";
import type { Call, ServiceParts } from "../call.ts";
import type { PurchaseRequest } from "../metering/purchases.ts";
import { refuse } from "../refusal.ts";
import { acceptsGzip } from "./basemap-route.ts";
import { type PaidWork, startPaidWork } from "./paid-work.ts";

export interface PaidAnswer {
  body: ReadableStream<Uint8Array>;
  headers: Record<string, string>;
}

/**
 * Opens an answer for a reserved purchase. Resolves when the first bytes are there, so that a failure before them
 * is a plain error. The last piece is held back until the charge is booked: a complete answer is a paid one, and a
 * failed, stopped or cut one is free. Where the bytes come from (made now, for others too, or from disk) changes nothing.
 */
export async function openPaidAnswer(
  call: Call,
  parts: ServiceParts,
  order: { purchase: PurchaseRequest; wire: WireRequest; format: AnswerFormat },
): Promise<PaidAnswer> {
  const { accountId: account, bodyHash } = order.purchase;
  const work = startPaidWork(call, parts, order.purchase);
  try {
    refuseWhenBusy(parts, account);
    const { wire, format } = order;
    const answer = await raceAbort(
      parts.answers.open({ account, bodyHash, wire, format }, work.signal),
      work.signal,
    );
    const first = await raceAbort(answer.reader.next(), work.signal);
    if (first === null) throw new Error("the engine gave an empty answer");
    const zip = acceptsGzip(call.request);
    logFacts(call, answer);
    call.log.defer();
    return {
      body: streamAnswer(work, answer, { first, toBytes: zip ? gzipPart : unpack }),
      headers: zip ? { "content-encoding": "gzip" } : {},
    };
  } catch (error) {
    await work.fail(error);
    throw asRefusable(error, work.signal);
  }
}

function streamAnswer(
  work: PaidWork,
  { reader }: OpenAnswer,
  { first, toBytes }: { first: PackedChunk; toBytes: (chunk: PackedChunk, first: boolean) => Uint8Array },
): ReadableStream<Uint8Array> {
  let next: PackedChunk | null = first;
  let isFirst = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // A client that stops reading without leaving pulls nothing: only the clock ends such an answer.
      work.signal.addEventListener("abort", () => controller.error(work.signal.reason), { once: true });
    },
    async pull(controller) {
      try {
        work.signal.throwIfAborted();
        const chunk = next ?? (await raceAbort(reader.next(), work.signal));
        next = null;
        if (chunk === null) throw new Error("the answer has no end");
        const bytes = toBytes(chunk, isFirst);
        isFirst = false;
        if (chunk.end) await work.charge(chunk.plainBytes);
        else work.count(chunk.plainBytes);
        controller.enqueue(bytes);
        if (!chunk.end) return;
        controller.close();
        reader.leave();
      } catch (error) {
        await work.fail(error);
        reader.leave();
        // The head is sent: breaking the body off is the only way left to say that it is not complete.
        controller.error(error);
      }
    },
    async cancel() {
      await work.fail(failure("cancelled", says("request-cancelled")));
      reader.leave();
    },
  });
}

function logFacts(call: Call, answer: OpenAnswer): void {
  const { cache, queuedMs, worker } = answer.facts();
  call.log.fact("cache", cache);
  call.log.fact("queuedMs", queuedMs);
  if (worker !== null) call.log.fact("worker", worker);
}

function refuseWhenBusy(parts: ServiceParts, account: string): void {
  // This one is counted already. No caller can take every place.
  const { inProgress, maxAnswers, maxAnswersEach } = parts;
  if (inProgress.inside <= maxAnswers && inProgress.insideOf(account) <= maxAnswersEach) return;
  refuse("service-down", says("service-busy"), {
    headers: { "retry-after": "3" },
    next: says("next-in-seconds"),
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
