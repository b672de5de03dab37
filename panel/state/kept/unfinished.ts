/** Between the life of a job and the notes of purchases under way: writing, taking away, and finding them after a crash. */
import { z } from "zod";
import { rectangleOf } from "../../../shared/geo/rectangle.ts";
import type { ContextSettings } from "../../../shared/settings/schema.ts";
import { settingsSchema } from "../../../shared/settings/schema.ts";
import { areaHistory } from "../area-history.ts";
import { type AreaDraft, draftKeyOf } from "../draft.ts";
import { isHeld } from "../life-cycle.ts";
import { isRepeatable, type Purchase } from "../purchase-list.ts";
import type { Store } from "../store.ts";

/** A database that does not answer must not keep the click waiting. */
const patienceMs = 500;

/** By address alone: an id is worth asking with whatever the service says of itself by now. */
const serviceOf = ({ ports }: Store) => ports.host.profile.serviceOrigin || ports.host.profile.serviceUrl;

/** Before the request leaves: from here on a crash costs nothing twice. Never throws. */
export async function noteStarted(store: Store, purchase: Purchase): Promise<void> {
  await withPatience(store.ports.purchaseNotes.put(serviceOf(store), purchase));
}

export function withPatience(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

/** Who holds what is only to be told; the notes behind it decide what a click costs, and are not to wait for it. */
const nobodyAfter = (ms: number) =>
  new Promise<ReadonlySet<string>>((resolve) => setTimeout(() => resolve(new Set()), ms));

/** After a try: the note stays as long as there is a doubt, or where it is of the next try already. Never throws. */
export async function noteEnded(store: Store, draftKey: string): Promise<void> {
  const { phase, purchase: last, unfinished } = store.life.peek();
  if (phase === "fetching" && last?.draftKey === draftKey) return;
  const known = unfinished.find((purchase) => purchase.draftKey === draftKey);
  if (known?.mayBeCharged !== true) await store.ports.purchaseNotes.remove(serviceOf(store), draftKey);
}

/**
 * What an earlier panel, or one in another window, did not finish is known again; what can be repeated no more is taken
 * away. Asked at the start, and with every click that buys: it must not buy what is only to be repeated. What another
 * window has ended stays known here, because its id is what makes a repeat free: the answer may not have been kept. Never
 * throws.
 */
export async function restoreUnfinished(store: Store): Promise<void> {
  // In this order: what is let go in between has no note any more, or is unfinished in truth.
  const held = await Promise.race([store.ports.purchaseHolds.elsewhere(), nobodyAfter(patienceMs / 2)]);
  const found = await store.ports.purchaseNotes.list(serviceOf(store));
  const counts = (purchase: Purchase) =>
    draftOf(purchase.draftKey) !== null &&
    (!purchase.confirmsRequestIds || isRepeatable(purchase, Date.now()));
  store.send({ type: "remembered", purchases: found.filter(counts) });
  const underWay = found.filter(({ requestId }) => held.has(requestId));
  store.fetchedElsewhere.value = new Set(underWay.map(({ draftKey }) => draftKey));
  for (const purchase of found)
    if (!counts(purchase)) await store.ports.purchaseNotes.remove(serviceOf(store), purchase.draftKey);
}

/** The user wants to hear no more of it. */
export async function forgetUnfinished(store: Store, { draftKey }: Purchase): Promise<void> {
  store.send({ type: "forgotten", draftKey });
  await store.ports.purchaseNotes.remove(serviceOf(store), draftKey);
}

/** Brings back the area and the settings that a purchase was for, exactly; one undo gives back what was there. */
export function takeUnfinished(store: Store, { draftKey }: Purchase): void {
  const draft = draftOf(draftKey);
  if (draft !== null) areaHistory(store).replace(draft.area, draft.settings);
}

/**
 * The purchase to speak of: the one for what is on screen, else the newest other one; null where there is no doubt, or
 * the answer is here.
 */
export function unfinishedToShow(store: Store): Purchase | null {
  const { draftKey, unfinished } = store.life.value;
  const open = unfinished.filter(
    (purchase) =>
      purchase.mayBeCharged &&
      !store.storedKeys.value.has(purchase.draftKey) &&
      (!purchase.confirmsRequestIds || isRepeatable(purchase, Date.now())),
  );
  if (isHeld(store.life.value)) return null;
  return open.find((purchase) => purchase.draftKey === draftKey) ?? open[0] ?? null;
}

const keySchema = z.tuple([
  z.array(z.tuple([z.number(), z.number()])),
  z.array(z.tuple([z.string(), z.json()])),
]);

/** What a draft key stands for; null where this panel would ask with other words, so that the id is worth nothing. */
export function draftOf(draftKey: string): { area: AreaDraft; settings: ContextSettings } | null {
  const parsed = keySchema.safeParse(readJson(draftKey));
  if (!parsed.success) return null;
  const [ring, entries] = parsed.data;
  const settings = settingsSchema.safeParse(Object.fromEntries(entries));
  if (!settings.success) return null;
  const area: AreaDraft = { shape: rectangleOf(ring) === null ? "polygon" : "rectangle", ring };
  return draftKeyOf(area, settings.data) === draftKey ? { area, settings: settings.data } : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
