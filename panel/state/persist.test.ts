import { expect, it, vi } from "vitest";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { fakePorts } from "../testing/fake-ports.ts";
import { restoreAndKeep } from "./persist.ts";
import { createStore } from "./store.ts";

const ring = [
  [7.42, 43.73],
  [7.43, 43.73],
  [7.43, 43.74],
  [7.42, 43.73],
];

it("puts back what was stored and stores later changes", async () => {
  vi.useFakeTimers();
  const ports = fakePorts();
  ports.stored = { settings: { ...defaultSettings, defaultLevels: 4 }, area: { shape: "polygon", ring } };
  const store = createStore(ports);
  await restoreAndKeep(store);
  expect(store.settings.value.defaultLevels).toBe(4);
  expect(store.area.value?.ring).toEqual(ring);
  store.perFeature.value = true;
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  expect(ports.stored).toMatchObject({ perFeature: true, area: { ring }, settings: { defaultLevels: 4 } });
});

it("loses only the value that is broken", async () => {
  const ports = fakePorts();
  ports.stored = { settings: { defaultLevels: "many" }, area: { shape: "polygon", ring }, onlineMap: 7 };
  const store = createStore(ports);
  await restoreAndKeep(store);
  expect(store.settings.value).toEqual(defaultSettings);
  expect(store.area.value?.ring).toEqual(ring);
  expect(store.onlineMap.value.on).toBe(false);
});

it("starts with defaults where the host keeps nothing or nonsense", async () => {
  for (const stored of [{}, null, "text"]) {
    const ports = fakePorts();
    ports.stored = stored;
    const store = createStore(ports);
    await restoreAndKeep(store);
    expect(store.settings.value).toEqual(defaultSettings);
  }
});

it("never stores anything of the key", async () => {
  vi.useFakeTimers();
  const ports = fakePorts();
  const store = createStore(ports);
  await restoreAndKeep(store);
  store.perFeature.value = true;
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  expect(Object.keys(ports.stored as object).sort()).toEqual([
    "area",
    "languageChoice",
    "onlineMap",
    "perFeature",
    "presets",
    "recentAreas",
    "settings",
  ]);
});
