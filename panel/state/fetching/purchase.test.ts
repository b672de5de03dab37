import { effect } from "@preact/signals";
import { expect, it, vi } from "vitest";
import { ContextileError, failure } from "../../../shared/errors.ts";
import { areaFromRectangle } from "../../../shared/geo/rectangle.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";
import { says } from "../../../shared/sentences.ts";
import { fakePorts } from "../../testing/fake-ports.ts";
import { sampleAccount, sampleServiceInfo } from "../../testing/sample-service.ts";
import { errorWords } from "../../ui/said.ts";
import { roundRing } from "../draft.ts";
import { cancelRunning, createStore } from "../store.ts";
import { startPurchase } from "./purchase.ts";

function storeWithArea() {
  const ports = fakePorts();
  const store = createStore(ports);
  store.area.value = {
    shape: "rectangle",
    ring: roundRing(areaFromRectangle([7.42, 43.735], 300, 200).ring),
  };
  return { ports, store };
}

it("buys once, shows the preview and holds the answer", async () => {
  const { ports, store } = storeWithArea();
  await startPurchase(store);
  expect(store.life.value.phase).toBe("ready");
  expect(store.step.value).toBe("preview");
  expect(store.answer.value?.model.layers.length).toBeGreaterThan(0);
  await startPurchase(store);
  expect(ports.orders).toHaveLength(1);
});

it("keeps the request id for a retry and takes a new one for other settings", async () => {
  const { ports, store } = storeWithArea();
  ports.outcomes = [
    new ContextileError("service-down", "Down."),
    new ContextileError("service-down", "Down."),
  ];
  await startPurchase(store);
  await startPurchase(store);
  store.settings.value = { ...store.settings.value, barriers: false };
  await startPurchase(store);
  const ids = ports.orders.map(({ requestId }) => requestId);
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

it("buys nothing when the service names its price only at the click, which then shows it", async () => {
  const { ports, store } = storeWithArea();
  const pricePerKm2 = { amount: 30, currency: "EUR" };
  ports.service.info = () => Promise.resolve({ ...sampleServiceInfo, pricePerKm2 });
  await startPurchase(store);
  expect([ports.orders.length, store.info.value?.pricePerKm2]).toEqual([0, pricePerKm2]);
  await startPurchase(store);
  expect(ports.orders[0]?.confirmsRequestIds).toBe(true);
});

it("hides a held answer for changed settings and finds it again", async () => {
  const { store } = storeWithArea();
  await startPurchase(store);
  const { settings } = store;
  const before = settings.value;
  settings.value = { ...before, defaultLevels: 3 };
  expect(store.answer.value).toBeNull();
  settings.value = { ...before };
  expect(store.answer.value).not.toBeNull();
});

it("asks before repeating a cancelled purchase that may have been charged, where ids are not confirmed", async () => {
  const { ports, store } = storeWithArea();
  ports.outcomes = [new ContextileError("cancelled", "Cancelled.", { charged: "unknown" })];
  await startPurchase(store);
  await startPurchase(store);
  expect(ports.orders).toHaveLength(1);
  await startPurchase(store, true);
  expect(ports.orders).toHaveLength(2);
});

it("says of a cancel at a service that confirms ids that a repeat is free, and soon that nothing was charged", async () => {
  const { ports, store } = storeWithArea();
  store.info.value = { ...sampleServiceInfo, confirmsRequestIds: true };
  store.account.value = sampleAccount;
  ports.service.account = () => Promise.resolve({ ...sampleAccount });
  ports.outcomes = [
    failure("cancelled", says("request-cancelled"), { charged: "unknown", next: says("next-repeat-safe") }),
  ];
  await startPurchase(store);
  const told = () =>
    errorWords(store.life.value.failure?.error ?? failure("internal", says("cancelled")).toWire());
  expect(told()).toEqual({
    what: "The request was cancelled.",
    charged: "If it was charged, fetching the same again is free.",
    next: "Start again when you are ready.",
  });
  await vi.waitFor(() => expect(told().charged).toBe("Nothing was charged."), { timeout: 5_000 });
  await startPurchase(store);
  expect(ports.orders[1]?.requestId).toBe(ports.orders[0]?.requestId);
});

it("keeps saying that a repeat is free where the account shows another charge since", async () => {
  const { ports, store } = storeWithArea();
  store.info.value = { ...sampleServiceInfo, confirmsRequestIds: true };
  store.account.value = sampleAccount;
  const charged = { ...sampleAccount, balanceKm2: 0.94, totalRequests: 4 };
  ports.service.account = () => Promise.resolve(charged);
  ports.outcomes = [failure("cancelled", says("request-cancelled"), { charged: "unknown" })];
  await startPurchase(store);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(store.account.value).toEqual(charged);
  expect(store.life.value.failure?.error.charged).toBe("unknown");
});

it("buys nothing for an area that is wrong, or while one is being drawn", async () => {
  const { ports, store } = storeWithArea();
  store.drawing.value = store.area.value;
  await startPurchase(store);
  store.drawing.value = null;
  store.area.value = {
    shape: "polygon",
    ring: [
      [7, 43],
      [7.001, 43.001],
      [7, 43],
    ],
  };
  await startPurchase(store);
  expect(ports.orders).toHaveLength(0);
});

it("does not open the preview for a piece that comes after the cancelling", async () => {
  const { ports, store } = storeWithArea();
  const steps: string[] = [];
  effect(() => {
    steps.push(store.step.value);
  });
  ports.fetchModel = async (_order, signal, _onProgress, feed) => {
    cancelRunning(store);
    expect(signal.aborted).toBe(true);
    feed?.append(latePiece, () => undefined);
    throw new ContextileError("cancelled", "Cancelled.", { charged: "no" });
  };
  await startPurchase(store);
  expect(steps).toEqual(["area"]);
  expect(store.runningFeed.value).toBeNull();
});

const latePiece: ScenePiece = {
  group: 0,
  layer: "buildings",
  buffer: new ArrayBuffer(0),
  positions: new Float32Array(),
  indices: new Uint32Array(),
  edges: new Uint32Array(),
  featureIds: new Uint32Array(),
  box: { min: [0, 0, 0], max: [0, 0, 0] },
  asBoxes: false,
};

it("buys nothing for an area that was changed between the click and the purchase", async () => {
  const { ports, store } = storeWithArea();
  ports.purchaseNotes.list = async () => {
    store.settings.value = { ...store.settings.value, defaultLevels: 3 };
    return [];
  };
  await startPurchase(store);
  expect(ports.orders).toHaveLength(0);
  ports.purchaseNotes.list = () => Promise.resolve([]);
  await startPurchase(store);
  expect(ports.orders).toHaveLength(1);
});
