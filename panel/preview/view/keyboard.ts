/** What keys do to the view. Angles in radians, zoom as a factor of the distance. */
export interface KeyActions {
  orbit(turn: number, rise: number): void;
  /** Moves over the ground: shares of the distance, right and ahead. */
  pan(right: number, ahead: number): void;
  zoom(factor: number): void;
  fit(): void;
  /** What a click in the middle of the picture would do. */
  choose(): void;
  /** Nothing is selected any more. */
  clear(): void;
}

const step = Math.PI / 24;

const stride = 1 / 32;

const actionsByKey: Readonly<Record<string, (actions: KeyActions) => void>> = {
  ArrowLeft: (actions) => actions.orbit(-step, 0),
  ArrowRight: (actions) => actions.orbit(step, 0),
  ArrowUp: (actions) => actions.orbit(0, step),
  ArrowDown: (actions) => actions.orbit(0, -step),
  "Shift+ArrowLeft": (actions) => actions.pan(-stride, 0),
  "Shift+ArrowRight": (actions) => actions.pan(stride, 0),
  "Shift+ArrowUp": (actions) => actions.pan(0, stride),
  "Shift+ArrowDown": (actions) => actions.pan(0, -stride),
  "+": (actions) => actions.zoom(1 / 1.25),
  "=": (actions) => actions.zoom(1 / 1.25),
  "-": (actions) => actions.zoom(1.25),
  Home: (actions) => actions.fit(),
  Enter: (actions) => actions.choose(),
  Escape: (actions) => actions.clear(),
};

/** Listens on the focused canvas; keys with a modifier belong to the host. Returns how to stop. */
export function listenToKeys(canvas: HTMLCanvasElement, actions: KeyActions): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const known = new Map(Object.entries(actionsByKey));
    // Shift belongs to "+" on many keyboards; only with an arrow does it mean something of its own.
    const act = (event.shiftKey ? known.get(`Shift+${event.key}`) : undefined) ?? known.get(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act(actions);
  };
  canvas.addEventListener("keydown", onKey);
  return () => canvas.removeEventListener("keydown", onKey);
}
