import { openEmbeddedStore } from "./embedded-store.ts";
import { openServerStore } from "./server-store.ts";
import type { Store } from "./store.ts";

/** A database address wins over the folder: the embedded store is the default, not the limit. */
export function openStore(where: { dataFolder: string | null; databaseUrl?: string }): Promise<Store> {
  return where.databaseUrl ? openServerStore(where.databaseUrl) : openEmbeddedStore(where.dataFolder);
}
