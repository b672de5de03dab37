/** For each stretch of drawing this many of rest before it: of the time that reading takes, a ninth at most is spent. */
const restFactor = 8;
/** Of the first frame so small a part is drawing: the rest is making the shaders, which the finished picture needs too. */
const drawnOfFirst = 1 / 64;
/** However quick the graphics card is: ten unfinished pictures a second are enough. */
const leastRestMs = 100;
/** Looks soon whether the graphics card is done, then ever less often. */
const firstLookMs = 8;
const lastLookMs = 40;

/** What the pace needs of the graphics context. */
export type FenceContext = Pick<
  WebGL2RenderingContext,
  | "fenceSync"
  | "deleteSync"
  | "getSyncParameter"
  | "flush"
  | "isContextLost"
  | "SYNC_GPU_COMMANDS_COMPLETE"
  | "SYNC_STATUS"
  | "SIGNALED"
>;

/**
 * Paces the frames of an unfinished picture by what the graphics card can do: the next one is asked for when the last
 * is finished and the time since then pays for what this one will cost, which is more than the last by as much as the
 * picture has grown. Without a graphics card drawing takes the very processor that reads the answer; and frames that come
 * faster than they are finished would queue up before the finished picture.
 */
export class FramePace {
  private fence: WebGLSync | null = null;
  private begunAt = 0;
  private doneAt = 0;
  /** Of the last frame that is finished. */
  private costMs = 0;
  private drawnSize = 0;
  private finished = 0;
  private wanted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly gl: FenceContext,
    private readonly draw: () => void,
    /** How large the picture is now, in whatever unit: what a frame costs grows with it. */
    private readonly size: () => number,
  ) {}

  /** Asks for a frame: now, or as soon as it is due. */
  want(): void {
    this.wanted = true;
    if (this.timer === undefined) this.look();
  }

  /** Nothing is wanted any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wanted = false;
    this.dropFence();
    this.finished = 0;
  }

  /** To be called behind the commands of a frame. */
  drawn(): void {
    if (!this.wanted) return;
    this.wanted = false;
    this.begunAt = performance.now();
    this.drawnSize = this.size();
    this.dropFence();
    this.fence = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.gl.flush();
    this.later(firstLookMs);
  }

  private look(): void {
    const now = performance.now();
    if (this.fence !== null && !this.isFinished(this.fence)) {
      this.later(Math.min(lastLookMs, Math.max(firstLookMs, (now - this.begunAt) / 2)));
      return;
    }
    if (this.fence !== null) this.noteFinished(now);
    const freeAt = this.finished === 0 ? now : this.doneAt + this.restMs();
    if (now >= freeAt && this.wanted) this.draw();
    else if (now < freeAt) this.later(freeAt - now);
  }

  private noteFinished(now: number): void {
    this.dropFence();
    this.doneAt = now;
    this.costMs = now - this.begunAt;
    this.finished += 1;
  }

  private restMs(): number {
    const growth = Math.max(1, this.size() / Math.max(1, this.drawnSize));
    const restMs = this.costMs * growth * restFactor;
    if (this.finished === 1) return Math.max(leastRestMs, this.costMs, restMs * drawnOfFirst);
    return Math.max(leastRestMs, restMs);
  }

  private isFinished(fence: WebGLSync): boolean {
    const { gl } = this;
    return gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED || gl.isContextLost();
  }

  private dropFence(): void {
    if (this.fence !== null) this.gl.deleteSync(this.fence);
    this.fence = null;
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.look();
    }, ms);
  }
}
