/**
 * Where a key is kept: the OS' own secret store where it works, else a file that only this user may read, else memory.
 * One entry per service, so that a key never reaches another service than the one it was typed for.
 */
import { chmod, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeJsonFile } from "./json-file.ts";

export interface SecretStore {
  /** In words, for the user. */
  readonly name: string;
  /** Plain warning where the store is no secret store; "" otherwise. */
  readonly warning: string;
  get(): Promise<string | null>;
  set(key: string): Promise<void>;
  clear(): Promise<void>;
}

/** The part of `@napi-rs/keyring` that is used. */
export interface KeyringEntry {
  getPassword(signal?: AbortSignal): Promise<string | null | undefined>;
  setPassword(password: string, signal?: AbortSignal): Promise<void>;
  deletePassword(signal?: AbortSignal): Promise<unknown>;
}

export interface SecretStoreOptions {
  configFolder: string;
  serviceUrl: string;
  /** Opens the OS' store for one account; null where there is none. Default: `@napi-rs/keyring`, when installed. */
  openKeyring?: (account: string) => Promise<KeyringEntry | null>;
}

/** A locked keyring waits for a person; one that nobody unlocks must not keep the panel waiting for ever. */
const probeMs = 10_000;

/** The best store that works here. Never rejects; waits at most 10 s for a keyring. */
export async function openSecretStore(options: SecretStoreOptions): Promise<SecretStore> {
  const account = accountOf(options.serviceUrl);
  const plain = await openPlainStore(options.configFolder, account);
  const keyring = await probe(() => (options.openKeyring ?? openNativeKeyring)(account));
  return keyring ? withFallback(keyringStore(keyring), plain) : plain;
}

async function openPlainStore(configFolder: string, account: string): Promise<SecretStore> {
  const usable = await mkdir(configFolder, { recursive: true, mode: 0o700 }).then(
    () => true,
    () => false,
  );
  return usable ? fileStore(join(configFolder, "keys.json"), account) : memoryStore();
}

/**
 * A keyring may answer reads and refuse writes (Linux without a desktop session does): the first refused write moves
 * over to the plain store for good, and its warning is shown. A key that the plain store already holds counts.
 */
function withFallback(keyring: SecretStore, plain: SecretStore): SecretStore {
  let refused = false;
  const current = () => (refused ? plain : keyring);
  return {
    get name() {
      return current().name;
    },
    get warning() {
      return current().warning;
    },
    async get() {
      if (refused) return plain.get();
      const kept = await keyring.get().catch(() => null);
      if (kept !== null) return kept;
      const before = await plain.get();
      refused = before !== null;
      return before;
    },
    async set(key) {
      if (!refused) {
        try {
          await keyring.set(key);
          return plain.clear();
        } catch {
          refused = true;
        }
      }
      await plain.set(key);
    },
    async clear() {
      await keyring.clear().catch(() => {});
      await plain.clear();
    },
  };
}

/** The address without path; local services share one entry, because their port may differ from start to start. */
export function accountOf(serviceUrl: string): string {
  const url = new URL(serviceUrl);
  return isLocal(url.hostname) ? "local service" : url.origin;
}

export function isLocal(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}

async function openNativeKeyring(account: string): Promise<KeyringEntry | null> {
  // An optional dependency: absent where no build of it exists.
  const { AsyncEntry } = await import("@napi-rs/keyring");
  // Linux's other store, the kernel's, forgets at the next start; a file with a warning is the better answer then.
  return new AsyncEntry("contextile", account, { linux: { store: "secret-service" } });
}

async function probe(open: () => Promise<KeyringEntry | null>): Promise<KeyringEntry | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), probeMs);
  });
  const opened = open().then(async (entry) => {
    await entry?.getPassword();
    return entry;
  });
  try {
    return await Promise.race([opened.catch(() => null), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

const keyringNames: Partial<Record<NodeJS.Platform, string>> = {
  win32: "Windows Credential Manager",
  darwin: "macOS Keychain",
};

function keyringStore(entry: KeyringEntry): SecretStore {
  return {
    name: keyringNames[process.platform] ?? "Secret Service (desktop keyring)",
    warning: "",
    get: async () => (await entry.getPassword()) ?? null,
    set: (key) => entry.setPassword(key),
    clear: async () => void (await entry.deletePassword()),
  };
}

const keysSchema = z.record(z.string(), z.string());

function fileStore(path: string, account: string): SecretStore {
  const read = async () => {
    const text = await readFile(path, "utf8").catch(() => "{}");
    const parsed = keysSchema.safeParse(tryJson(text));
    return parsed.success ? parsed.data : {};
  };
  return {
    name: `file ${path}`,
    warning: "No keyring was found, so the key is kept as plain text in a file that only you may read.",
    get: async () => (await read())[account] ?? null,
    set: async (key) => {
      await writeJsonFile(path, { ...(await read()), [account]: key });
      await chmod(path, 0o600);
    },
    clear: async () => {
      const { [account]: _, ...others } = await read();
      if (Object.keys(others).length === 0) await rm(path, { force: true });
      else await writeJsonFile(path, others);
    },
  };
}

/** For a session only. */
export function memoryStore(): SecretStore {
  let kept: string | null = null;
  return {
    name: "memory",
    warning: "The key is forgotten when this program ends.",
    get: async () => kept,
    set: async (key) => {
      kept = key;
    },
    clear: async () => {
      kept = null;
    },
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
