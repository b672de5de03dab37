import type { FreshPurchase } from "../purchase-list.ts";

/** A purchase that begins now, for the case that there is none to be repeated. */
export function freshPurchase(confirmsRequestIds: boolean): FreshPurchase {
  return { requestId: newRequestId(), startedAt: Date.now(), confirmsRequestIds };
}

/** A random id of one purchase: 128 bits, hex. `crypto.randomUUID` is missing in Chromium 87. */
function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
