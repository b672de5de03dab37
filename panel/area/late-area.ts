import type { Store } from "../state/store.ts";

/**
 * For what brings an area only after a while, a file or a busy program: whether it is still wanted then. It is not once
 * the user has chosen or begun otherwise, or asked for another one meanwhile.
 */
export function expectArea(store: Store): () => boolean {
  const before = { area: store.area.peek(), drawing: store.drawing.peek() };
  const turn = (turns.get(store) ?? 0) + 1;
  turns.set(store, turn);
  return () =>
    store.area.peek() === before.area &&
    store.drawing.peek() === before.drawing &&
    store.step.peek() === "area" &&
    turns.get(store) === turn;
}

const turns = new WeakMap<Store, number>();
