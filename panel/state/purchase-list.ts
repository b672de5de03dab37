/** Purchases that have not ended well, newest first: what a repeat must know to cost nothing twice. Pure. */
import type { WireError } from "../../shared/errors.ts";

/** One request id and what it was sent for. */
export interface Purchase {
  requestId: string;
  draftKey: string;
  /** When the id was first sent, ms since 1970. */
  startedAt: number;
  /** The service charges an id once and answers it again free. */
  confirmsRequestIds: boolean;
  /** There is no answer, and it may have cost something; false until a try has ended in doubt. */
  mayBeCharged: boolean;
}

export type FreshPurchase = Pick<Purchase, "requestId" | "startedAt" | "confirmsRequestIds">;

/** More different areas than that do not fail one after the other. */
export const keptPurchases = 50;

/** How long our service answers a paid id again: counted from the first try, so that it never ends before. */
export const repeatLifeMs = 24 * 3_600_000;

/** The id still stands for this purchase at the service. */
export function isRepeatable({ startedAt }: Purchase, nowMs: number): boolean {
  return nowMs < startedAt + repeatLifeMs;
}

/** What a try for this draft is sent with: the earlier id as long as it counts, else the fresh one. */
export function beginPurchase(
  purchases: readonly Purchase[],
  draftKey: string,
  fresh: FreshPurchase,
): Purchase {
  const earlier = purchases.find((known) => known.draftKey === draftKey);
  if (earlier === undefined || !isRepeatable(earlier, fresh.startedAt))
    return { ...fresh, draftKey, mayBeCharged: false };
  return { ...earlier, confirmsRequestIds: fresh.confirmsRequestIds };
}

/** `purchase` as it was before the try that failed: a try that cost nothing does not undo an earlier doubt. */
export function afterFailure(
  purchases: readonly Purchase[],
  purchase: Purchase,
  { code, charged }: WireError,
): Purchase[] {
  // The service will not have this id with this request: it would refuse it for ever.
  if (code === "bad-request") return withoutDraft(purchases, purchase.draftKey);
  return withDoubt(purchases, purchase.draftKey, purchase.mayBeCharged || charged !== "no");
}

export function withDoubt(purchases: readonly Purchase[], draftKey: string, mayBeCharged: boolean) {
  return purchases.map((known) => (known.draftKey === draftKey ? { ...known, mayBeCharged } : known));
}

export function withoutDraft(purchases: readonly Purchase[], gone: string): Purchase[] {
  return purchases.filter(({ draftKey }) => draftKey !== gone);
}
