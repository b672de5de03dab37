/**
 * Answers that survive a restart of the panel, in the browser's own database: what was paid for once stays free. Where
 * there is no database (private windows, some web views) nothing is kept and nothing fails. No key is ever in here.
 */
import { finished, lazyDatabase, quiet, requested } from "./database.ts";

export interface AnswerStore {
  /** Draft keys with an answer of this service. */
  keys(service: string): Promise<string[]>;
  /** The packed answer, or null when it is gone. */
  get(service: string, draftKey: string): Promise<Blob | null>;
  /** Keeps an answer and lets the oldest go where the cap is passed. One larger than the cap is not kept. */
  put(service: string, draftKey: string, packed: Blob): Promise<void>;
  remove(service: string, draftKey: string): Promise<void>;
  /** Of all services together. */
  size(): Promise<{ count: number; bytes: number }>;
  clear(): Promise<void>;
}

/** Beside the answers, so that listing them reads no megabytes. */
interface Entry {
  key: string;
  service: string;
  draftKey: string;
  bytes: number;
  /** Milliseconds since 1970. */
  keptAt: number;
}

export const storedAnswersCapBytes = 512 * 1000 * 1000;

const keyOf = (service: string, draftKey: string) => `${service}\n${draftKey}`;

/** `factory` is `indexedDB`, or undefined where the engine has none. */
export function createAnswerStore(
  factory: IDBFactory | undefined,
  capBytes = storedAnswersCapBytes,
): AnswerStore {
  const open = lazyDatabase(factory, "contextile-answers", (database) => {
    database.createObjectStore("entries", { keyPath: "key" });
    database.createObjectStore("answers", { keyPath: "key" });
  });
  const entries = async () => {
    const { entries: store } = stores(await open(), "readonly");
    const found: Entry[] = await requested(store.getAll());
    return found.sort((a, b) => a.keptAt - b.keptAt);
  };
  const remove = async (keys: readonly string[]) => {
    const both = stores(await open(), "readwrite");
    for (const key of keys) {
      both.entries.delete(key);
      both.answers.delete(key);
    }
    await finished(both.transaction);
  };
  const write = async (entry: Entry, packed: Blob) => {
    const both = stores(await open(), "readwrite");
    both.entries.put(entry);
    both.answers.put({ key: entry.key, packed });
    await finished(both.transaction);
  };

  return {
    keys: (service) =>
      quiet(async () => {
        const mine = (await entries()).filter((entry) => entry.service === service);
        return mine.map(({ draftKey }) => draftKey);
      }, []),
    get: (service, draftKey) =>
      quiet(async () => {
        const { answers } = stores(await open(), "readonly");
        const found: { packed?: unknown } | undefined = await requested(
          answers.get(keyOf(service, draftKey)),
        );
        return found?.packed instanceof Blob ? found.packed : null;
      }, null),
    put: (service, draftKey, packed) =>
      quiet(async () => {
        if (packed.size > capBytes) return;
        const key = keyOf(service, draftKey);
        const others = (await entries()).filter((entry) => entry.key !== key);
        // Room is made first: the disk may be the narrower limit.
        await remove(oldest(others, capBytes - packed.size));
        await write({ key, service, draftKey, bytes: packed.size, keptAt: Date.now() }, packed);
      }, undefined),
    remove: (service, draftKey) => quiet(() => remove([keyOf(service, draftKey)]), undefined),
    size: () =>
      quiet(
        async () => {
          const all = await entries();
          return { count: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) };
        },
        { count: 0, bytes: 0 },
      ),
    clear: () =>
      quiet(async () => {
        const both = stores(await open(), "readwrite");
        both.entries.clear();
        both.answers.clear();
        await finished(both.transaction);
      }, undefined),
  };
}

/** Keys that have to go, oldest first, until the rest fits. */
function oldest(entries: readonly Entry[], roomBytes: number): string[] {
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const gone: string[] = [];
  for (const entry of entries) {
    if (bytes <= roomBytes) break;
    bytes -= entry.bytes;
    gone.push(entry.key);
  }
  return gone;
}

function stores(database: IDBDatabase, mode: "readonly" | "readwrite") {
  const transaction = database.transaction(["entries", "answers"], mode);
  return {
    transaction,
    entries: transaction.objectStore("entries"),
    answers: transaction.objectStore("answers"),
  };
}
