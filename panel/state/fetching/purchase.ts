import type { Account } from "../../../shared/contract/service.ts";
import { adviceByCode, toContextileError, type WireError } from "../../../shared/errors.ts";
import type { LonLat } from "../../../shared/scene/area-selection.ts";
import { refreshAccount, refreshInfo } from "../account.ts";
import { keepAnswer, openStored, refreshStored } from "../kept/stored-answers.ts";
import { noteEnded, noteStarted, restoreUnfinished, withPatience } from "../kept/unfinished.ts";
import { canFetch, needsConsent } from "../life-cycle.ts";
import { rememberArea } from "../recent-areas.ts";
import type { Store } from "../store.ts";
import { createPieceFeed, type PieceFeed } from "./piece-feed.ts";
import { freshPurchase } from "./request-id.ts";

/**
 * Buys the context for what is on screen; only ever called from a click. Does nothing while something runs, when the
 * answer is held, or when the last try may have been charged and `acceptSecondCharge` is not given. What another window
 * has bought since is opened instead, and what it has begun is repeated with the same request id.
 */
export async function startPurchase(store: Store, acceptSecondCharge = false): Promise<void> {
  const { draftKey } = store.life.value;
  if (await isPriceNews(store)) return;
  await withPatience(Promise.all([restoreUnfinished(store), refreshStored(store)]));
  const life = store.life.value;
  const area = store.area.value;
  // The click was for what was on screen then.
  if (!canFetch(life) || area === null || draftKey === null || draftKey !== life.draftKey) return;
  if (store.storedKeys.value.has(draftKey)) return openStored(store);
  if (needsConsent(life) && !acceptSecondCharge) return;
  const settings = store.settings.value;
  const before = store.account.value;
  const confirmsRequestIds = store.info.value?.confirmsRequestIds ?? false;
  store.send({ type: "fetch", purchase: freshPurchase(confirmsRequestIds), acceptSecondCharge });
  const purchase = store.life.value.purchase;
  if (purchase === null) return;
  store.running = new AbortController();
  const early = showEarly(store, area.ring[0]);
  const letGo = store.ports.purchaseHolds.hold(purchase.requestId);
  try {
    await noteStarted(store, purchase);
    const { packed, ...answer } = await store.ports.fetchModel(
      { area: { ring: area.ring }, settings, requestId: purchase.requestId, confirmsRequestIds },
      store.running.signal,
      (progress) => store.send({ type: "progress", progress }),
      early.feed,
    );
    const evicted = store.answers.put(draftKey, answer);
    store.send({ type: "fetched", draftKey });
    rememberArea(store);
    void keep(store, draftKey, packed).finally(letGo);
    for (const key of evicted) store.send({ type: "evicted", draftKey: key });
    if (store.life.value.phase === "ready" && store.view.value === "steps") store.step.value = "preview";
  } catch (thrown) {
    const error = withRepeat(toContextileError(thrown).toWire(), confirmsRequestIds);
    const doubtful = error.code === "may-be-charged" || (!confirmsRequestIds && error.charged !== "no");
    store.send({ type: "fetch-failed", error, doubtful });
    early.goBack();
    void settle(store, draftKey, error, before).finally(letGo);
  } finally {
    store.running = null;
    store.runningFeed.value = null;
    // Also after a failure: the balance tells whether it was charged.
    void refreshAccount(store);
  }
}

/** A service that was silent until now names its price only now: it is to be seen before anything is bought. */
async function isPriceNews(store: Store): Promise<boolean> {
  if (store.info.value !== null) return false;
  await refreshInfo(store);
  return store.info.peek()?.pricePerKm2 != null;
}

/** The note goes last: a panel that ends in between finds one of the two, and another window the answer or neither. */
async function keep(store: Store, draftKey: string, packed: Blob | null): Promise<void> {
  if (packed) await keepAnswer(store, draftKey, packed);
  await noteEnded(store, draftKey);
}

async function settle(
  store: Store,
  draftKey: string,
  error: WireError,
  before: Account | null,
): Promise<void> {
  await noteEnded(store, draftKey);
  await settleCharge(store, error, before);
  await noteEnded(store, draftKey);
}

/** The answer did not come whole. One that did, and is of no use, would be the same again. */
const broken: ReadonlySet<string> = new Set(["cancelled", "timeout", "cut-stream", "service-down"]);

/** Where a repeat keeps its id and is answered free, the doubt about money is none: the sentence says so itself. */
export function withRepeat(error: WireError, confirmsRequestIds: boolean): WireError {
  if (!confirmsRequestIds || error.charged !== "unknown" || !broken.has(error.code)) return error;
  const { nextSays, ...rest } = error.data ?? {};
  const data = { ...rest, repeatIsFree: true };
  if (nextSays === "next-repeat-safe") return { ...error, next: adviceByCode[error.code], data };
  return { ...error, data: { ...data, ...(nextSays !== undefined && { nextSays }) } };
}

/** By then the service has heard that nobody listens any more, and booked what it was about to book. */
const settleMs = 700;

/** The account tells whether a broken purchase was charged: the same count and balance as before, and it was not. */
async function settleCharge(store: Store, error: WireError, before: Account | null): Promise<void> {
  if (error.data?.repeatIsFree !== true || before === null) return;
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  await refreshAccount(store);
  const after = store.account.value;
  const same = before.balanceKm2 === after?.balanceKm2 && before.totalRequests === after.totalRequests;
  if (same) store.send({ type: "not-charged", error });
}

/**
 * The first picture opens the preview, for those who still wait where they pressed the button. `goBack` takes them
 * there again when nothing comes of it.
 */
function showEarly(store: Store, place: LonLat): { feed: PieceFeed; goBack: () => void } {
  const from = store.step.value;
  let moved = false;
  const feed = createPieceFeed(place, () => {
    // On its way when the user cancelled: nothing to open a view for.
    if (store.life.value.cancelling) return;
    store.runningFeed.value = feed;
    moved = store.feed.value !== null && store.view.value === "steps" && store.step.value === from;
    if (moved) store.step.value = "preview";
  });
  const goBack = () => {
    if (moved && store.step.value === "preview") store.step.value = from;
  };
  return { feed, goBack };
}
