import type { Migration } from "../migrate.ts";

/** Areas are whole square metres (`m2`), so that sums are exact. */
export const meteringMigration: Migration = {
  number: 2,
  name: "metering",
  statements: [
    // The balance is the sum of this table and nothing else; `reference` makes every entry happen once.
    `create table ledger_entries (
      id bigint generated always as identity primary key,
      account_id text not null references accounts (id),
      kind text not null check (kind in ('welcome', 'bundle', 'subscription', 'charge')),
      m2 bigint not null,
      reference text not null,
      created_at timestamptz not null,
      unique (account_id, kind, reference)
    )`,
    // One row per request id. Reserved: somebody is producing the answer; settled: it was charged.
    `create table purchases (
      account_id text not null references accounts (id),
      request_id text not null,
      body_hash text not null,
      m2 bigint not null check (m2 > 0),
      state text not null check (state in ('reserved', 'settled')),
      runners integer not null,
      lease_until timestamptz not null,
      settled_at timestamptz,
      primary key (account_id, request_id)
    )`,
    `create table usage_events (
      id bigint generated always as identity primary key,
      account_id text not null references accounts (id),
      request_id text not null,
      outcome text not null check (outcome in ('charged', 'repeated', 'failed', 'cancelled')),
      m2 bigint not null,
      bytes bigint not null,
      duration_ms integer not null,
      created_at timestamptz not null
    )`,
    `create index usage_events_by_day on usage_events (account_id, created_at)`,
    `create table rate_buckets (
      account_id text primary key references accounts (id),
      tokens double precision not null,
      refilled_at timestamptz not null
    )`,
  ],
};
