import type { MovingLines } from "./moving-lines.ts";
import { eps, type Wave } from "./wave.ts";

/** The lines that a reflex corner will reach, soonest first; at the same time in the order of their edges. */
export class ComingLines {
  /** The line at hand, and when the corner reaches it. */
  edge = -1;
  time = Number.NEGATIVE_INFINITY;
  private readonly edges: number[] = [];
  private readonly times: number[] = [];
  private read = 0;
  /** So many are picked out next: most corners come to an end after two or three, and a few pass hundreds. */
  private picked = 4;

  /** After `latest` nothing comes any more. */
  constructor(
    private readonly corner: Wave,
    private readonly lines: MovingLines,
    private readonly latest: number,
  ) {}

  /** False when there is none. */
  next(): boolean {
    if (this.read === this.edges.length) this.pickMore();
    if (this.read === this.edges.length) return false;
    this.edge = this.edges[this.read];
    this.time = this.times[this.read++];
    return true;
  }

  /** The next few after the line at hand. */
  private pickMore(): void {
    const { dx, dy, offset } = this.lines;
    const { x, y, t: born, vx, vy, left, right } = this.corner;
    const { edge: last, time: since } = this;
    this.edges.length = 0;
    this.times.length = 0;
    this.read = 0;
    let limit = this.latest;
    for (let edge = 0; edge < dx.length; edge++) {
      if (edge === left || edge === right) continue;
      const nx = -dy[edge];
      const ny = dx[edge];
      const distance = nx * x + ny * y - offset[edge] - born;
      const closing = 1 - (nx * vx + ny * vy);
      if (distance < -eps || closing <= 1e-12) continue;
      const t = born + Math.max(0, distance) / closing;
      if (t <= limit && (t > since || (t === since && edge > last))) limit = this.insert(edge, t);
    }
    this.picked *= 2;
  }

  /** Returns the time after which no other line is wanted. */
  private insert(edge: number, time: number): number {
    const { edges, times, picked } = this;
    let at = Math.min(edges.length, picked - 1);
    if (edges.length === picked && time >= times[at]) return times[at];
    for (; at > 0 && times[at - 1] > time; at--) {
      edges[at] = edges[at - 1];
      times[at] = times[at - 1];
    }
    edges[at] = edge;
    times[at] = time;
    return edges.length === picked ? times[picked - 1] : this.latest;
  }
}
