import { z } from "zod";
import type { Sql } from "../store/store.ts";

export interface RateLimit {
  /** Requests that may come at once. */
  burst: number;
  /** Requests per second in the long run. */
  perSecond: number;
}

/** An architect clicks; an agent or a Grasshopper slider may not hammer. */
export const defaultRateLimit: RateLimit = { burst: 30, perSecond: 1 };

/**
 * A token bucket per account, in the store, so that it holds for several processes together. Null: go ahead;
 * a number: come back after that many seconds.
 */
export async function takeToken(
  sql: Sql,
  accountId: string,
  limit: RateLimit,
  at: Date,
): Promise<number | null> {
  const refilled = `least($2::float8, rate_buckets.tokens
    + greatest(0, extract(epoch from ($4::timestamptz - rate_buckets.refilled_at))::float8) * $3::float8)`;
  const taken = await sql.run(
    `insert into rate_buckets (account_id, tokens, refilled_at) values ($1, $2::float8 - 1, $4)
     on conflict (account_id) do update set tokens = ${refilled} - 1, refilled_at = $4
     where ${refilled} >= 1`,
    [accountId, limit.burst, limit.perSecond, at.toISOString()],
  );
  if (taken === 1) return null;
  const [bucket] = await sql.rows(
    z.object({ tokens: z.number() }),
    `select ${refilled} as tokens from rate_buckets where account_id = $1`,
    [accountId, limit.burst, limit.perSecond, at.toISOString()],
  );
  return Math.max(1, Math.ceil((1 - bucket.tokens) / limit.perSecond));
}
