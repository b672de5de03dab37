/**
 * Draws a frame when something asked for one, and never otherwise: CAD works beside this page. Nothing is drawn after
 * `stop`.
 */
export class FrameLoop {
  /** Frames drawn so far. */
  frames = 0;
  private request: number | null = null;
  private stopped = false;
  private waiting: (() => void)[] = [];
  private held = false;

  get isStopped(): boolean {
    return this.stopped;
  }

  constructor(private readonly draw: () => void) {}

  invalidate(): void {
    if (this.stopped || this.held || this.request !== null) return;
    this.request = requestAnimationFrame(() => {
      this.request = null;
      this.drawNow();
    });
  }

  /** No frame comes by itself until `release`: what is on screen is better than what is half made. */
  hold(): void {
    this.held = true;
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.request = null;
  }

  release(): void {
    this.held = false;
  }

  /** Draws at once: for a resize, which would show an empty canvas for a moment, and for a screenshot. */
  drawNow(): void {
    if (this.stopped) return;
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.request = null;
    this.draw();
    this.frames += 1;
    this.settle();
  }

  /** Resolves once the next frame is drawn; at once where no frame will come (hidden page, stopped). */
  nextFrame(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (document.visibilityState === "hidden") {
      this.drawNow();
      return Promise.resolve();
    }
    const drawn = new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
    this.invalidate();
    return drawn;
  }

  stop(): void {
    this.stopped = true;
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.request = null;
    this.settle();
  }

  private settle(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
