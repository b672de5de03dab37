import { expect, it } from "vitest";
import { ContextileError } from "../../shared/errors.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { fakePorts } from "../testing/fake-ports.ts";
import { roundRing } from "./draft.ts";
import { startPurchase } from "./purchase.ts";
import { createStore } from "./store.ts";

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
