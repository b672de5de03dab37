import type { Call, ServiceParts } from "../call.ts";
import { readAccount } from "../metering/usage.ts";
import { json } from "../replies.ts";
import { authenticate } from "./authenticate.ts";

/** `GET /v1/account`: balance and usage of the key. Free; the panel asks it after every request. */
export async function accountRoute(call: Call, parts: ServiceParts): Promise<Response> {
  const account = await authenticate(call, parts);
  return json(await readAccount(parts.store, account.id, parts.now()));
}
