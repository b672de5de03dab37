import { z } from "zod";
import type { Sql } from "../store/store.ts";

/** Areas are whole square metres inside the service, so that sums are exact; km² only at the borders. */
export const m2PerKm2 = 1_000_000;
/** What everybody gets once. */
export const welcomeM2 = 1 * m2PerKm2;

export type GrantKind = "welcome" | "bundle" | "subscription";

/** Adds area to an account. `reference` makes it happen once: false when the same grant is there already. */
export async function grant(
  sql: Sql,
  accountId: string,
  entry: { kind: GrantKind; m2: number; reference: string; at: Date },
): Promise<boolean> {
  const added = await sql.run(
    `insert into ledger_entries (account_id, kind, m2, reference, created_at)
     values ($1, $2, $3, $4, $5) on conflict (account_id, kind, reference) do nothing`,
    [accountId, entry.kind, entry.m2, entry.reference, entry.at.toISOString()],
  );
  return added === 1;
}

/** The free first area: once per account for ever, however often and from wherever it is asked for. */
export const grantWelcome = (sql: Sql, accountId: string, at: Date) =>
  grant(sql, accountId, { kind: "welcome", m2: welcomeM2, reference: "welcome", at });

/** Takes a charge from an account; once per request id. */
export async function bookCharge(
  sql: Sql,
  accountId: string,
  charge: { m2: number; requestId: string; at: Date },
): Promise<void> {
  await sql.run(
    `insert into ledger_entries (account_id, kind, m2, reference, created_at) values ($1, 'charge', $2, $3, $4)`,
    [accountId, -charge.m2, charge.requestId, charge.at.toISOString()],
  );
}

/** What is left to spend, m²: the ledger's sum less what answers in progress have reserved. */
export async function availableM2(sql: Sql, accountId: string, at: Date): Promise<number> {
  const [row] = await sql.rows(
    z.object({ m2: z.number() }),
    `select (
       coalesce((select sum(m2) from ledger_entries where account_id = $1), 0) -
       coalesce((select sum(m2) from purchases
                 where account_id = $1 and state = 'reserved' and lease_until > $2), 0)
     )::float8 as m2`,
    [accountId, at.toISOString()],
  );
  return row.m2;
}

const entrySchema = z.object({ kind: z.string(), m2: z.number(), at: z.date() });
export type LedgerEntry = z.infer<typeof entrySchema>;

/** Newest grants first, for the billing page. Charges are on the usage chart. */
export function listGrants(sql: Sql, accountId: string, limit = 20): Promise<LedgerEntry[]> {
  return sql.rows(
    entrySchema,
    `select kind, m2::float8 as m2, created_at as at from ledger_entries
     where account_id = $1 and kind <> 'charge' order by id desc limit $2`,
    [accountId, limit],
  );
}
