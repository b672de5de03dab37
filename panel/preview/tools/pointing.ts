import type { LayerSet } from "../layers/layer-set.ts";
import type { Pick } from "../preview.ts";
import { listenToKeys } from "../view/keyboard.ts";
import type { ViewCamera } from "../view/view-camera.ts";
import { listenToClicks } from "./click.ts";
import type { Measuring } from "./measuring.ts";

/** What is pointed into. */
export interface PointedView {
  canvas: HTMLCanvasElement;
  eye: ViewCamera;
  layers: LayerSet;
  measuring: Measuring;
  fit(): void;
  /** The picture is no longer right. */
  onChange(): void;
}

/** Mouse, fingers and keys on the picture: what they choose, measure and move. */
export class Pointing {
  private readonly listeners: ((pick: Pick | null) => void)[] = [];
  private readonly stopListening: (() => void)[];

  constructor(private readonly view: PointedView) {
    const { canvas, eye } = view;
    this.stopListening = [
      listenToClicks(canvas, (x, y) => this.click(x, y)),
      listenToKeys(canvas, {
        orbit: (turn, rise) => eye.orbit(turn, rise),
        pan: (right, ahead) => eye.pan(right, ahead),
        zoom: (factor) => eye.zoom(factor),
        fit: () => view.fit(),
        choose: () => this.click(0, 0),
        clear: () => this.escape(),
      }),
    ];
  }

  listen(listener: (pick: Pick | null) => void): void {
    this.listeners.push(listener);
  }

  select(pick: Pick | null): void {
    this.view.layers.select(pick);
    this.view.onChange();
  }

  dispose(): void {
    for (const stop of this.stopListening) stop();
    this.listeners.length = 0;
  }

  /** From -1 to 1, right and up. */
  private click(x: number, y: number): void {
    const { eye, layers, measuring } = this.view;
    const hit = layers.pick(eye.rayThrough(x, y));
    if (!measuring.on) this.choose(hit?.pick ?? null);
    else if (hit !== null) measuring.add(hit.point);
  }

  /** First the points of a measurement go, then what is selected. */
  private escape(): void {
    const { measuring } = this.view;
    if (measuring.hasPoints) measuring.clear();
    else this.choose(null);
  }

  private choose(pick: Pick | null): void {
    this.select(pick);
    for (const listener of this.listeners) listener(pick);
  }
}
