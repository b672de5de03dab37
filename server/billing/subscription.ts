import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Sql, Store } from "../store/store.ts";
import { grant } from "./ledger.ts";
import { type Product, productM2 } from "./products.ts";

const subscriptionSchema = z.object({
  id: z.string(),
  product: z.string(),
  m2PerMonth: z.number(),
  startedAt: z.date(),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

/** The living subscription of an account, or null. */
export async function currentSubscription(sql: Sql, accountId: string): Promise<Subscription | null> {
  const rows = await sql.rows(
    subscriptionSchema,
    `select id, product, m2_per_month::float8 as "m2PerMonth", started_at as "startedAt"
     from subscriptions where account_id = $1 and cancelled_at is null`,
    [accountId],
  );
  return rows[0] ?? null;
}

/** Starts a subscription with its first month; false when one is running already. */
export function subscribe(store: Store, accountId: string, product: Product, at: Date): Promise<boolean> {
  return store.transaction(async (sql) => {
    const started = await sql.run(
      `insert into subscriptions (id, account_id, product, m2_per_month, started_at)
       values ($1, $2, $3, $4, $5) on conflict (account_id) where cancelled_at is null do nothing`,
      [randomUUID(), accountId, product.id, productM2(product), at.toISOString()],
    );
    await grantDueMonths(sql, accountId, at);
    return started === 1;
  });
}

/** Ends a subscription at once; granted area stays. */
export async function cancelSubscription(sql: Sql, accountId: string, at: Date): Promise<boolean> {
  const ended = await sql.run(
    "update subscriptions set cancelled_at = $2 where account_id = $1 and cancelled_at is null",
    [accountId, at.toISOString()],
  );
  return ended === 1;
}

/**
 * Books every month that has begun since the start. Called wherever a balance is read, so that no timer has to run;
 * the month in the reference makes each one happen once.
 */
export async function grantDueMonths(sql: Sql, accountId: string, at: Date): Promise<void> {
  const subscription = await currentSubscription(sql, accountId);
  if (!subscription) return;
  const { id, m2PerMonth, startedAt } = subscription;
  const [booked] = await sql.rows(
    z.object({ count: z.number() }),
    `select count(*)::int as count from ledger_entries
     where account_id = $1 and kind = 'subscription' and reference like $2`,
    [accountId, `${id}/%`],
  );
  for (let month = booked.count; monthStart(startedAt, month) <= at; month++)
    await grant(sql, accountId, { kind: "subscription", m2: m2PerMonth, reference: `${id}/${month}`, at });
}

/** Same day of the month, `months` later, UTC; the 31st falls on the last day of a shorter month. */
export function monthStart(start: Date, months: number): Date {
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const date = new Date(start);
  date.setUTCFullYear(year, month, Math.min(start.getUTCDate(), lastDay));
  return date;
}
