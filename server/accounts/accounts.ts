import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ContextileError } from "../../shared/errors.ts";
import { grantWelcome } from "../billing/ledger.ts";
import type { Sql, Store } from "../store/store.ts";
import { newKey, sameHash, sha256 } from "./key.ts";
import type { SecretBox } from "./secret-box.ts";

const accountRow = z.object({ id: z.string(), kind: z.enum(["local", "person"]), name: z.string() });
export type AccountRow = z.infer<typeof accountRow>;

/**
 * The account of whoever runs the service: made at the first start, with its key and its free km² at once, because
 * its key is printed before anybody opens a page. Later starts find it again.
 */
export function openLocalAccount(store: Store, box: SecretBox, at: Date): Promise<AccountRow> {
  return createAccount(store, box, { kind: "local", name: "Local account" }, at);
}

/** An account with a key. Other than the local one it gets its free km² when its keys page is first opened. */
export function createAccount(
  store: Store,
  box: SecretBox,
  person: { kind: "local" | "person"; name: string },
  at: Date,
): Promise<AccountRow> {
  return store.transaction(async (sql) => {
    const id = randomUUID();
    await sql.run(
      `insert into accounts (id, kind, name, created_at) values ($1, $2, $3, $4)
       on conflict (kind) where kind = 'local' do nothing`,
      [id, person.kind, person.name, at.toISOString()],
    );
    const [account] = await sql.rows(
      accountRow,
      "select id, kind, name from accounts where id = $1 or (kind = 'local' and $2 = 'local')",
      [id, person.kind],
    );
    if (account.id === id) await insertKey(sql, box, id, at);
    if (account.id === id && person.kind === "local") await grantWelcome(sql, id, at);
    return account;
  });
}

/** The account behind a key; null for a key that never was or that was re-issued. */
export async function findAccountByKey(sql: Sql, key: string): Promise<AccountRow | null> {
  const hash = sha256(key);
  const [row] = await sql.rows(
    accountRow.extend({ hash: z.string() }),
    `select a.id, a.kind, a.name, k.lookup_hash as hash from api_keys k join accounts a on a.id = k.account_id
     where k.lookup_hash = $1 and k.revoked_at is null`,
    [hash],
  );
  return row && sameHash(row.hash, hash) ? { id: row.id, kind: row.kind, name: row.name } : null;
}

/** The living key in clear: for its owner's eyes only. */
export async function revealKey(sql: Sql, box: SecretBox, accountId: string): Promise<string> {
  const [row] = await sql.rows(
    z.object({ sealed: z.string() }),
    "select sealed_key as sealed from api_keys where account_id = $1 and revoked_at is null",
    [accountId],
  );
  try {
    return box.open(row.sealed, accountId);
  } catch (cause) {
    throw new ContextileError("internal", "The stored key cannot be opened with this service's secret.key.", {
      next: "Put the file secret.key back that belongs to this database, or re-issue the key.",
      cause,
    });
  }
}

/** A new key; the old one is dead when this returns. */
export async function reissueKey(store: Store, box: SecretBox, accountId: string, at: Date): Promise<string> {
  return store.transaction(async (sql) => {
    await lockAccount(sql, accountId);
    await sql.run("update api_keys set revoked_at = $2 where account_id = $1 and revoked_at is null", [
      accountId,
      at.toISOString(),
    ]);
    return insertKey(sql, box, accountId, at);
  });
}

/** Everything that decides by an account's balance or key takes this first, so that such work runs one at a time. */
export async function lockAccount(sql: Sql, accountId: string): Promise<void> {
  await sql.rows(z.unknown(), "select id from accounts where id = $1 for update", [accountId]);
}

async function insertKey(sql: Sql, box: SecretBox, accountId: string, at: Date): Promise<string> {
  const key = newKey();
  await sql.run(
    `insert into api_keys (id, account_id, lookup_hash, sealed_key, created_at) values ($1, $2, $3, $4, $5)`,
    [randomUUID(), accountId, sha256(key), box.seal(key, accountId), at.toISOString()],
  );
  return key;
}
