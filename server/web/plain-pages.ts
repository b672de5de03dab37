import type { WireError } from "../../shared/errors.ts";
import { html } from "./html.ts";
import { page } from "./layout.ts";

/** Shown to whoever has no session: there is no password to ask for. */
export function signInPage(reason: string | null): Response {
  return page(
    { title: "Sign in", current: null, csrf: null, status: 401 },
    html`${reason && html`<p class="notice bad" role="alert">${reason}</p>`}
<p>Open the sign-in link that Contextile prints when it starts. Each link works once; every start prints a new one.</p>
<p>If it is running in a terminal: stop it with Ctrl-C, start it again with <code>npm start</code>, and open the link
that ends the output. Your key, balance and usage stay.</p>`,
  );
}

/** An error on a page, in the three sentences of the error family. */
export function errorPage(status: number, error: Pick<WireError, "message" | "next">): Response {
  return page(
    { title: "This did not work", current: null, csrf: null, status },
    html`<p class="notice bad" role="alert">${error.message}</p>
<p>${error.next}</p>
<p><a href="/keys">API &amp; Plugin Keys</a></p>`,
  );
}
