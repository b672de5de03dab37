import { expect, it, vi } from "vitest";
import { ContextileError } from "../../../shared/errors.ts";
import { areaFromRectangle } from "../../../shared/geo/rectangle.ts";
import { fakePorts } from "../../testing/fake-ports.ts";
import { sampleServiceInfo } from "../../testing/sample-service.ts";
import { roundRing } from "../draft.ts";
import { startPurchase } from "../fetching/purchase.ts";
import { needsConsent } from "../life-cycle.ts";
import { createStore, type Store } from "../store.ts";
import {
  draftOf,
  forgetUnfinished,
  noteEnded,
  restoreUnfinished,
  takeUnfinished,
  unfinishedToShow,
} from "./unfinished.ts";

const area = () => ({
  shape: "rectangle" as const,
  ring: roundRing(areaFromRectangle([7.42, 43.735], 300, 200).ring),
});

function panelOver(ports: ReturnType<typeof fakePorts>, confirmsRequestIds: boolean): Store {
  const store = createStore(ports);
  store.info.value = { ...sampleServiceInfo, confirmsRequestIds };
  return store;
}

/** A panel that ends while it fetches, and the next one over the same host and disk. */
async function crashed(confirmsRequestIds: boolean) {
  const ports = fakePorts();
  const first = panelOver(ports, confirmsRequestIds);
  first.area.value = area();
  first.settings.value = { ...first.settings.value, barriers: false };
  const { fetchModel } = ports;
  let lost = "";
  const asked = new Promise<void>((resolve) => {
    ports.fetchModel = ({ requestId }) => {
      lost = requestId;
      resolve();
      return new Promise(() => undefined);
    };
  });
  void startPurchase(first);
  await asked;
  ports.fetchModel = fetchModel;
  const store = panelOver(ports, confirmsRequestIds);
  await restoreUnfinished(store);
  return { ports, store, lost };
}

it("repeats after a crash the same area with the same request id, and forgets it when the answer is there", async () => {
  const { ports, store, lost } = await crashed(true);
  const found = unfinishedToShow(store);
  expect(found).toMatchObject({ requestId: lost, mayBeCharged: true, confirmsRequestIds: true });
  if (found) takeUnfinished(store, found);
  expect(store.settings.value.barriers).toBe(false);
  expect(store.area.value).toEqual(area());
  await startPurchase(store);
  expect(ports.orders.map(({ requestId }) => requestId)).toEqual([lost]);
  expect(unfinishedToShow(store)).toBeNull();
  const { serviceOrigin } = ports.host.profile;
  await vi.waitFor(async () => expect(await ports.purchaseNotes.list(serviceOrigin)).toEqual([]));
});

it("asks after a crash before it repeats at a service that does not confirm request ids", async () => {
  const { ports, store } = await crashed(false);
  const found = unfinishedToShow(store);
  if (found) takeUnfinished(store, found);
  expect(needsConsent(store.life.value)).toBe(true);
  await startPurchase(store);
  expect(ports.orders).toHaveLength(0);
  await startPurchase(store, true);
  expect(ports.orders).toHaveLength(1);
});

it("waits with a click for what an earlier panel left, and takes its request id", async () => {
  const { ports, lost } = await crashed(true);
  const { list } = ports.purchaseNotes;
  ports.purchaseNotes.list = async (service) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return list(service);
  };
  const store = panelOver(ports, true);
  store.settings.value = { ...store.settings.value, barriers: false };
  store.area.value = area();
  void restoreUnfinished(store);
  await startPurchase(store);
  expect(ports.orders.map(({ requestId }) => requestId)).toEqual([lost]);
});

it("keeps a note of a try in doubt, and none of one that cost nothing", async () => {
  for (const [charged, kept] of [
    ["unknown", 1],
    ["no", 0],
  ] as const) {
    const ports = fakePorts();
    ports.outcomes = [new ContextileError("cut-stream", "Cut.", { charged })];
    const store = panelOver(ports, true);
    store.area.value = area();
    await startPurchase(store);
    const next = panelOver(ports, true);
    await restoreUnfinished(next);
    expect(next.life.value.unfinished).toHaveLength(kept);
  }
});

it("forgets on request, for this panel and the next, and asks no more", async () => {
  const { ports, store } = await crashed(false);
  const found = unfinishedToShow(store);
  if (found) await forgetUnfinished(store, found);
  store.settings.value = { ...store.settings.value, barriers: false };
  store.area.value = area();
  expect([unfinishedToShow(store), needsConsent(store.life.value)]).toEqual([null, false]);
  const next = panelOver(ports, false);
  await restoreUnfinished(next);
  expect(next.life.value.unfinished).toEqual([]);
});

it("drops what is older than a day, and what this panel would ask with other words", async () => {
  const ports = fakePorts();
  const { serviceOrigin } = ports.host.profile;
  const note = { requestId: "r", confirmsRequestIds: true, mayBeCharged: true };
  const store = panelOver(ports, true);
  store.area.value = area();
  const draftKey = store.life.value.draftKey ?? "";
  await ports.purchaseNotes.put(serviceOrigin, { ...note, draftKey, startedAt: Date.now() - 86_400_001 });
  await ports.purchaseNotes.put(serviceOrigin, { ...note, draftKey: "[[],[]]", startedAt: Date.now() });
  await restoreUnfinished(store);
  expect(store.life.value.unfinished).toEqual([]);
  expect(await ports.purchaseNotes.list(serviceOrigin)).toEqual([]);
});

it("reads an area and its settings out of a draft key, and nothing out of nonsense", () => {
  const store = createStore(fakePorts());
  store.area.value = area();
  expect(draftOf(store.life.value.draftKey ?? "")).toEqual({ area: area(), settings: store.settings.value });
  for (const text of ["", "{", "[]", "[[],[]]", '[[[1,2]],[["defaultLevels","x"]]]'])
    expect(draftOf(text)).toBeNull();
});

it("begins a purchase although the database does not answer", async () => {
  const ports = fakePorts();
  ports.purchaseNotes.put = () => new Promise(() => undefined);
  const store = panelOver(ports, true);
  store.area.value = area();
  await startPurchase(store);
  expect(ports.orders).toHaveLength(1);
});

it("repeats what another window has begun since this one opened, with that window's request id", async () => {
  const ports = fakePorts();
  const [first, second] = [panelOver(ports, true), panelOver(ports, true)];
  await restoreUnfinished(second);
  const { fetchModel } = ports;
  let begun = "";
  const asked = new Promise<void>((resolve) => {
    ports.fetchModel = ({ requestId }) => {
      begun = requestId;
      resolve();
      return new Promise(() => undefined);
    };
  });
  for (const store of [first, second]) store.area.value = area();
  void startPurchase(first);
  await asked;
  ports.fetchModel = fetchModel;
  await startPurchase(second);
  expect(ports.orders.map(({ requestId }) => requestId)).toEqual([begun]);
});

it("opens what another window has bought since this one opened, and buys nothing", async () => {
  const ports = fakePorts();
  const [first, second] = [panelOver(ports, true), panelOver(ports, true)];
  for (const store of [first, second]) store.area.value = area();
  await startPurchase(first);
  await vi.waitFor(() => expect(first.storedKeys.value.size).toBe(1));
  await startPurchase(second);
  expect(ports.orders).toHaveLength(1);
  expect([second.life.value.phase, second.answer.value === null]).toEqual(["ready", false]);
});

it("knows no doubt about what it has just bought while the answer is still being kept", async () => {
  const ports = fakePorts();
  const store = panelOver(ports, true);
  store.area.value = area();
  let letKeep = () => {};
  ports.answerStore.put = () =>
    new Promise((resolve) => {
      letKeep = resolve;
    });
  await startPurchase(store);
  await restoreUnfinished(store);
  letKeep();
  const { serviceOrigin } = ports.host.profile;
  await vi.waitFor(async () => expect(await ports.purchaseNotes.list(serviceOrigin)).toEqual([]));
  expect(store.life.value.unfinished).toEqual([]);
});

it("asks before it repeats where another service, which confirms no request ids, answers at the address", async () => {
  const { ports, store } = await crashed(true);
  const found = unfinishedToShow(store);
  if (found) takeUnfinished(store, found);
  store.info.value = { ...sampleServiceInfo, confirmsRequestIds: false };
  expect(unfinishedToShow(store)).toMatchObject({ confirmsRequestIds: false });
  expect(needsConsent(store.life.value)).toBe(true);
  await startPurchase(store);
  expect(ports.orders).toHaveLength(0);
});

it("leaves the note of the next try alone when the last one is settled late", async () => {
  const { ports, store } = await crashed(true);
  const found = unfinishedToShow(store);
  if (found === null) throw new Error("the crash left a note");
  takeUnfinished(store, found);
  await forgetUnfinished(store, found);
  ports.fetchModel = () => new Promise(() => undefined);
  void startPurchase(store);
  const { serviceOrigin } = ports.host.profile;
  await vi.waitFor(async () => expect(await ports.purchaseNotes.list(serviceOrigin)).toHaveLength(1));
  await noteEnded(store, store.life.value.draftKey ?? "");
  expect(await ports.purchaseNotes.list(serviceOrigin)).toHaveLength(1);
});

it("knows what another window is fetching, and speaks of it no more when that one has kept the answer", async () => {
  const { ports, store, lost } = await crashed(true);
  const key = store.life.value.unfinished[0].draftKey;
  expect(store.fetchedElsewhere.value.size).toBe(0);
  ports.purchaseHolds.elsewhere = () => Promise.resolve(new Set([lost, "of another service"]));
  await restoreUnfinished(store);
  expect([...store.fetchedElsewhere.value]).toEqual([key]);
  ports.purchaseHolds.elsewhere = () => Promise.resolve(new Set());
  await ports.purchaseNotes.remove(ports.host.profile.serviceOrigin, key);
  store.storedKeys.value = new Set([key]);
  await restoreUnfinished(store);
  expect([store.fetchedElsewhere.value.size, unfinishedToShow(store)]).toEqual([0, null]);
});

it("repeats with the other window's id what that one has fetched and could not keep", async () => {
  const { ports, store, lost } = await crashed(true);
  const key = store.life.value.unfinished[0].draftKey;
  ports.purchaseHolds.elsewhere = () => Promise.resolve(new Set([lost]));
  await restoreUnfinished(store);
  ports.purchaseHolds.elsewhere = () => Promise.resolve(new Set());
  await ports.purchaseNotes.remove(ports.host.profile.serviceOrigin, key);
  await restoreUnfinished(store);
  const found = unfinishedToShow(store);
  if (found) takeUnfinished(store, found);
  await startPurchase(store);
  expect(ports.orders.map(({ requestId }) => requestId)).toEqual([lost]);
});

it("finds what a crash left although the browser never tells which windows hold what", async () => {
  const { ports, lost } = await crashed(true);
  ports.purchaseHolds.elsewhere = () => new Promise(() => undefined);
  const next = panelOver(ports, true);
  await restoreUnfinished(next);
  expect(unfinishedToShow(next)?.requestId).toBe(lost);
});

it("takes a purchase for unfinished again when the other window ends without its answer", async () => {
  const { ports, store, lost } = await crashed(false);
  ports.purchaseHolds.elsewhere = () => Promise.resolve(new Set([lost]));
  await restoreUnfinished(store);
  ports.purchaseHolds.elsewhere = () => Promise.resolve(new Set());
  await restoreUnfinished(store);
  expect([store.fetchedElsewhere.value.size, unfinishedToShow(store)?.requestId]).toEqual([0, lost]);
});

it("holds a purchase from before its note until after it", async () => {
  for (const outcome of [null, new ContextileError("cut-stream", "Cut.", { charged: "no" })]) {
    const ports = fakePorts();
    const seen: string[] = [];
    const { put, remove } = ports.purchaseNotes;
    ports.purchaseNotes.put = (...note) => {
      seen.push("noted");
      return put(...note);
    };
    ports.purchaseNotes.remove = (...note) => {
      seen.push("note taken away");
      return remove(...note);
    };
    ports.purchaseHolds.hold = (requestId) => {
      seen.push("held");
      return () => seen.push(ports.orders[0].requestId === requestId ? "let go" : "another let go");
    };
    ports.outcomes = [outcome];
    const store = panelOver(ports, true);
    store.area.value = area();
    await startPurchase(store);
    await vi.waitFor(() => expect(seen).toContain("let go"));
    expect([seen[0], seen[1], seen[seen.length - 1]]).toEqual(["held", "noted", "let go"]);
    expect(seen).toContain("note taken away");
  }
});
