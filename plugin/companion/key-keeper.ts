import type { SecretState } from "../../shared/bridge/protocol.ts";
import { ContextileError } from "../../shared/errors.ts";
import { isLocal, type SecretStore } from "./secret-store.ts";

/** The key of one service: what the user typed, else what the environment says. Only `key()` gives it out. */
export interface KeyKeeper {
  key(): Promise<string | null>;
  /** What the page may know. */
  state(): Promise<SecretState>;
  /** Rejects with `bad-key` for what cannot be a key, `host-failed` where it cannot be stored. */
  set(key: string): Promise<SecretState>;
  clear(): Promise<SecretState>;
}

export function createKeyKeeper(
  store: SecretStore,
  serviceUrl: string,
  env: NodeJS.ProcessEnv = process.env,
): KeyKeeper {
  const fromEnv = keyFromEnv(serviceUrl, env);
  const find = async () => {
    const typed = await store.get().catch(() => null);
    return typed ? { key: typed, store: store.name, warning: store.warning } : fromEnv;
  };
  const state = async (): Promise<SecretState> => {
    const found = await find();
    return {
      hasKey: found !== null,
      last4: found ? lastFour(found.key) : "",
      store: found?.store ?? store.name,
      warning: found?.warning ?? store.warning,
    };
  };
  const changed = async (change: Promise<void>) => {
    await change.catch((cause: unknown) => {
      throw new ContextileError("host-failed", `The key could not be changed in: ${store.name}.`, { cause });
    });
    return state();
  };
  return {
    state,
    key: async () => (await find())?.key ?? null,
    set: async (typed) => changed(store.set(checkKey(typed))),
    clear: () => changed(store.clear()),
  };
}

/** Fewer than eight characters are too few to show four of them. */
function lastFour(key: string): string {
  return key.length < 8 ? "" : key.slice(-4);
}

/** A header takes visible ASCII only; a space or a line break inside is a slip of the copying hand. Rejects: `bad-key`. */
export function checkKey(typed: string): string {
  const key = typed.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const what = key === "" ? "is empty" : "contains spaces, line breaks or special characters";
  throw new ContextileError("bad-key", `The key ${what}.`, {
    next: "Copy the key again, without its surroundings.",
  });
}

/** `CITYWEFT_API_KEY` is for that service and for local ones; it never goes to a third party. */
function keyFromEnv(serviceUrl: string, env: NodeJS.ProcessEnv) {
  const { hostname } = new URL(serviceUrl);
  const isCityweft = hostname === "cityweft.com" || hostname.endsWith(".cityweft.com") || isLocal(hostname);
  const name = env.CONTEXTILE_API_KEY ? "CONTEXTILE_API_KEY" : "CITYWEFT_API_KEY";
  const key = (env[name] ?? "").trim();
  if (key === "" || (name === "CITYWEFT_API_KEY" && !isCityweft)) return null;
  const warning = `The key comes from the environment variable ${name}; it is forgotten by unsetting it.`;
  return { key: checkKey(key), store: `environment variable ${name}`, warning };
}
