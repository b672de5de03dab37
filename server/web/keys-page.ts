import type { Account } from "../../shared/contract/service.ts";
import { html } from "./html.ts";
import { csrfField, notice, page } from "./layout.ts";
import { formatKm2, usageChart } from "./usage-chart.ts";

export interface KeysPageView {
  csrf: string;
  /** Masked, or in clear after the person asked to see it. */
  key: string;
  revealed: boolean;
  account: Account;
  message: string | null;
}

/** API & Plugin Keys: the token and what it has been used for. */
export function keysPage(view: KeysPageView): Response {
  const { account, csrf } = view;
  return page(
    { title: "API & Plugin Keys", current: "keys", csrf },
    html`${view.message && notice(view.message)}
<section aria-labelledby="key-heading">
<h2 id="key-heading">Your key</h2>
<p>One key for the API and all plug-ins. Paste it into the panel's key field.</p>
<p><label for="key">Key</label>
<input id="key" class="key" readonly spellcheck="false" autocomplete="off" value="${view.key}"></p>
<div class="row">
${
  view.revealed
    ? html`<a class="button" href="/keys">Hide key</a>`
    : html`<form method="post" action="/keys/view">${csrfField(csrf)}<button>View key</button></form>`
}
<form method="post" action="/keys/copy" data-copy hidden>${csrfField(csrf)}<button>Copy key</button></form>
<a class="button" href="/keys/reissue">Re-issue key…</a>
<span role="status" data-copy-status></span>
</div>
</section>
<section aria-labelledby="balance-heading">
<h2 id="balance-heading">Balance</h2>
<p><strong>${formatKm2(account.balanceKm2)} km²</strong> left · plan: ${account.plan} ·
<a href="/billing">Plan &amp; Billing</a></p>
${account.balanceKm2 <= 0 && notice("Nothing is left: the key fetches nothing until area is added.", "bad")}
</section>
<section aria-labelledby="usage-heading">
<h2 id="usage-heading">Usage</h2>
<dl class="figures">
<div><dt>Requests</dt><dd>${account.totalRequests}</dd></div>
<div><dt>Area requested</dt><dd>${formatKm2(account.totalKm2)} km²</dd></div>
<div><dt>Mean area per request</dt><dd>${formatKm2(account.meanKm2)} km²</dd></div>
</dl>
${usageChart(account.days)}
</section>`,
  );
}

/** Asks once more before the old key dies. */
export function reissuePage(csrf: string): Response {
  return page(
    { title: "Re-issue the key?", current: "keys", csrf },
    html`<p>You get a new key. <strong>The old one is dead at once and for good</strong>: every panel, script and
Grasshopper definition that uses it has to be given the new one. Your balance and usage stay.</p>
<div class="row">
<form method="post" action="/keys/reissue">${csrfField(csrf)}<button class="danger">Re-issue the key now</button></form>
<a class="button" href="/keys">Keep the old key</a>
</div>`,
  );
}
