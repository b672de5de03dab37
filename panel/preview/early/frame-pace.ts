/** Looks again after this long whether the graphics card is done, milliseconds. */
const lookEveryMs = 40;
/** For each stretch of drawing this many of rest: an unfinished picture must not slow down the reading of the rest. */
const restFactor = 3;

/**
 * Paces the frames of an unfinished picture by what the graphics card can do: the next one is asked for when the last
 * is finished and has been paid for with rest. Without that a slow card would fall behind by many frames, and the
 * finished picture would have to wait for all of them.
 */
export class FramePace {
  private fence: WebGLSync | null = null;
  private begunAt = 0;
  private freeAt = 0;
  private wanted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly draw: () => void,
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
    if (this.fence !== null) this.gl.deleteSync(this.fence);
    this.fence = null;
    this.freeAt = 0;
  }

  /** To be called behind the commands of a frame. */
  drawn(): void {
    if (!this.wanted) return;
    this.wanted = false;
    this.begunAt = performance.now();
    if (this.fence !== null) this.gl.deleteSync(this.fence);
    this.fence = this.gl.fenceSync(this.gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.gl.flush();
    this.later();
  }

  private look(): void {
    if (!this.isFree()) this.later();
    else if (this.wanted) this.draw();
  }

  /** The last frame is finished and has been rested for. */
  private isFree(): boolean {
    const { gl, fence } = this;
    if (fence !== null) {
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED && !gl.isContextLost()) return false;
      gl.deleteSync(fence);
      this.fence = null;
      const now = performance.now();
      this.freeAt = now + (now - this.begunAt) * restFactor;
    }
    return performance.now() >= this.freeAt;
  }

  private later(): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.look();
    }, lookEveryMs);
  }
}
