import { z } from "zod";
import { accountsMigration } from "./migrations/0001-accounts.ts";
import { meteringMigration } from "./migrations/0002-metering.ts";
import { billingMigration } from "./migrations/0003-billing.ts";
import type { Sql, Store } from "./store.ts";

/** One numbered step. A step that has shipped is never edited: add the next one. */
export interface Migration {
  number: number;
  name: string;
  statements: readonly string[];
}

export const migrations: readonly Migration[] = [accountsMigration, meteringMigration, billingMigration];

/** Any constant will do; it only has to be the same in every process that starts on one database. */
const migrationLock = 7_240_113;

/** Brings the database up to date, all in one transaction. Several processes may start at once. */
export async function migrate(store: Store, steps: readonly Migration[] = migrations): Promise<void> {
  await store.transaction(async (sql) => {
    await sql.rows(z.unknown(), `select pg_advisory_xact_lock(${migrationLock})`);
    await sql.run(
      `create table if not exists migrations (
        number integer primary key, name text not null, applied_at timestamptz not null default now()
      )`,
    );
    const applied = await appliedSteps(sql);
    refuseNewerDatabase(applied, steps);
    for (const step of steps) if (!applied.has(step.number)) await apply(sql, step);
  });
}

async function appliedSteps(sql: Sql): Promise<Set<number>> {
  const rows = await sql.rows(z.object({ number: z.number() }), "select number from migrations");
  return new Set(rows.map((row) => row.number));
}

function refuseNewerDatabase(applied: Set<number>, steps: readonly Migration[]): void {
  const known = new Set(steps.map((step) => step.number));
  const unknown = [...applied].filter((number) => !known.has(number));
  if (unknown.length > 0)
    throw new Error(
      `This database was made by a newer Contextile (migration ${Math.max(...unknown)}). Update Contextile.`,
    );
}

async function apply(sql: Sql, step: Migration): Promise<void> {
  for (const statement of step.statements) await sql.run(statement);
  await sql.run("insert into migrations (number, name) values ($1, $2)", [step.number, step.name]);
}
