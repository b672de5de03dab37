import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { fakePorts } from "../testing/fake-ports.ts";
import { areaHistory } from "./area-history.ts";
import { createStore } from "./store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rectangle = (widthM: number) => ({
  shape: "rectangle" as const,
  ring: areaFromRectangle([7.42, 43.735], widthM, 100).ring,
});

function edited() {
  const store = createStore(fakePorts());
  const history = areaHistory(store);
  const [a, b, c] = [rectangle(100), rectangle(200), rectangle(300)];
  for (const area of [a, b, c]) {
    vi.advanceTimersByTime(1000);
    store.area.value = area;
  }
  return { store, history, a, b, c };
}

it("goes back to no area at all, and forward again", () => {
  const { store, history, a, b, c } = edited();
  history.undo();
  expect(store.area.value).toEqual(b);
  history.undo();
  history.undo();
  expect([store.area.value, history.canUndo.value]).toEqual([null, false]);
  history.undo();
  for (const area of [a, b, c]) {
    history.redo();
    expect(store.area.value).toEqual(area);
  }
  expect(history.canRedo.value).toBe(false);
});

it("gives a new object, so that map and form show it", () => {
  const { store, history, b } = edited();
  history.undo();
  expect(store.area.value).not.toBe(b);
});

it("can be told to begin anew", () => {
  const { history } = edited();
  history.undo();
  history.forget();
  expect([history.canUndo.value, history.canRedo.value]).toEqual([false, false]);
});

it("forgets what was undone when something else is drawn", () => {
  const { store, history, b } = edited();
  history.undo();
  store.area.value = rectangle(77);
  expect(history.canRedo.value).toBe(false);
  history.undo();
  expect(store.area.value).toEqual(b);
});

it("takes a figure typed digit by digit as one step", () => {
  const { store, history, c } = edited();
  vi.advanceTimersByTime(1000);
  for (const width of [3, 35, 350]) {
    vi.advanceTimersByTime(100);
    store.area.value = rectangle(width);
  }
  history.undo();
  expect(store.area.value).toEqual(c);
});

it("takes all that happens while a handle is held as one step, and what comes after as another", () => {
  const { store, history, c } = edited();
  for (const width of [301, 302, 303]) {
    history.hold(true);
    store.area.value = rectangle(width);
    vi.advanceTimersByTime(5000);
  }
  const last = rectangle(304);
  store.area.value = last;
  history.hold(false);
  store.area.value = rectangle(77);
  history.undo();
  expect(store.area.value).toEqual(last);
  history.undo();
  expect(store.area.value).toEqual(c);
});

it("gives back settings that were replaced with the area, in one step, and takes them again", () => {
  const { store, history, c } = edited();
  const mine = { ...store.settings.value, barriers: false };
  const theirs = { ...store.settings.value, surface: false };
  store.settings.value = mine;
  // At once after another change: still a step of its own.
  history.replace(rectangle(500), theirs);
  expect([store.settings.value, history.undoesSettings.value]).toEqual([theirs, true]);
  store.area.value = rectangle(600);
  expect(history.undoesSettings.value).toBe(false);
  history.undo();
  expect([store.area.value, store.settings.value]).toEqual([rectangle(500), theirs]);
  store.badFields.value = { defaultLevels: "From 1 to 200" };
  history.undo();
  expect([store.area.value, store.settings.value, store.badFields.value]).toEqual([c, mine, {}]);
  history.redo();
  expect([store.area.value, store.settings.value]).toEqual([rectangle(500), theirs]);
});
