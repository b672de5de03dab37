import type { Migration } from "../migrate.ts";

export const billingMigration: Migration = {
  number: 3,
  name: "billing",
  statements: [
    `create table subscriptions (
      id text primary key,
      account_id text not null references accounts (id),
      product text not null,
      m2_per_month bigint not null,
      started_at timestamptz not null,
      cancelled_at timestamptz
    )`,
    `create unique index subscriptions_one_living on subscriptions (account_id) where cancelled_at is null`,
  ],
};
