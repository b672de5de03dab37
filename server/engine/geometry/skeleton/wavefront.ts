import type { Ring } from "../rings.ts";
import { MovingLines } from "./moving-lines.ts";
import { eps, Wave } from "./wave.ts";

/** Nodes 0 … n-1 are the corners in the order of the loops; `t` is the inward distance (0 there), mm. */
export interface Skeleton {
  x: number[];
  y: number[];
  t: number[];
  /** Traces: two nodes and the two edges whose faces they part. Edge k starts at corner k. */
  arcs: { from: number; to: number; left: number; right: number }[];
  maxT: number;
}

/** The front as it stands `now`, and the traces it has drawn so far; places are seen from the first corner. */
export class Wavefront {
  readonly drawn: Skeleton = { x: [], y: [], t: [], arcs: [], maxT: 0 };
  readonly lines = new MovingLines();
  /** Waves whose right edge this is (dead ones are dropped when met). */
  readonly starts: Wave[][] = [];
  /** The corner after the last of each loop. */
  readonly loopEnds: number[] = [];
  /** Nothing happens after this. */
  readonly latest: number;
  readonly cornerCount: number;
  now = 0;

  constructor(loops: readonly Ring[]) {
    // Near 0 doubles keep more digits.
    for (const loop of loops) this.addLoop(loop, loops[0][0], loops[0][1]);
    this.cornerCount = this.drawn.x.length;
    this.latest = this.latestTime();
  }

  private addLoop(loop: Ring, originX: number, originY: number): void {
    const count = loop.length / 2;
    const first = this.drawn.x.length;
    const waves: Wave[] = [];
    for (let i = 0; i < count; i++) {
      const x = loop[2 * i] - originX;
      const y = loop[2 * i + 1] - originY;
      const j = (i + 1) % count;
      this.lines.add(x, y, loop[2 * j] - loop[2 * i], loop[2 * j + 1] - loop[2 * i + 1]);
      waves.push(this.wave(this.node(x, y, 0), first + ((i + count - 1) % count), first + i));
    }
    this.loopEnds.push(first + count);
    for (let i = 0; i < count; i++) {
      const wave = waves[i];
      wave.prev = waves[(i + count - 1) % count];
      wave.next = waves[(i + 1) % count];
      this.starts.push([wave]);
      this.lines.setVelocity(wave);
    }
  }

  /** No point is farther from the outline than half the narrower side of any box around it. */
  private latestTime(): number {
    const { x, y } = this.drawn;
    const width = Math.max(...x) - Math.min(...x);
    const height = Math.max(...y) - Math.min(...y);
    return Math.min(width, height) / 2 + 1;
  }

  node(x: number, y: number, t: number): number {
    const { drawn } = this;
    drawn.x.push(x);
    drawn.y.push(y);
    drawn.t.push(t);
    return drawn.x.length - 1;
  }

  /** Born at a node; the caller links it. */
  wave(node: number, left: number, right: number): Wave {
    const { x, y, t } = this.drawn;
    return new Wave(node, x[node], y[node], t[node], left, right);
  }

  arc(from: number, to: number, left: number, right: number): void {
    this.drawn.arcs.push({ from, to, left, right });
  }

  /** Its trace ends at this node. */
  die(wave: Wave, node: number): void {
    wave.alive = false;
    if (wave.node !== node) this.arc(wave.node, node, wave.left, wave.right);
  }

  /** The wave that starts the piece of `edge` which the corner runs into at `t`, if it does. */
  pieceMet(corner: Wave, edge: number, t: number): Wave | null {
    const [x, y] = corner.at(t);
    const dx = this.lines.dx[edge];
    const dy = this.lines.dy[edge];
    const place = dx * x + dy * y;
    const list = this.starts[edge];
    for (let i = list.length - 1; i >= 0; i--) {
      const start = list[i];
      if (!start.alive) {
        list.splice(i, 1);
        continue;
      }
      const end = start.next;
      if (start === corner || end === corner) continue;
      const [sx, sy] = start.at(t);
      const [ex, ey] = end.at(t);
      if (place >= dx * sx + dy * sy - eps && place <= dx * ex + dy * ey + eps) return start;
    }
    return null;
  }
}
