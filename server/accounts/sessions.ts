import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Sql } from "../store/store.ts";
import { sha256 } from "./key.ts";

const hourMs = 3_600_000;
/** Long enough for a link printed in the morning; it works once. */
const linkLifeMs = 24 * hourMs;
export const sessionLifeMs = 30 * 24 * hourMs;

const newToken = () => randomBytes(32).toString("base64url");
const accountIdRow = z.object({ accountId: z.string() });

/** The token of a one-time sign-in link. Only its hash is stored. */
export async function createSignInToken(sql: Sql, accountId: string, at: Date): Promise<string> {
  const token = newToken();
  await sql.run("delete from sign_in_links where expires_at < $1", [at.toISOString()]);
  await sql.run("insert into sign_in_links (token_hash, account_id, expires_at) values ($1, $2, $3)", [
    sha256(token),
    accountId,
    later(at, linkLifeMs),
  ]);
  return token;
}

/** Uses a link up and opens a session; null when it was used before, is too old or never was. */
export async function signIn(sql: Sql, linkToken: string, at: Date): Promise<string | null> {
  const [link] = await sql.rows(
    accountIdRow,
    `delete from sign_in_links where token_hash = $1 and expires_at >= $2 returning account_id as "accountId"`,
    [sha256(linkToken), at.toISOString()],
  );
  if (!link) return null;
  const session = newToken();
  await sql.run("delete from sessions where expires_at < $1", [at.toISOString()]);
  await sql.run("insert into sessions (token_hash, account_id, expires_at) values ($1, $2, $3)", [
    sha256(session),
    link.accountId,
    later(at, sessionLifeMs),
  ]);
  return session;
}

/** The account of a session, or null. */
export async function findSession(sql: Sql, session: string, at: Date): Promise<string | null> {
  const [row] = await sql.rows(
    accountIdRow,
    `select account_id as "accountId" from sessions where token_hash = $1 and expires_at >= $2`,
    [sha256(session), at.toISOString()],
  );
  return row?.accountId ?? null;
}

export async function signOut(sql: Sql, session: string): Promise<void> {
  await sql.run("delete from sessions where token_hash = $1", [sha256(session)]);
}

const later = (at: Date, ms: number) => new Date(at.getTime() + ms).toISOString();
