/** Between the life of a job and the answers of earlier days: which are there, opening one, forgetting all. */
import { ContextileError, toContextileError } from "../../../shared/errors.ts";
import { t } from "../../ui/texts.ts";
import { freshPurchase } from "../fetching/request-id.ts";
import { canFetch } from "../life-cycle.ts";
import type { FetchedModel } from "../ports.ts";
import type { Store } from "../store.ts";
import { noteEnded } from "./unfinished.ts";

/**
 * What an answer belongs to beside its request: the address of the service behind the host, and what the service says
 * of itself, because another one may answer at the same address. `/service` alone is the same in every host.
 */
export function serviceIdOf(store: Store): string {
  const info = store.info.value;
  const { serviceUrl, serviceOrigin } = store.ports.host.profile;
  return JSON.stringify([serviceOrigin || serviceUrl, info?.name ?? null, info?.coverage ?? null]);
}

/** Reads again what is kept for this service. Never throws. */
export async function refreshStored(store: Store): Promise<void> {
  store.storedKeys.value = new Set(await store.ports.answerStore.keys(serviceIdOf(store)));
  store.storedSize.value = await store.ports.answerStore.size();
}

/** Keeps an answer for later days; what does not fit is not kept. Never throws. */
export async function keepAnswer(store: Store, draftKey: string, packed: Blob): Promise<void> {
  await store.ports.answerStore.put(serviceIdOf(store), draftKey, packed);
  await refreshStored(store);
}

export async function forgetStored(store: Store): Promise<void> {
  await store.ports.answerStore.clear();
  await refreshStored(store);
}

/** Opens the kept answer for what is on screen. It never buys: an answer that is gone is said to be gone. */
export async function openStored(store: Store): Promise<void> {
  const { draftKey } = store.life.value;
  if (draftKey === null || !canFetch(store.life.value) || !store.storedKeys.value.has(draftKey)) return;
  const confirmsRequestIds = store.info.value?.confirmsRequestIds ?? false;
  store.send({ type: "fetch", purchase: freshPurchase(confirmsRequestIds), acceptSecondCharge: true });
  const controller = new AbortController();
  store.running = controller;
  try {
    const answer = await readStored(store, draftKey, controller.signal);
    for (const key of store.answers.put(draftKey, answer)) store.send({ type: "evicted", draftKey: key });
    store.send({ type: "fetched", draftKey });
    void noteEnded(store, draftKey);
    if (store.life.value.phase === "ready" && store.view.value === "steps") store.step.value = "preview";
  } catch (thrown) {
    const error = toContextileError(thrown);
    if (error.code !== "cancelled") await store.ports.answerStore.remove(serviceIdOf(store), draftKey);
    await refreshStored(store);
    store.send({ type: "fetch-failed", error: error.toWire(), doubtful: false });
  } finally {
    store.running = null;
  }
}

async function readStored(store: Store, draftKey: string, signal: AbortSignal): Promise<FetchedModel> {
  const packed = await store.ports.answerStore.get(serviceIdOf(store), draftKey);
  if (packed === null) throw new ContextileError("malformed-body", t.storedGone, { next: t.storedGoneNext });
  store.send({
    type: "progress",
    progress: { part: "decoding", bytes: packed.size, objects: 0, fraction: null },
  });
  return store.ports.openPacked(packed, signal);
}
