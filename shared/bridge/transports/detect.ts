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
 * Both, with `bridge=eto` beside the token: messages go through the webview, the service through the loopback host;
 * without Eto's object in time the loopback host takes the messages too.
 * Rejects with `host-gone` when a loopback host refuses.
 */
export async function detectTransport(around: Surroundings): Promise<Detected | null> {
  const pairingToken = pairingTokenOf(around.fragment);
  if (pairingToken !== null) {
    const transport = await connectLoopback({ baseUrl: around.origin, pairingToken, fetch: around.fetch });
    const eto = asksForEto(around.fragment) ? await waitForEto(around) : null;
    return { transport: eto ?? transport, serviceFetch: transport.serviceFetch, headers: transport.headers };
  }
  const { fetch } = around;
  // Not handed on as it is: as somebody's method a page's own `fetch` refuses to work.
  const serviceFetch: FetchLike = (url, init) => fetch(url, init);
  const eto = await waitForEto(around);
  return eto && { transport: eto, serviceFetch, headers: {} };
}

/** Said by the host when it knows that its webview hands messages over; older ones inject the object and hear nothing. */
function asksForEto(fragment: string): boolean {
  return /^#(?:.*&)?bridge=eto(?:&|$)/.test(fragment);
}

async function waitForEto({ window, waitMs = 3000 }: Surroundings): Promise<Transport | null> {
  const pollMs = 50;
  for (let waited = 0; waited <= waitMs; waited += pollMs) {
    if (hasEto(window)) return createEtoTransport(window);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return null;
}
