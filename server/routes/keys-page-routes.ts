import { reissueKey, revealKey } from "../accounts/accounts.ts";
import { maskKey } from "../accounts/key.ts";
import { grantWelcome } from "../billing/ledger.ts";
import type { Call, Route, RouteHandler, ServiceParts } from "../call.ts";
import { readAccount } from "../metering/usage.ts";
import { json } from "../replies.ts";
import { keysPage, reissuePage } from "../web/keys-page.ts";
import { signInPage } from "../web/plain-pages.ts";
import { type PageSession, readForm, readSession } from "./page-session.ts";
import { goTo } from "./sign-in-routes.ts";

type SignedIn = (call: Call, parts: ServiceParts, session: PageSession) => Promise<Response>;

/** The handler for whoever is signed in; everybody else sees how to sign in. */
export function signedIn(handle: SignedIn): RouteHandler {
  return async (call, parts) => {
    const session = await readSession(call, parts);
    return session ? handle(call, parts, session) : signInPage(null);
  };
}

export const keysPageRoutes: Route[] = [
  { method: "GET", path: "/keys", kind: "page", handle: signedIn(openPage) },
  { method: "POST", path: "/keys/view", kind: "page", handle: signedIn(view) },
  { method: "POST", path: "/keys/copy", kind: "page", handle: signedIn(copy) },
  {
    method: "GET",
    path: "/keys/reissue",
    kind: "page",
    handle: signedIn(async (_call, _parts, session) => reissuePage(session.csrf)),
  },
  { method: "POST", path: "/keys/reissue", kind: "page", handle: signedIn(reissue) },
];

async function openPage(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  const welcomed = await grantWelcome(parts.store, session.accountId, parts.now());
  const done = call.url.searchParams.get("done");
  const message = welcomed
    ? "Welcome: 1 km² is yours to try."
    : done === "reissued"
      ? "The key was re-issued. The old one no longer works."
      : null;
  return show(parts, session, { revealed: false, message });
}

async function view(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  await readForm(call, parts, session);
  return show(parts, session, { revealed: true, message: null });
}

/** For the Copy button's script. */
async function copy(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  await readForm(call, parts, session);
  return json({ key: await revealKey(parts.store, parts.box, session.accountId) });
}

async function reissue(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  await readForm(call, parts, session);
  await reissueKey(parts.store, parts.box, session.accountId, parts.now());
  return goTo("/keys?done=reissued");
}

async function show(
  parts: ServiceParts,
  session: PageSession,
  how: { revealed: boolean; message: string | null },
): Promise<Response> {
  const key = await revealKey(parts.store, parts.box, session.accountId);
  const account = await readAccount(parts.store, session.accountId, parts.now());
  return keysPage({ ...how, csrf: session.csrf, key: how.revealed ? key : maskKey(key), account });
}
