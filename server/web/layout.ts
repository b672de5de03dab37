import { type Html, html } from "./html.ts";

const pageCsp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface PageOptions {
  title: string;
  /** Which entry of the menu this page is; null for pages without a menu (not signed in). */
  current: "keys" | "billing" | null;
  /** For the sign-out form; null when nobody is signed in. */
  csrf: string | null;
  status?: number;
}

/** A whole page: menu, heading, content. No inline style or script: the policy forbids both. */
export function page(options: PageOptions, content: Html): Response {
  const markup = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.title} · Contextile</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/pages.css">
<script src="/assets/pages.js" defer></script>
</head>
<body>
<header class="bar">
<p class="brand">Contextile</p>
${options.current && menu(options.current)}
${options.csrf !== null && signOutForm(options.csrf)}
</header>
<main>
<h1>${options.title}</h1>
${content}
</main>
</body>
</html>`;
  return new Response(markup.text, {
    status: options.status ?? 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": pageCsp },
  });
}

/** The hidden field that every form carries. */
export const csrfField = (csrf: string) => html`<input type="hidden" name="csrf" value="${csrf}">`;

const entries = [
  { id: "keys", path: "/keys", label: "API & Plugin Keys" },
  { id: "billing", path: "/billing", label: "Plan & Billing" },
] as const;

const menu = (current: "keys" | "billing") =>
  html`<nav aria-label="Account"><ul>${entries.map(
    ({ id, path, label }) =>
      html`<li><a href="${path}"${id === current && html` aria-current="page"`}>${label}</a></li>`,
  )}</ul></nav>`;

const signOutForm = (csrf: string) =>
  html`<form method="post" action="/sign-out" class="sign-out">${csrfField(csrf)}<button>Sign out</button></form>`;

/** A notice at the top of a page; announced when the page opens. */
export const notice = (text: string, kind: "good" | "bad" = "good") =>
  html`<p class="notice ${kind}" role="${kind === "good" ? "status" : "alert"}">${text}</p>`;
