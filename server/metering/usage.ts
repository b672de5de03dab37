import { z } from "zod";
import type { Account } from "../../shared/contract/service.ts";
import { availableM2, m2PerKm2 } from "../billing/ledger.ts";
import { findProduct } from "../billing/products.ts";
import { currentSubscription, grantDueMonths } from "../billing/subscription.ts";
import type { Sql, Store } from "../store/store.ts";

export interface UsageEvent {
  accountId: string;
  requestId: string;
  /** `charged` once per request id; `repeated`: answered again for free; the other two cost nothing. */
  outcome: "charged" | "repeated" | "failed" | "cancelled";
  m2: number;
  /** Bytes of the answer before compression. */
  bytes: number;
  durationMs: number;
}

export async function recordUsage(sql: Sql, event: UsageEvent, at: Date): Promise<void> {
  await sql.run(
    `insert into usage_events (account_id, request_id, outcome, m2, bytes, duration_ms, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      event.accountId,
      event.requestId,
      event.outcome,
      event.m2,
      event.bytes,
      Math.round(event.durationMs),
      at.toISOString(),
    ],
  );
}

/** Balance and usage as the panel and the keys page show them. Requests = charged requests, in UTC days. */
export async function readAccount(store: Store, accountId: string, at: Date): Promise<Account> {
  return store.transaction(async (sql) => {
    await grantDueMonths(sql, accountId, at);
    const [totals] = await sql.rows(
      z.object({ requests: z.number(), m2: z.number() }),
      `select count(*)::int as requests, coalesce(sum(-m2), 0)::float8 as m2
       from ledger_entries where account_id = $1 and kind = 'charge'`,
      [accountId],
    );
    return {
      balanceKm2: toKm2(await availableM2(sql, accountId, at)),
      totalRequests: totals.requests,
      totalKm2: toKm2(totals.m2),
      meanKm2: totals.requests === 0 ? 0 : toKm2(totals.m2) / totals.requests,
      days: await readDays(sql, accountId),
      plan: await planName(sql, accountId),
    };
  });
}

async function readDays(sql: Sql, accountId: string): Promise<Account["days"]> {
  const days = await sql.rows(
    z.object({ date: z.string(), requests: z.number(), m2: z.number() }),
    `select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as date,
            count(*)::int as requests, sum(-m2)::float8 as m2
     from ledger_entries where account_id = $1 and kind = 'charge'
     group by 1 order by 1 desc limit 31`,
    [accountId],
  );
  return days.reverse().map(({ date, requests, m2 }) => ({ date, requests, km2: toKm2(m2) }));
}

async function planName(sql: Sql, accountId: string): Promise<string> {
  const subscription = await currentSubscription(sql, accountId);
  if (subscription) return findProduct(subscription.product)?.label ?? "Subscription";
  const [bundles] = await sql.rows(
    z.object({ count: z.number() }),
    "select count(*)::int as count from ledger_entries where account_id = $1 and kind = 'bundle'",
    [accountId],
  );
  return bundles.count > 0 ? "Bundle" : "Free";
}

/** m² to km², six decimals: exactly the square metres. */
export const toKm2 = (m2: number) => Math.round(m2) / m2PerKm2;
