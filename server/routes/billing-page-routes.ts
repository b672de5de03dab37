import { grant, listGrants } from "../billing/ledger.ts";
import { findProduct, type Product, productM2 } from "../billing/products.ts";
import { cancelSubscription, currentSubscription, subscribe } from "../billing/subscription.ts";
import type { Call, Route, ServiceParts } from "../call.ts";
import { readAccount } from "../metering/usage.ts";
import { refusePage } from "../refusal.ts";
import { billingPage } from "../web/billing-page.ts";
import { signedIn } from "./keys-page-routes.ts";
import { type PageSession, readForm } from "./page-session.ts";
import { goTo } from "./sign-in-routes.ts";

export const billingPageRoutes: Route[] = [
  { method: "GET", path: "/billing", kind: "page", handle: signedIn(openPage) },
  { method: "POST", path: "/billing/buy", kind: "page", handle: signedIn(buy) },
  { method: "POST", path: "/billing/cancel", kind: "page", handle: signedIn(cancel) },
];

const messages = {
  added: { text: "Added by test payment. No money moved.", kind: "good" },
  started: { text: "Subscription started by test payment. No money moved.", kind: "good" },
  ended: { text: "The subscription has ended. What it gave stays.", kind: "good" },
  already: { text: "That was done already; nothing was added twice.", kind: "bad" },
} as const;

async function openPage(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  const done = call.url.searchParams.get("done");
  // First the balance: reading it books the subscription months that the lists below should show.
  const account = await readAccount(parts.store, session.accountId, parts.now());
  const [grants, subscription] = await Promise.all([
    listGrants(parts.store, session.accountId),
    currentSubscription(parts.store, session.accountId),
  ]);
  return billingPage({
    csrf: session.csrf,
    account,
    grants,
    subscription: subscription?.product ?? null,
    message: isMessage(done) ? messages[done] : null,
  });
}

const isMessage = (name: string | null): name is keyof typeof messages =>
  name !== null && Object.hasOwn(messages, name);

/** The test payment. A real provider's "paid" message would come here instead of the form. */
async function buy(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  const form = await readForm(call, parts, session);
  const product = findProduct(form.get("product") ?? "");
  const order = form.get("order") ?? "";
  if (!product || !/^[0-9a-f-]{36}$/.test(order))
    refusePage("bad-request", "This product is not for sale.", {
      next: "Open Plan & Billing again and choose one.",
    });
  const done = await deliver(parts, session.accountId, product, order);
  return goTo(`/billing?done=${done}`);
}

/** `order` comes with the page: a button pressed twice is one order. */
async function deliver(
  parts: ServiceParts,
  accountId: string,
  product: Product,
  order: string,
): Promise<keyof typeof messages> {
  const at = parts.now();
  if (product.kind === "subscription")
    return (await subscribe(parts.store, accountId, product, at)) ? "started" : "already";
  const entry = { kind: product.kind, m2: productM2(product), reference: order, at };
  return (await grant(parts.store, accountId, entry)) ? "added" : "already";
}

async function cancel(call: Call, parts: ServiceParts, session: PageSession): Promise<Response> {
  await readForm(call, parts, session);
  await cancelSubscription(parts.store, session.accountId, parts.now());
  return goTo("/billing?done=ended");
}
