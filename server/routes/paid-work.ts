import { failure, toContextileError } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";
import type { Call, ServiceParts } from "../call.ts";
import { type PurchaseRequest, release, settle } from "../metering/purchases.ts";
import { toKm2 } from "../metering/usage.ts";

/** The books of one answer in progress. It ends exactly once: `charge` or `fail`. */
export interface PaidWork {
  /** Aborted when the client goes away, when time is up, or by `fail`. */
  signal: AbortSignal;
  /** Adds to the bytes delivered. */
  count(bytes: number): void;
  /** Books the charge, before the last bytes leave. Throws when the work was stopped or cannot be booked. */
  charge(lastBytes: number): Promise<void>;
  /** Gives the reserved area back; resolves when that is done. After an end it does nothing. */
  fail(error: unknown): Promise<void>;
}

export function startPaidWork(call: Call, parts: ServiceParts, purchase: PurchaseRequest): PaidWork {
  const startedMs = performance.now();
  const leave = parts.inProgress.enter(purchase.accountId);
  const stop = stopSignal(call, parts);
  let bytes = 0;
  let ending: Promise<void> | null = null;

  const delivery = () => ({ bytes, durationMs: performance.now() - startedMs });

  /** If the store is gone too, the reservation ends with its lease. */
  const giveBack = (outcome: "failed" | "cancelled") =>
    release(parts.store, purchase, { ...delivery(), outcome }, parts.now()).catch(parts.writeError);

  async function giveUp(error: unknown): Promise<void> {
    const outcome = toContextileError(error).code === "cancelled" ? "cancelled" : "failed";
    call.log.fact("bytes", bytes);
    call.log.fact("outcome", outcome);
    if (call.log.deferred && outcome === "failed") parts.writeError(error);
    if (call.log.deferred) call.log.end(200);
    await giveBack(outcome);
  }

  async function book(): Promise<void> {
    call.log.fact("bytes", bytes);
    try {
      const charged = await settle(parts.store, purchase, delivery(), parts.now());
      call.log.fact("charged", charged ? toKm2(purchase.m2) : 0);
    } catch (error) {
      call.log.fact("outcome", "failed");
      parts.writeError(error);
      await giveBack("failed");
      throw error;
    } finally {
      call.log.end(200);
    }
  }

  function end(how: () => Promise<void>): Promise<void> {
    stop.disarm();
    ending = how().finally(leave);
    return ending;
  }

  const fail = (error: unknown): Promise<void> => {
    if (ending) return ending.catch(() => {});
    const given = end(() => giveUp(error));
    stop.now(error);
    return given;
  };
  stop.signal.addEventListener("abort", () => void fail(stop.signal.reason), { once: true });

  return {
    signal: stop.signal,
    fail,
    count: (more) => {
      bytes += more;
    },
    charge(lastBytes) {
      if (ending) return Promise.reject(stop.signal.reason);
      bytes += lastBytes;
      // The answer is complete: a client that leaves from here on has bought it, and may ask again for free.
      return end(book);
    },
  };
}

/** Stops the engine when the client goes or the clock runs out, until disarmed. */
function stopSignal(call: Call, parts: ServiceParts) {
  const controller = new AbortController();
  const client = call.request.signal;
  const onGone = () => controller.abort(failure("cancelled", says("request-cancelled")));
  const seconds = Math.round(parts.answerTimeoutMs / 1000);
  const onTime = () => controller.abort(failure("timeout", says("service-too-slow", { seconds })));
  const timer = setTimeout(onTime, parts.answerTimeoutMs);
  if (client.aborted) onGone();
  else client.addEventListener("abort", onGone, { once: true });
  return {
    signal: controller.signal,
    now: (reason: unknown) => controller.abort(reason),
    disarm() {
      clearTimeout(timer);
      client.removeEventListener("abort", onGone);
    },
  };
}
