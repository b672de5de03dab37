import { sameHash } from "../accounts/key.ts";
import { findSession, sessionLifeMs } from "../accounts/sessions.ts";
import type { Call, ServiceParts } from "../call.ts";
import { readBody } from "../read-body.ts";
import { refusePage } from "../refusal.ts";

export interface PageSession {
  accountId: string;
  /** The cookie's value. */
  token: string;
  /** What every form of this session has to send back. */
  csrf: string;
}

/** Who is signed in, or null. */
export async function readSession(call: Call, parts: ServiceParts): Promise<PageSession | null> {
  const token = readCookie(call.request.headers.get("cookie"), cookieName(parts));
  if (!token) return null;
  const accountId = await findSession(parts.store, token, parts.now());
  if (!accountId) return null;
  call.log.account(accountId);
  return { accountId, token, csrf: parts.box.sign(`csrf:${token}`) };
}

/**
 * The fields of a form that this session's own page sent. Three walls against a foreign page's form: the cookie is
 * SameSite=Strict, the browser's own word on where the form comes from, and the token, which a foreign page cannot read.
 */
export async function readForm(
  call: Call,
  parts: ServiceParts,
  session: PageSession,
): Promise<URLSearchParams> {
  refuseForeignOrigin(call, parts);
  const type = call.request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded"))
    refusePage("bad-request", "This is not a form of this page.", {
      status: 415,
      next: "Use the page's buttons.",
    });
  const form = new URLSearchParams(await readBody(call.request, 10_000));
  if (!sameHash(form.get("csrf") ?? "", session.csrf)) refuseForm();
  return form;
}

/** With `no-referrer` a browser sends `Origin: null` for our own forms, so a null says nothing; the token decides. */
function refuseForeignOrigin(call: Call, parts: ServiceParts): void {
  const origin = call.request.headers.get("origin");
  const own = [call.url.origin, new URL(parts.baseUrl).origin];
  if (origin !== null && origin !== "null" && !own.includes(origin)) refuseForm();
  const site = call.request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") refuseForm();
}

function refuseForm(): never {
  refusePage("bad-request", "The form was not sent from this page, or the page was open for too long.", {
    status: 403,
    next: "Open the page again and repeat the step.",
  });
}

/** Cookies do not know ports: two services on one machine need two names. */
const cookieName = (parts: ServiceParts) => `contextile_session_${new URL(parts.baseUrl).port || "web"}`;

export function sessionCookie(parts: ServiceParts, token: string): string {
  const secure = parts.baseUrl.startsWith("https:") ? "; Secure" : "";
  const lifeS = token === "" ? 0 : sessionLifeMs / 1000;
  return `${cookieName(parts)}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${lifeS}${secure}`;
}

function readCookie(header: string | null, name: string): string | null {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([key]) => key === name)?.[1] ?? null;
}
