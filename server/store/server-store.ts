import pg from "pg";
import type { z } from "zod";
import { migrate } from "./migrate.ts";
import type { Sql, SqlValue, Store } from "./store.ts";

/** PostgreSQL behind `DATABASE_URL`. Any number of processes may share it. Throws when it cannot be reached. */
export async function openServerStore(databaseUrl: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 10_000 });
  // An idle connection that the server drops raises here; the pool replaces it, and nobody was using it.
  pool.on("error", (error) => {
    if (!pool.ending) console.error(`database connection lost: ${error.message}`);
  });
  const store: Store = {
    kind: "server",
    ...sqlOver(pool),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
  try {
    await migrate(store);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return store;
}

async function transaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query("begin");
    const result = await work(sqlOver(client));
    await client.query("commit");
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, not handed to the next request.
    await client.query("rollback").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function sqlOver(client: pg.Pool | pg.PoolClient): Sql {
  return {
    async rows<S extends z.ZodType>(schema: S, text: string, values: readonly SqlValue[] = []) {
      const result = await client.query(text, [...values]);
      return result.rows.map((row: unknown) => schema.parse(row));
    },
    async run(text, values = []) {
      const result = await client.query(text, [...values]);
      return result.rowCount ?? 0;
    },
  };
}
