import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import type { z } from "zod";
import { releaseAbandoned } from "../metering/purchases.ts";
import { lockFolder } from "./folder-lock.ts";
import { isDiskFull } from "./full-disk.ts";
import { migrate } from "./migrate.ts";
import type { Sql, SqlValue, Store } from "./store.ts";

/**
 * PostgreSQL compiled to WebAssembly, inside this process, with its files in `<dataFolder>/database`. One process at a
 * time: the folder is locked, and a second one gets an error that says who holds it. `null` keeps all in memory.
 */
export async function openEmbeddedStore(dataFolder: string | null): Promise<Store> {
  if (dataFolder === null) return openPglite(await PGlite.create(), async () => {});
  await mkdir(dataFolder, { recursive: true });
  // The folder holds the key file and the accounts: nobody else on the machine needs to look in.
  await chmod(dataFolder, 0o700);
  const unlock = await lockFolder(dataFolder);
  try {
    return await openPglite(await PGlite.create({ dataDir: join(dataFolder, "database") }), unlock);
  } catch (error) {
    await unlock();
    if (isDiskFull(error))
      throw new Error(`The accounts in ${dataFolder} cannot be opened: the disk is full. Make room on it.`);
    throw error;
  }
}

async function openPglite(database: PGlite, unlock: () => Promise<void>): Promise<Store> {
  const store: Store = {
    kind: "embedded",
    ...sqlOver(database),
    transaction: (work) => database.transaction((transaction) => work(sqlOver(transaction))),
    async close() {
      await database.close();
      await unlock();
    },
  };
  try {
    await migrate(store);
    // The folder's lock says that no other process is answering: what is still reserved, nobody will ever deliver.
    await releaseAbandoned(store);
  } catch (error) {
    await database.close();
    throw error;
  }
  return store;
}

function sqlOver(client: PGlite | Transaction): Sql {
  return {
    async rows<S extends z.ZodType>(schema: S, text: string, values: readonly SqlValue[] = []) {
      const result = await client.query(text, [...values]);
      return result.rows.map((row) => schema.parse(row));
    },
    async run(text, values = []) {
      const result = await client.query(text, [...values]);
      return result.affectedRows ?? 0;
    },
  };
}
