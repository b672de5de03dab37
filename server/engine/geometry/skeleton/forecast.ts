import { EventQueue } from "./event-queue.ts";
import { eps, type Wave } from "./wave.ts";
import type { Wavefront } from "./wavefront.ts";

/** `edge`: the one between a and b is gone. `split`: a reaches the line of an edge. `stuck`: a's own edges lie on each other. */
export type FrontEvent = { kind: "edge"; a: Wave; b: Wave } | Split | { kind: "stuck"; a: Wave };

/** `edge` is the next line that the corner reaches; `order` is where its lines stand in the queue. */
export interface Split {
  kind: "split";
  a: Wave;
  edge: number;
  order: number;
}

/** What will happen to the front if nothing else happens to it before. */
export class Forecast {
  private readonly queue = new EventQueue<FrontEvent>();

  constructor(private readonly front: Wavefront) {}

  /** Whatever is foreseen next, though a change since then may have made it void. */
  next(): { time: number; item: FrontEvent } | null {
    return this.queue.pop();
  }

  ofAll(): void {
    for (const [wave] of this.front.starts) this.ofOne(wave, false);
  }

  /** A wave that is linked and moves; `both`: with its neighbour before it, too. */
  ofOne(wave: Wave, both = true): void {
    const { now, lines } = this.front;
    if (wave.stuck) {
      this.queue.push(now, { kind: "stuck", a: wave });
      return;
    }
    this.edge(wave, wave.next);
    if (both) this.edge(wave.prev, wave);
    if (!lines.isReflex(wave)) return;
    const order = this.queue.reserve(lines.dx.length);
    this.awaitSplit({ kind: "split", a: wave, edge: -1, order }, Number.NEGATIVE_INFINITY);
  }

  private edge(a: Wave, b: Wave): void {
    if (a.stuck || b.stuck || a === b) return;
    const { now, latest, lines } = this.front;
    const [ax, ay] = a.at(now);
    const [bx, by] = b.at(now);
    const dx = lines.dx[a.right];
    const dy = lines.dy[a.right];
    const gap = dx * (bx - ax) + dy * (by - ay);
    const rate = dx * (b.vx - a.vx) + dy * (b.vy - a.vy);
    if (rate >= -1e-12) {
      // Two corners that fell on the same place and do not part again are one.
      if (gap <= eps && rate <= 1e-12) this.queue.push(now, { kind: "edge", a, b });
      return;
    }
    const t = now + Math.max(0, gap) / -rate;
    if (t <= latest) this.queue.push(t, { kind: "edge", a, b });
  }

  /**
   * Puts the first line in the queue that the corner reaches after `split.edge`, which it reached at `since`. Most
   * corners come to an end after one or two, so the others of its lines are never put in order.
   */
  awaitSplit(split: Split, since: number): void {
    const { dx, dy, offset } = this.front.lines;
    const { latest } = this.front;
    const { x, y, t: born, vx, vy, left, right } = split.a;
    const last = split.edge;
    let soonest = Number.POSITIVE_INFINITY;
    for (let edge = 0; edge < dx.length; edge++) {
      if (edge === left || edge === right) continue;
      const nx = -dy[edge];
      const ny = dx[edge];
      const distance = nx * x + ny * y - offset[edge] - born;
      const closing = 1 - (nx * vx + ny * vy);
      if (distance < -eps || closing <= 1e-12) continue;
      const t = born + Math.max(0, distance) / closing;
      if (!(t <= latest && t < soonest) || t < since || (t === since && edge <= last)) continue;
      soonest = t;
      split.edge = edge;
    }
    if (soonest <= latest) this.queue.push(soonest, split, split.order + split.edge);
  }
}
