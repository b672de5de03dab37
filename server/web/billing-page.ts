import { randomUUID } from "node:crypto";
import type { Account } from "../../shared/contract/service.ts";
import type { LedgerEntry } from "../billing/ledger.ts";
import { type Product, products } from "../billing/products.ts";
import { toKm2 } from "../metering/usage.ts";
import { type Html, html } from "./html.ts";
import { csrfField, notice, page } from "./layout.ts";
import { formatKm2 } from "./usage-chart.ts";

export interface BillingPageView {
  csrf: string;
  account: Account;
  grants: readonly LedgerEntry[];
  /** Product id of the running subscription, or null. */
  subscription: string | null;
  message: { text: string; kind: "good" | "bad" } | null;
}

/** Plan & Billing with a test payment: the button grants what a paid one would, and says that it is no payment. */
export function billingPage(view: BillingPageView): Response {
  const { account, csrf } = view;
  return page(
    { title: "Plan & Billing", current: "billing", csrf },
    html`${view.message && notice(view.message.text, view.message.kind)}
<p class="test-banner"><strong>Test payment – no money moves.</strong>
This service is not connected to a payment provider. Every button below grants its area at once; prices are examples.</p>
<section aria-labelledby="balance-heading">
<h2 id="balance-heading">Balance</h2>
<p><strong>${formatKm2(account.balanceKm2)} km²</strong> left · plan: ${account.plan}</p>
</section>
<section aria-labelledby="bundle-heading">
<h2 id="bundle-heading">Bundles</h2>
<ul class="cards">${products.filter(({ kind }) => kind === "bundle").map((product) => card(product, csrf))}</ul>
</section>
<section aria-labelledby="subscription-heading">
<h2 id="subscription-heading">Subscription</h2>
<ul class="cards">${products
      .filter(({ kind }) => kind === "subscription")
      .map((product) => card(product, csrf, product.id === view.subscription))}</ul>
</section>
<section aria-labelledby="history-heading">
<h2 id="history-heading">Area added</h2>
${history(view.grants)}
</section>`,
  );
}

function card(product: Product, csrf: string, running = false): Html {
  const monthly = product.kind === "subscription";
  const price = `${product.price.amount} ${product.price.currency}${monthly ? " a month" : ""}`;
  return html`<li class="card">
<h3>${product.label}</h3>
<p>${price}</p>
${
  running
    ? html`<p>Running.</p><form method="post" action="/billing/cancel">${csrfField(csrf)}<button>End subscription</button></form>`
    : html`<form method="post" action="/billing/buy">${csrfField(csrf)}
<input type="hidden" name="product" value="${product.id}">
<input type="hidden" name="order" value="${randomUUID()}">
<button>Test payment: ${monthly ? "start" : "add"} ${product.km2} km²</button></form>`
}
</li>`;
}

const grantNames: Record<string, string> = {
  welcome: "Welcome",
  bundle: "Bundle (test payment)",
  subscription: "Subscription month (test payment)",
};

function history(grants: readonly LedgerEntry[]): Html {
  if (grants.length === 0) return html`<p>Nothing yet.</p>`;
  return html`<table>
<caption>Newest first</caption>
<thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col">km²</th></tr></thead>
<tbody>${grants.map(
    ({ at, kind, m2 }) =>
      html`<tr><th scope="row">${at.toISOString().slice(0, 10)}</th><td>${grantNames[kind] ?? kind}</td><td>${formatKm2(
        toKm2(m2),
      )}</td></tr>`,
  )}</tbody>
</table>`;
}
