/** A key is tested before it is stored: a slip of the copying hand must not cost the good one. */
import type { KeyVerdict } from "../../shared/bridge/protocol.ts";
import { failure, isContextileError } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";
import type { HostLink } from "../state/ports.ts";
import type { Store } from "../state/store.ts";

/** `no-test`: the program at the other end is older than the test. */
export type UntestedKey = Exclude<KeyVerdict, "accepted" | "refused"> | "no-test";

type SaveResult =
  | { saved: true; untested: UntestedKey | null }
  /** There is a key already and this one could not be tested: the user decides. */
  | { saved: false; ask: UntestedKey };

/**
 * Tests a key through the host and stores it where it was accepted, or where there is none to lose. Rejects with
 * `bad-key` where the service refuses it; what was stored stays.
 */
export async function saveKey(store: Store, key: string): Promise<SaveResult> {
  const verdict = await testKey(store.ports.host, key);
  if (verdict === "refused") throw failure("bad-key", says("refused-bad-key", { text: "" }));
  const untested = verdict === "accepted" ? null : verdict;
  if (untested !== null && store.secret.value.hasKey) return { saved: false, ask: untested };
  await storeKey(store, key);
  return { saved: true, untested };
}

/** Stores a key as it is. */
export async function storeKey(store: Store, key: string): Promise<void> {
  store.secret.value = await store.ports.host.request("secret.set", { key });
}

async function testKey(host: HostLink, key: string): Promise<KeyVerdict | "no-test"> {
  try {
    return (await host.request("secret.test", { key })).verdict;
  } catch (thrown) {
    if (isContextileError(thrown) && thrown.code === "unknown-message") return "no-test";
    throw thrown;
  }
}
