import type { KeyVerdict } from "../../shared/bridge/protocol.ts";
import { accountPath } from "../../shared/contract/endpoints.ts";
import { checkKey } from "./key-keeper.ts";

const timeoutMs = 20_000;

/** What the service says of a key that is not stored. Nothing is kept. Rejects with `bad-key` for what cannot be one. */
export async function testKey(serviceUrl: string, typed: string, signal: AbortSignal): Promise<KeyVerdict> {
  const key = checkKey(typed);
  const url = serviceUrl.replace(/\/+$/, "") + accountPath;
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${key}`, accept: "application/json" },
      // The key must not travel on to wherever a redirect leads.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    void answer.body?.cancel();
    return verdictOf(answer.status);
  } catch {
    return "unreachable";
  }
}

function verdictOf(status: number): KeyVerdict {
  if (status >= 200 && status < 300) return "accepted";
  if (status === 401 || status === 403) return "refused";
  // A server that does not know the address has no page to ask.
  return [404, 405, 501].includes(status) ? "no-account" : "unreachable";
}
