/**
 * Which purchases are under way, in the browser's database beside the kept answers: written before the request leaves
 * and taken away when its answer is kept, so that after a crash of page or program the same area is asked for with the
 * same request id. Ids and areas only; no key, nothing of the account.
 */
import { z } from "zod";
import { keptPurchases, type Purchase } from "../purchase-list.ts";
import { finished, lazyDatabase, quiet, requested } from "./database.ts";

export interface PurchaseNotes {
  /** Newest first. */
  list(service: string): Promise<Purchase[]>;
  /** One per draft; beyond the most, the oldest go. */
  put(service: string, purchase: Purchase): Promise<void>;
  remove(service: string, draftKey: string): Promise<void>;
}

const rowSchema = z.object({
  key: z.string(),
  service: z.string(),
  draftKey: z.string(),
  requestId: z.string(),
  startedAt: z.number(),
  confirmsRequestIds: z.boolean(),
});
type Row = z.infer<typeof rowSchema>;

const keyOf = (service: string, draftKey: string) => `${service}\n${draftKey}`;

/** `factory` is `indexedDB`, or undefined where the engine has none: then nothing is kept and nothing fails. */
export function createPurchaseNotes(factory: IDBFactory | undefined): PurchaseNotes {
  const open = lazyDatabase(factory, "contextile-purchases", (database) => {
    database.createObjectStore("purchases", { keyPath: "key" });
  });
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: a note that is written late must not outlive its end. */
  const inTurn = <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    const mine = last.then(() => quiet(work, otherwise));
    last = mine;
    return mine;
  };
  const rows = async (): Promise<Row[]> => {
    const found: unknown[] = await requested(storeIn(await open(), "readonly").getAll());
    const known = found.flatMap((row) => rowSchema.safeParse(row).data ?? []);
    return known.sort((a, b) => b.startedAt - a.startedAt);
  };

  return {
    list: (service) =>
      inTurn(async () => (await rows()).filter((row) => row.service === service).map(purchaseOf), []),
    put: (service, { draftKey, requestId, startedAt, confirmsRequestIds }) =>
      inTurn(async () => {
        const key = keyOf(service, draftKey);
        const others = (await rows()).filter((row) => row.key !== key);
        const store = storeIn(await open(), "readwrite");
        for (const old of others.slice(keptPurchases - 1)) store.delete(old.key);
        store.put({ key, service, draftKey, requestId, startedAt, confirmsRequestIds } satisfies Row);
        await finished(store.transaction);
      }, undefined),
    remove: (service, draftKey) =>
      inTurn(async () => {
        const store = storeIn(await open(), "readwrite");
        store.delete(keyOf(service, draftKey));
        await finished(store.transaction);
      }, undefined),
  };
}

/** A note that is still there was not ended: how it went is not known. */
function purchaseOf({ draftKey, requestId, startedAt, confirmsRequestIds }: Row): Purchase {
  return { draftKey, requestId, startedAt, confirmsRequestIds, mayBeCharged: true };
}

function storeIn(database: IDBDatabase, mode: "readonly" | "readwrite"): IDBObjectStore {
  // It must outlive the program that is about to crash.
  return database.transaction("purchases", mode, { durability: "strict" }).objectStore("purchases");
}
