import type { Migration } from "../migrate.ts";

export const accountsMigration: Migration = {
  number: 1,
  name: "accounts",
  statements: [
    `create table accounts (
      id text primary key,
      kind text not null check (kind in ('local', 'person')),
      name text not null,
      created_at timestamptz not null
    )`,
    // One account that belongs to whoever runs the service.
    `create unique index accounts_one_local on accounts (kind) where kind = 'local'`,
    `create table api_keys (
      id text primary key,
      account_id text not null references accounts (id),
      lookup_hash text not null unique,
      sealed_key text not null,
      created_at timestamptz not null,
      revoked_at timestamptz
    )`,
    // One living key per account: re-issuing kills the old one in the same transaction.
    `create unique index api_keys_one_living on api_keys (account_id) where revoked_at is null`,
    `create table sign_in_links (
      token_hash text primary key,
      account_id text not null references accounts (id),
      expires_at timestamptz not null
    )`,
    `create table sessions (
      token_hash text primary key,
      account_id text not null references accounts (id),
      expires_at timestamptz not null
    )`,
  ],
};
