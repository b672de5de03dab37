import { signIn, signOut } from "../accounts/sessions.ts";
import type { Call, Route, ServiceParts } from "../call.ts";
import { signInPage } from "../web/plain-pages.ts";
import { readForm, readSession, sessionCookie } from "./page-session.ts";

export const signInRoutes: Route[] = [
  { method: "GET", path: "/", kind: "page", handle: async () => goTo("/keys") },
  { method: "GET", path: "/sign-in", kind: "page", handle: openLink },
  { method: "POST", path: "/sign-out", kind: "page", handle: leave },
];

/** The one-time link: swaps its token for a session cookie and leaves it behind. */
async function openLink(call: Call, parts: ServiceParts): Promise<Response> {
  const token = call.url.searchParams.get("token");
  if (!token) return signInPage(null);
  const session = await signIn(parts.store, token, parts.now());
  if (session) return goTo("/keys", { "set-cookie": sessionCookie(parts, session) });
  // The link was clicked twice: the first click has signed this browser in already.
  if (await readSession(call, parts)) return goTo("/keys");
  return signInPage("This sign-in link was used before or is too old.");
}

async function leave(call: Call, parts: ServiceParts): Promise<Response> {
  const session = await readSession(call, parts);
  if (!session) return goTo("/sign-in");
  await readForm(call, parts, session);
  await signOut(parts.store, session.token);
  return goTo("/sign-in", { "set-cookie": sessionCookie(parts, "") });
}

/** After a form: the browser asks for the page anew, so that reloading repeats nothing. */
export const goTo = (path: string, headers: Record<string, string> = {}) =>
  new Response(null, { status: 303, headers: { location: path, ...headers } });
