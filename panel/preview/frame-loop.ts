/**
 * Draws a frame when something asked for one, and never otherwise: CAD works beside this page. Nothing is drawn while
 * nobody sees it, nor after `stop`.
 */
export class FrameLoop {
  /** Frames drawn so far. */
  frames = 0;
  private request: number | null = null;
  private stopped = false;
  private waiting: (() => void)[] = [];
  private held = false;
  private seen = true;
  /** Asked for while nobody saw it. */
  private due = false;

  get isStopped(): boolean {
    return this.stopped;
  }

  constructor(private readonly draw: () => void) {}

  invalidate(): void {
    if (this.stopped || this.held || this.request !== null) return;
    if (!this.seen) {
      this.due = true;
      return;
    }
    this.request = requestAnimationFrame(() => {
      this.request = null;
      this.drawNow();
    });
  }

  /** No frame comes by itself until `release`: what is on screen is better than what is half made. */
  hold(): void {
    this.held = true;
    this.due = false;
    this.cancel();
  }

  release(): void {
    this.held = false;
  }

  /** Who comes back sees at once what has changed meanwhile. */
  setSeen(seen: boolean): void {
    if (seen === this.seen) return;
    this.seen = seen;
    if (seen) {
      if (this.due) this.drawNow();
      return;
    }
    this.due ||= this.request !== null;
    this.cancel();
    this.settle();
  }

  /** Draws at once: for a resize, which would show an empty canvas for a moment, and for a screenshot. */
  drawNow(): void {
    if (this.stopped) return;
    this.cancel();
    this.due = false;
    this.draw();
    this.frames += 1;
    this.settle();
  }

  /** Resolves once the next frame is drawn; at once where no frame will come (nobody sees it, stopped). */
  nextFrame(): Promise<void> {
    this.invalidate();
    if (this.stopped || !this.seen) return Promise.resolve();
    return new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
    this.settle();
  }

  private cancel(): void {
    if (this.request !== null) cancelAnimationFrame(this.request);
    this.request = null;
  }

  private settle(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
