import { expect, it } from "vitest";
import { ContextileError } from "../../../shared/errors.ts";
import { areaFromRectangle } from "../../../shared/geo/rectangle.ts";
import { fakePorts } from "../../testing/fake-ports.ts";
import { roundRing } from "../draft.ts";
import { startPurchase } from "../fetching/purchase.ts";
import { createStore } from "../store.ts";
import { forgetStored, openStored, refreshStored, serviceIdOf } from "./stored-answers.ts";

const area = () => ({
  shape: "rectangle" as const,
  ring: roundRing(areaFromRectangle([7.42, 43.735], 300, 200).ring),
});

/** A panel in which something was bought, and the next one over the same host and disk. */
async function restarted() {
  const ports = fakePorts();
  const first = createStore(ports);
  first.area.value = area();
  await startPurchase(first);
  await refreshStored(first);
  const store = createStore(ports);
  store.area.value = area();
  await refreshStored(store);
  return { ports, store };
}

it("opens after a restart what was bought before, without a second purchase", async () => {
  const { ports, store } = await restarted();
  expect(store.answer.value).toBeNull();
  expect(store.storedKeys.value.size).toBe(1);
  await openStored(store);
  expect([store.life.value.phase, store.step.value]).toEqual(["ready", "preview"]);
  expect(store.answer.value?.model.layers.length).toBeGreaterThan(0);
  expect(ports.orders).toHaveLength(1);
});

it("knows nothing of other settings, of another area or of another service", async () => {
  const { store } = await restarted();
  store.settings.value = { ...store.settings.value, barriers: false };
  await openStored(store);
  expect(store.life.value.phase).toBe("settings");
  store.ports.host.profile.serviceOrigin = "https://other.example";
  await refreshStored(store);
  expect(store.storedKeys.value.size).toBe(0);
});

it("knows a host that does not name its service by the path to it", async () => {
  const { ports, store } = await restarted();
  const id = serviceIdOf(store);
  ports.host.profile.serviceOrigin = "";
  expect(serviceIdOf(store)).toBe('["/service",null,null]');
  expect(id).toBe('["https://service.example",null,null]');
});

it("says that an answer is gone, buys nothing, and offers to buy it", async () => {
  const { ports, store } = await restarted();
  ports.openPacked = () => Promise.reject(new ContextileError("malformed-body", "It is cut off."));
  await openStored(store);
  expect(store.life.value.failure?.error).toMatchObject({ message: "It is cut off.", charged: "no" });
  expect([store.storedKeys.value.size, ports.orders.length]).toEqual([0, 1]);
  expect(store.life.value.doubtfulKeys).toEqual([]);
  await startPurchase(store);
  expect(ports.orders).toHaveLength(2);
});

it("keeps an answer whose opening was cancelled", async () => {
  const { ports, store } = await restarted();
  ports.openPacked = () => Promise.reject(new ContextileError("cancelled", "Cancelled."));
  await openStored(store);
  expect(store.storedKeys.value.size).toBe(1);
});

it("forgets everything on request", async () => {
  const { store } = await restarted();
  await forgetStored(store);
  expect([store.storedKeys.value.size, store.storedSize.value]).toEqual([0, { count: 0, bytes: 0 }]);
});
