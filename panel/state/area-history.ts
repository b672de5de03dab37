/** Undo and redo of the area, wherever the change came from: map, form, file or list; of settings that came with it too. */
import { batch, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { ContextSettings } from "../../shared/settings/schema.ts";
import type { AreaDraft } from "./draft.ts";
import type { Store } from "./store.ts";

interface AreaHistory {
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  /** The next undo gives settings back, too. */
  readonly undoesSettings: ReadonlySignal<boolean>;
  undo(): void;
  redo(): void;
  /** While something is held on the map all its changes are one step, however long it takes. */
  hold(held: boolean): void;
  /** Puts an area and the settings that belong to it on screen, as one step. */
  replace(area: AreaDraft, settings: ContextSettings): void;
  /** What was put back at the start is nothing to undo. */
  forget(): void;
}

const mostSteps = 50;
/** Changes that follow each other faster are one step: a figure is typed digit by digit. */
const burstMs = 700;

interface Step {
  area: AreaDraft | null;
  /** Where they changed with the area; null where they had nothing to do with it. */
  settings: ContextSettings | null;
}

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
  const past: Step[] = [];
  const future: Step[] = [];
  const undoesSettings = signal(false);
  const canUndo = signal(false);
  const canRedo = signal(false);
  let shown = store.area.peek();
  let lastChange = Number.NEGATIVE_INFINITY;
  let held = false;
  let heldStep = false;
  /** Settings that go with the change that comes now. */
  let replaced: ContextSettings | null = null;
  const tell = () => {
    undoesSettings.value = past.length > 0 && past[past.length - 1].settings !== null;
    canUndo.value = past.length > 0;
    canRedo.value = future.length > 0;
  };
  effect(() => {
    const area = store.area.value;
    if (area === shown) return;
    const now = Date.now();
    const joins = replaced === null && (heldStep || now - lastChange <= burstMs);
    if (past.length === 0 || !joins) past.push({ area: shown, settings: replaced });
    heldStep = held;
    if (past.length > mostSteps) past.shift();
    // A change that follows at once is a step of its own: settings must not be lost in it.
    lastChange = replaced === null ? now : Number.NEGATIVE_INFINITY;
    future.length = 0;
    shown = area;
    untracked(tell);
  });
  const show = (area: AreaDraft | null, settings: ContextSettings | null) =>
    batch(() => {
      store.drawing.value = null;
      store.area.value = area;
      if (settings === null) return;
      store.settings.value = settings;
      store.badFields.value = {};
    });
  const step = (from: Step[], to: Step[]) => {
    const last = from.pop();
    if (last === undefined) return;
    to.push({ area: shown, settings: last.settings && store.settings.peek() });
    // A new object: map and form take one of their own making for shown already.
    shown = last.area && { ...last.area };
    lastChange = Number.NEGATIVE_INFINITY;
    show(shown, last.settings);
    tell();
  };
  const replace = (area: AreaDraft, settings: ContextSettings) => {
    replaced = store.settings.peek();
    show(area, settings);
    replaced = null;
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
  return {
    canUndo,
    canRedo,
    undoesSettings,
    hold,
    replace,
    forget,
    undo: () => step(past, future),
    redo: () => step(future, past),
  };
}
