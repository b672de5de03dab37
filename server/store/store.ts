import type { z } from "zod";

/** Dates travel as ISO strings, so that both drivers read them alike. */
export type SqlValue = string | number | boolean | null;

/** What accounts, metering and billing need of a database. PostgreSQL dialect, `$1` placeholders. */
export interface Sql {
  /** Rows of a query, each checked. Cast `bigint` to `float8` in the query: drivers disagree about it. */
  rows<S extends z.ZodType>(schema: S, text: string, values?: readonly SqlValue[]): Promise<z.output<S>[]>;
  /** Number of rows that a statement changed. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>;
}

/**
 * An open, migrated database. Two adapters: `openEmbeddedStore` (PGlite in a folder) and `openServerStore`
 * (PostgreSQL). Both pass `store.suite.ts`.
 */
export interface Store extends Sql {
  readonly kind: "embedded" | "server";
  /**
   * All or nothing; a throw rolls back. Inside, use only the `sql` given: the store itself would wait for the
   * transaction to end.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
