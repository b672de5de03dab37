import type { Transport } from "../transport.ts";
import { createEtoTransport, type EtoWindow, hasEto } from "./eto.ts";
import { connectLoopback, type FetchLike, pairingTokenOf } from "./loopback.ts";

export interface Surroundings {
  window: EtoWindow;
  /** `location.origin` and `location.hash`. */
  origin: string;
  fragment: string;
  fetch: FetchLike;
  /** How long Eto's object may take to appear, ms. */
  waitMs?: number;
}

export interface Detected {
  transport: Transport;
  /** `fetch` for requests under the profile's `serviceUrl`. */
  serviceFetch: FetchLike;
  /** To be sent with every such request that something else than `serviceFetch` makes (the map's own worker). */
  headers: Readonly<Record<string, string>>;
}

/**
 * Who is at the other end? A pairing token in the address: a loopback host. Eto's object: a webview. Nobody: null.
 * Rejects with `host-gone` when a loopback host refuses.
 */
export async function detectTransport(around: Surroundings): Promise<Detected | null> {
  const pairingToken = pairingTokenOf(around.fragment);
  if (pairingToken !== null) {
    const transport = await connectLoopback({ baseUrl: around.origin, pairingToken, fetch: around.fetch });
    return { transport, serviceFetch: transport.serviceFetch, headers: transport.headers };
  }
  const pollMs = 50;
  for (let waited = 0; waited <= (around.waitMs ?? 3000); waited += pollMs) {
    if (hasEto(around.window))
      return { transport: createEtoTransport(around.window), serviceFetch: around.fetch, headers: {} };
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return null;
}
