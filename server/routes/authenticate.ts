import { type ContextileError, failure, isContextileError } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";
import { type AccountRow, findAccountByKey } from "../accounts/accounts.ts";
import { bearerKey } from "../accounts/key.ts";
import type { Call, ServiceParts } from "../call.ts";
import { Refusal } from "../refusal.ts";

/** The account behind the Bearer key, or a 401 that says what is wrong with the key. */
export async function authenticate(call: Call, parts: ServiceParts): Promise<AccountRow> {
  const key = readKey(call.request.headers.get("authorization"));
  const account = await findAccountByKey(parts.store, key);
  if (!account) throw unauthorised(failure("bad-key", says("bearer-unknown")));
  call.log.account(account.id);
  return account;
}

function readKey(header: string | null): string {
  try {
    return bearerKey(header);
  } catch (error) {
    throw isContextileError(error) ? unauthorised(error) : error;
  }
}

const unauthorised = (error: ContextileError) =>
  new Refusal(error, { headers: { "www-authenticate": 'Bearer realm="contextile"' } });
