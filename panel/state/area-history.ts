/** Undo and redo of the area, wherever the change came from: map, form, file or list. */
import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { AreaDraft } from "./draft.ts";
import type { Store } from "./store.ts";

interface AreaHistory {
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  undo(): void;
  redo(): void;
  /** While something is held on the map all its changes are one step, however long it takes. */
  hold(held: boolean): void;
  /** What was put back at the start is nothing to undo. */
  forget(): void;
}

const mostSteps = 50;
/** Changes that follow each other faster are one step: a figure is typed digit by digit. */
const burstMs = 700;

const histories = new WeakMap<Store, AreaHistory>();

/** The one history of a store; it begins when first asked for. */
export function areaHistory(store: Store): AreaHistory {
  const known = histories.get(store);
  if (known !== undefined) return known;
  const made = follow(store);
  histories.set(store, made);
  return made;
}

function follow(store: Store): AreaHistory {
  const past: (AreaDraft | null)[] = [];
  const future: (AreaDraft | null)[] = [];
  const canUndo = signal(false);
  const canRedo = signal(false);
  let shown = store.area.peek();
  let lastChange = Number.NEGATIVE_INFINITY;
  let held = false;
  let heldStep = false;
  const tell = () => {
    canUndo.value = past.length > 0;
    canRedo.value = future.length > 0;
  };
  effect(() => {
    const area = store.area.value;
    if (area === shown) return;
    const now = Date.now();
    const joins = heldStep || now - lastChange <= burstMs;
    if (past.length === 0 || !joins) past.push(shown);
    heldStep = held;
    if (past.length > mostSteps) past.shift();
    lastChange = now;
    future.length = 0;
    shown = area;
    untracked(tell);
  });
  const step = (from: (AreaDraft | null)[], to: (AreaDraft | null)[]) => {
    if (from.length === 0) return;
    const area = from.pop() ?? null;
    to.push(shown);
    // A new object: map and form take one of their own making for shown already.
    shown = area && { ...area };
    lastChange = Number.NEGATIVE_INFINITY;
    store.drawing.value = null;
    store.area.value = shown;
    tell();
  };
  const hold = (next: boolean) => {
    if (next === held) return;
    held = next;
    // Taking hold begins a step, letting go ends it.
    heldStep = false;
    lastChange = Number.NEGATIVE_INFINITY;
  };
  const forget = () => {
    past.length = 0;
    future.length = 0;
    tell();
  };
  return { canUndo, canRedo, hold, forget, undo: () => step(past, future), redo: () => step(future, past) };
}
