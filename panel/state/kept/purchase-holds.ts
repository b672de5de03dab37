/**
 * Which purchases a window of this browser is fetching at this moment, so that another one does not take them for
 * broken off. A lock of the browser, which ends with its window; where the engine has none (Safari before 15.4) a beat
 * in the database. Where there is neither, nobody knows, and a purchase under way looks unfinished.
 */
import { finished, lazyDatabase, quiet, requested } from "./database.ts";

export interface PurchaseHolds {
  /** Other windows know of it until the answer is called, or this window ends. */
  hold(requestId: string): () => void;
  /** Request ids that other windows hold. Never rejects. */
  elsewhere(): Promise<ReadonlySet<string>>;
}

/** `navigator.locks` and `indexedDB`, or undefined where the engine has none. */
export function createPurchaseHolds(
  locks: LockManager | undefined,
  factory: IDBFactory | undefined,
): PurchaseHolds {
  return locks === undefined ? heldByBeats(factory) : heldByLocks(locks);
}

const prefix = "contextile-purchase ";

function heldByLocks(locks: LockManager): PurchaseHolds {
  const own: string[] = [];
  return {
    hold(requestId) {
      const name = prefix + requestId;
      let letGo = () => {};
      const over = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      own.push(name);
      // Shared: a second window may ask for the same purchase, and is not to wait for the first.
      void quiet(() => locks.request(name, { mode: "shared" }, () => over), undefined).then(() =>
        own.splice(own.indexOf(name), 1),
      );
      return letGo;
    },
    async elsewhere() {
      const { held = [] } = await quiet<LockManagerSnapshot>(() => locks.query(), {});
      const names = held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
      for (const name of own) if (names.includes(name)) names.splice(names.indexOf(name), 1);
      return new Set(names.map((name) => name.slice(prefix.length)));
    },
  };
}

const beatMs = 2_000;
/** A window in the background beats less often than it means to. */
const silentMs = 15_000;

interface Beat {
  requestId: string;
  /** ms since 1970 */
  at: number;
}

function heldByBeats(factory: IDBFactory | undefined): PurchaseHolds {
  const open = lazyDatabase(factory, "contextile-holds", (database) => {
    database.createObjectStore("holds", { keyPath: "requestId" });
  });
  const own: string[] = [];
  const write = (work: (store: IDBObjectStore) => unknown) =>
    quiet(async () => {
      const transaction = (await open()).transaction("holds", "readwrite");
      work(transaction.objectStore("holds"));
      await finished(transaction);
    }, undefined);
  return {
    hold(requestId) {
      own.push(requestId);
      const beat = () => write((store) => store.put({ requestId, at: Date.now() } satisfies Beat));
      void beat();
      const timer = setInterval(beat, beatMs);
      return () => {
        clearInterval(timer);
        own.splice(own.indexOf(requestId), 1);
        void write((store) => store.delete(requestId));
      };
    },
    elsewhere: () =>
      quiet(async () => {
        const store = (await open()).transaction("holds").objectStore("holds");
        const beats: Beat[] = await requested(store.getAll());
        const since = Date.now() - silentMs;
        const silent = beats.filter(({ at }) => at < since).map(({ requestId }) => requestId);
        if (silent.length > 0) void write((holds) => silent.forEach((id) => void holds.delete(id)));
        const others = beats.filter(({ requestId, at }) => at >= since && !own.includes(requestId));
        return new Set(others.map(({ requestId }) => requestId));
      }, new Set<string>()),
  };
}
