import { ComingLines } from "./coming-lines.ts";
import { EventQueue } from "./event-queue.ts";
import { eps, type Wave } from "./wave.ts";
import type { Wavefront } from "./wavefront.ts";

/** `edge`: the one between a and b is gone. `split`: a reaches the line of an edge. `stuck`: a's own edges lie on each other. */
export type FrontEvent = { kind: "edge"; a: Wave; b: Wave } | Split | { kind: "stuck"; a: Wave };

/** Of the lines that the corner will reach only the next stands in the queue; `order` is the place kept for them all. */
export interface Split {
  kind: "split";
  a: Wave;
  lines: ComingLines;
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
    const { now, latest, lines } = this.front;
    if (wave.stuck) {
      this.queue.push(now, { kind: "stuck", a: wave });
      return;
    }
    this.edge(wave, wave.next);
    if (both) this.edge(wave.prev, wave);
    if (!lines.isReflex(wave)) return;
    const split = new ComingLines(wave, lines, latest);
    this.awaitSplit({ kind: "split", a: wave, lines: split, order: this.queue.reserve(lines.dx.length) });
  }

  /** When the corner met nothing on the line at hand, too: the others of its lines are rarely asked for. */
  awaitSplit(split: Split): void {
    const { lines, order } = split;
    if (lines.next()) this.queue.push(lines.time, split, order + lines.edge);
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
}
