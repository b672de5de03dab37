import { z } from "zod";
import { lockAccount } from "../accounts/accounts.ts";
import { availableM2, bookCharge } from "../billing/ledger.ts";
import { grantDueMonths } from "../billing/subscription.ts";
import type { Sql, Store } from "../store/store.ts";
import { recordUsage } from "./usage.ts";

/**
 * How an answer is paid for. `reserve` holds the area back while the answer is produced; `settle` charges it when the
 * answer is complete; `release` gives it back when there will be no answer. One request id is charged once, however
 * many connections ask for it at the same time: they share one purchase and count its `runners`.
 */
export interface PurchaseRequest {
  accountId: string;
  requestId: string;
  /** Hash of what is asked for: the same id with something else is a mistake. */
  bodyHash: string;
  m2: number;
}

export type Reservation =
  /** `repeat`: this id is paid for already, or is being answered on another connection. */
  | { outcome: "reserved"; repeat: boolean; balanceM2: number }
  | { outcome: "other-body" }
  | { outcome: "too-old" }
  | { outcome: "no-balance"; balanceM2: number };

/**
 * A process that dies in the middle blocks the area for this long: longer than any answer may take. The embedded store
 * does not wait for it, see `releaseAbandoned`.
 */
const leaseMs = 30 * 60_000;
/** How long a paid id is answered again for free: retries, not a subscription to an area. */
const repeatLifeMs = 24 * 3_600_000;

const purchaseRow = z.object({
  bodyHash: z.string(),
  state: z.enum(["reserved", "settled"]),
  leaseUntil: z.date(),
  settledAt: z.date().nullable(),
});

export function reserve(store: Store, request: PurchaseRequest, at: Date): Promise<Reservation> {
  return store.transaction(async (sql) => {
    // From here on nobody else can spend this account's balance.
    await lockAccount(sql, request.accountId);
    await grantDueMonths(sql, request.accountId, at);
    const purchase = await findPurchase(sql, request);
    const balanceM2 = await availableM2(sql, request.accountId, at);
    const running = purchase?.state === "reserved" && purchase.leaseUntil > at;
    if (purchase?.state === "settled" || running) return repeat(sql, request, purchase, balanceM2, at);
    if (balanceM2 < request.m2) return { outcome: "no-balance", balanceM2 };
    await startPurchase(sql, request, at);
    return { outcome: "reserved", repeat: false, balanceM2: balanceM2 - request.m2 };
  });
}

/** What was delivered, for the usage record. */
export interface Delivery {
  /** Bytes of the answer before compression. */
  bytes: number;
  durationMs: number;
}

/** Charges a purchase; true for the connection that did it, false when another one had. */
export function settle(
  store: Store,
  request: PurchaseRequest,
  delivery: Delivery,
  at: Date,
): Promise<boolean> {
  return store.transaction(async (sql) => {
    await lockAccount(sql, request.accountId);
    const settled = await sql.run(
      `update purchases set state = 'settled', settled_at = $3
       where account_id = $1 and request_id = $2 and state = 'reserved'`,
      [request.accountId, request.requestId, at.toISOString()],
    );
    const charged = settled === 1;
    if (charged) await bookCharge(sql, request.accountId, { ...request, at });
    await recordUsage(sql, { ...request, ...delivery, outcome: charged ? "charged" : "repeated" }, at);
    return charged;
  });
}

/** One connection gives up; with the last one the reserved area is free again. Settled purchases stay. */
export function release(
  store: Store,
  request: PurchaseRequest,
  delivery: Delivery & { outcome: "failed" | "cancelled" },
  at: Date,
): Promise<void> {
  return store.transaction(async (sql) => {
    await lockAccount(sql, request.accountId);
    const id = [request.accountId, request.requestId];
    await sql.run("update purchases set runners = runners - 1 where account_id = $1 and request_id = $2", id);
    await sql.run(
      `delete from purchases
       where account_id = $1 and request_id = $2 and state = 'reserved' and runners <= 0`,
      id,
    );
    await recordUsage(sql, { ...request, ...delivery }, at);
  });
}

/**
 * Frees what an ended process was still answering, and says so in the usage; how many purchases that were. Only for a
 * store that one process has to itself: elsewhere another may be answering them, and their lease has to run out.
 */
export function releaseAbandoned(sql: Sql): Promise<number> {
  return sql.run(
    `with abandoned as (
       delete from purchases where state = 'reserved' returning account_id, request_id, m2
     )
     insert into usage_events (account_id, request_id, outcome, m2, bytes, duration_ms, created_at)
     select account_id, request_id, 'failed', m2, 0, 0, now() from abandoned`,
  );
}

async function findPurchase(sql: Sql, request: PurchaseRequest) {
  const [row] = await sql.rows(
    purchaseRow,
    `select body_hash as "bodyHash", state, lease_until as "leaseUntil", settled_at as "settledAt"
     from purchases where account_id = $1 and request_id = $2`,
    [request.accountId, request.requestId],
  );
  return row;
}

async function repeat(
  sql: Sql,
  request: PurchaseRequest,
  purchase: z.infer<typeof purchaseRow>,
  balanceM2: number,
  at: Date,
): Promise<Reservation> {
  if (purchase.bodyHash !== request.bodyHash) return { outcome: "other-body" };
  if (purchase.settledAt && at.getTime() - purchase.settledAt.getTime() > repeatLifeMs)
    return { outcome: "too-old" };
  await sql.run(
    `update purchases set runners = runners + 1, lease_until = $3 where account_id = $1 and request_id = $2`,
    [request.accountId, request.requestId, leaseEnd(at)],
  );
  return { outcome: "reserved", repeat: true, balanceM2 };
}

/** Also takes over what a process that died has left under this id. */
async function startPurchase(sql: Sql, request: PurchaseRequest, at: Date): Promise<void> {
  await sql.run(
    `insert into purchases (account_id, request_id, body_hash, m2, state, runners, lease_until)
     values ($1, $2, $3, $4, 'reserved', 1, $5)
     on conflict (account_id, request_id) do update
       set body_hash = excluded.body_hash, m2 = excluded.m2, runners = 1, lease_until = excluded.lease_until`,
    [request.accountId, request.requestId, request.bodyHash, request.m2, leaseEnd(at)],
  );
}

const leaseEnd = (at: Date) => new Date(at.getTime() + leaseMs).toISOString();
