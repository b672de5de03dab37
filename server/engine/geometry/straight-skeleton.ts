/**
 * Straight skeleton of a polygon with holes: every edge moves inward at the same speed; the traces of the corners are the
 * hips, valleys and ridges of a roof of equal pitch. Event-driven wavefront. Source of the idea: Aichholzer, Aurenhammer,
 * Alberts, Gärtner, "A novel type of skeleton for polygons" (1995); Felkel, Obdržálek, "Straight skeleton implementation"
 * (1998). Own additions: edges that meet head-on are closed along their overlap at once, and every result is checked
 * against the planes of its edges, so that a wrong roof is never handed out. One long file, because every step of the
 * front works on the same state.
 */
import { EventQueue } from "./event-queue.ts";
import type { Ring } from "./rings.ts";

/** Nodes 0 … n-1 are the corners in the order of the loops; `t` is the inward distance (0 there), mm. */
export interface Skeleton {
  x: number[];
  y: number[];
  t: number[];
  /** Traces: two nodes and the two edges whose faces they part. Edge k starts at corner k. */
  arcs: { from: number; to: number; left: number; right: number }[];
  maxT: number;
}

/** Closer than this is the same place or time, mm. */
const eps = 1e-3;
/** Edges whose directions differ from opposite by less than this (radians) meet along their whole overlap at once. */
const headOn = 1e-9;
/** A face may be this far off the plane of its edge before the result is thrown away, mm. */
const planeTolerance = 0.5;
/** Tries with corners shaken a little, where many events fall together. */
const tries = 4;
const shake = 0.2;

/** Loops in mm: outer counter-clockwise, holes clockwise, simple. Null when no valid skeleton was found. */
export function straightSkeleton(loops: Ring[]): Skeleton | null {
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = new Wavefront(attempt === 0 ? loops : shaken(loops, attempt)).run();
    if (found !== null) return attempt === 0 ? found : withCorners(found, loops);
  }
  return null;
}

/** The same shake for the same outline: two calls give two equal roofs. */
function shaken(loops: Ring[], attempt: number): Ring[] {
  let state = attempt * 2654435761;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) | 0;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  return loops.map((loop) => loop.map((value) => value + random() * shake * attempt));
}

function withCorners(skeleton: Skeleton, loops: Ring[]): Skeleton {
  loops.flat().forEach((value, i) => {
    if (i % 2 === 0) skeleton.x[i / 2] = value;
    else skeleton.y[(i - 1) / 2] = value;
  });
  return skeleton;
}

/** A corner of the moving front, between the edge that ends in it (left) and the one that starts (right). */
interface Wave {
  x: number;
  y: number;
  t: number;
  vx: number;
  vy: number;
  node: number;
  left: number;
  right: number;
  prev: Wave;
  next: Wave;
  alive: boolean;
  /** Its edges face each other: it stands still, and the front closes along them at once. */
  stuck: boolean;
}

type Event =
  | { kind: "edge"; a: Wave; b: Wave }
  | { kind: "split"; a: Wave; edge: number }
  | { kind: "stuck"; a: Wave };

class Wavefront {
  private readonly nodes: Skeleton = { x: [], y: [], t: [], arcs: [], maxT: 0 };
  private readonly dx: number[] = [];
  private readonly dy: number[] = [];
  /** Offset of each edge's line along its inward normal (-dy, dx). */
  private readonly offset: number[] = [];
  /** Waves whose right edge this is (dead ones are dropped when met). */
  private readonly starts: Wave[][] = [];
  private readonly queue = new EventQueue<Event>();
  private readonly originX: number;
  private readonly originY: number;
  private readonly latest: number;
  private now = 0;
  private readonly loopEnds: number[] = [];

  constructor(loops: Ring[]) {
    // Near 0 doubles keep more digits.
    this.originX = loops[0][0];
    this.originY = loops[0][1];
    for (const loop of loops) this.addLoop(loop);
    this.latest = this.latestTime();
  }

  run(): Skeleton | null {
    for (const list of [...this.starts]) for (const wave of [...list]) this.schedule(wave, true);
    const cornerCount = this.nodes.x.length;
    // Only what changes the front counts: of the splits foreseen for each inner corner nearly all come to nothing.
    let budget = 60 * cornerCount + 200;
    for (;;) {
      const next = this.queue.pop();
      if (next === null) break;
      const { item } = next;
      if (!item.a.alive) continue;
      if (item.kind === "split") {
        const hit = this.segmentHit(item.a, item.edge, next.time);
        if (hit === null) continue;
        if (budget-- < 0) return null;
        this.now = Math.max(this.now, next.time);
        this.split(item.a, item.edge, hit);
        continue;
      }
      if (item.kind === "edge" && (!item.b.alive || item.a.next !== item.b)) continue;
      if (budget-- < 0) return null;
      this.now = Math.max(this.now, next.time);
      if (item.kind === "edge") this.collapse(item.a, item.b);
      else this.close(item.a);
    }
    return this.finished(cornerCount);
  }

  private addLoop(loop: Ring): void {
    const count = loop.length / 2;
    const first = this.nodes.x.length;
    const waves: Wave[] = [];
    for (let i = 0; i < count; i++) {
      const x = loop[2 * i] - this.originX;
      const y = loop[2 * i + 1] - this.originY;
      const j = (i + 1) % count;
      const ex = loop[2 * j] - loop[2 * i];
      const ey = loop[2 * j + 1] - loop[2 * i + 1];
      const length = Math.hypot(ex, ey);
      this.dx.push(ex / length);
      this.dy.push(ey / length);
      this.offset.push((-ey * x + ex * y) / length);
      const node = this.node(x, y, 0);
      waves.push(this.wave(node, first + ((i + count - 1) % count), first + i));
    }
    this.loopEnds.push(first + count);
    waves.forEach((wave, i) => {
      wave.prev = waves[(i + count - 1) % count];
      wave.next = waves[(i + 1) % count];
      this.starts.push([wave]);
    });
    for (const wave of waves) this.setVelocity(wave);
  }

  /** No point is farther from the outline than half the narrower side of any box around it. */
  private latestTime(): number {
    const width = Math.max(...this.nodes.x) - Math.min(...this.nodes.x);
    const height = Math.max(...this.nodes.y) - Math.min(...this.nodes.y);
    return Math.min(width, height) / 2 + 1;
  }

  private node(x: number, y: number, t: number): number {
    this.nodes.x.push(x);
    this.nodes.y.push(y);
    this.nodes.t.push(t);
    return this.nodes.x.length - 1;
  }

  private wave(node: number, left: number, right: number): Wave {
    const { x, y, t } = this.nodes;
    const made = {
      x: x[node],
      y: y[node],
      t: t[node],
      vx: 0,
      vy: 0,
      node,
      left,
      right,
      alive: true,
      stuck: false,
    };
    // A ring of one; the caller links it.
    const wave = made as Wave;
    wave.prev = wave;
    wave.next = wave;
    return wave;
  }

  /** Speed of the crossing of two moving lines, each form where it keeps its digits: nearly the same, nearly head-on. */
  private setVelocity(wave: Wave): void {
    const { left, right } = wave;
    const dot = this.dx[left] * this.dx[right] + this.dy[left] * this.dy[right];
    if (dot > 0) {
      wave.vx = (-this.dy[left] - this.dy[right]) / (1 + dot);
      wave.vy = (this.dx[left] + this.dx[right]) / (1 + dot);
      return;
    }
    const sine = this.dx[left] * this.dy[right] - this.dy[left] * this.dx[right];
    wave.stuck = Math.abs(sine) < headOn;
    if (wave.stuck) return;
    wave.vx = (this.dx[right] - this.dx[left]) / sine;
    wave.vy = (this.dy[right] - this.dy[left]) / sine;
  }

  private isReflex({ left, right }: Wave): boolean {
    return this.dx[left] * this.dy[right] - this.dy[left] * this.dx[right] < -1e-12;
  }

  private at(wave: Wave, t: number): [number, number] {
    const age = t - wave.t;
    return [wave.x + wave.vx * age, wave.y + wave.vy * age];
  }

  private schedule(wave: Wave, initial = false): void {
    if (wave.stuck) {
      this.queue.push(this.now, { kind: "stuck", a: wave });
      return;
    }
    this.scheduleEdge(wave, wave.next);
    if (!initial) this.scheduleEdge(wave.prev, wave);
    if (this.isReflex(wave)) this.scheduleSplits(wave);
  }

  private scheduleEdge(a: Wave, b: Wave): void {
    if (a.stuck || b.stuck || a === b) return;
    const [ax, ay] = this.at(a, this.now);
    const [bx, by] = this.at(b, this.now);
    const edge = a.right;
    const gap = this.dx[edge] * (bx - ax) + this.dy[edge] * (by - ay);
    const rate = this.dx[edge] * (b.vx - a.vx) + this.dy[edge] * (b.vy - a.vy);
    if (rate >= -1e-12) {
      // Two corners that fell on the same place and do not part again are one.
      if (gap <= eps && rate <= 1e-12) this.queue.push(this.now, { kind: "edge", a, b });
      return;
    }
    const t = this.now + Math.max(0, gap) / -rate;
    if (t <= this.latest) this.queue.push(t, { kind: "edge", a, b });
  }

  private scheduleSplits(wave: Wave): void {
    const { x, y, vx, vy, left, right } = wave;
    for (let edge = 0; edge < this.dx.length; edge++) {
      if (edge === left || edge === right) continue;
      const nx = -this.dy[edge];
      const ny = this.dx[edge];
      const distance = nx * x + ny * y - this.offset[edge] - wave.t;
      const closing = 1 - (nx * vx + ny * vy);
      if (distance < -eps || closing <= 1e-12) continue;
      const t = wave.t + Math.max(0, distance) / closing;
      if (t <= this.latest) this.queue.push(t, { kind: "split", a: wave, edge });
    }
  }

  /** The wave that starts the piece of `edge` which the corner runs into, if it does. */
  private segmentHit(a: Wave, edge: number, t: number): Wave | null {
    const [x, y] = this.at(a, t);
    const dx = this.dx[edge];
    const dy = this.dy[edge];
    const place = dx * x + dy * y;
    const list = this.starts[edge];
    for (let i = list.length - 1; i >= 0; i--) {
      const start = list[i];
      if (!start.alive) {
        list.splice(i, 1);
        continue;
      }
      const end = start.next;
      if (start === a || end === a) continue;
      const [sx, sy] = this.at(start, t);
      const [ex, ey] = this.at(end, t);
      if (place >= dx * sx + dy * sy - eps && place <= dx * ex + dy * ey + eps) return start;
    }
    return null;
  }

  private die(wave: Wave, node: number): void {
    wave.alive = false;
    if (wave.node !== node) this.arc(wave.node, node, wave.left, wave.right);
  }

  private arc(from: number, to: number, left: number, right: number): void {
    this.nodes.arcs.push({ from, to, left, right });
  }

  /** The edge between a and b has shrunk to nothing. */
  private collapse(a: Wave, b: Wave): void {
    const [ax, ay] = this.at(a, this.now);
    const [bx, by] = this.at(b, this.now);
    const node = this.node((ax + bx) / 2, (ay + by) / 2, this.now);
    this.die(a, node);
    this.die(b, node);
    if (b.next === a) return;
    this.join(a.prev, this.wave(node, a.left, b.right), b.next);
  }

  /** Puts a new wave between two others and looks what becomes of the loop. */
  private join(prev: Wave, wave: Wave, next: Wave): void {
    wave.prev = prev;
    wave.next = next;
    prev.next = wave;
    next.prev = wave;
    this.starts[wave.right].push(wave);
    this.setVelocity(wave);
    if (prev === next) this.finishPair(wave, prev);
    else this.schedule(wave);
  }

  /** Two corners left: their edges lie on each other, and the line between them is a ridge. */
  private finishPair(u: Wave, v: Wave): void {
    const [ux, uy] = this.at(u, this.now);
    const [vx, vy] = this.at(v, this.now);
    const from = u.t === this.now ? u.node : this.node(ux, uy, this.now);
    const same = Math.hypot(ux - vx, uy - vy) <= eps;
    const to = same ? from : v.t === this.now ? v.node : this.node(vx, vy, this.now);
    this.die(u, from);
    this.die(v, to);
    if (from !== to) this.arc(from, to, u.left, u.right);
  }

  /** A reflex corner has run into an edge: the loop falls in two, or two loops become one. */
  private split(a: Wave, edge: number, start: Wave): void {
    const [x, y] = this.at(a, this.now);
    const node = this.node(x, y, this.now);
    const end = start.next;
    const { prev, next } = a;
    this.die(a, node);
    const one = this.wave(node, a.left, edge);
    const two = this.wave(node, edge, a.right);
    // Both must be linked before either is judged.
    one.prev = prev;
    one.next = end;
    prev.next = one;
    end.prev = one;
    two.prev = start;
    two.next = next;
    start.next = two;
    next.prev = two;
    for (const wave of [one, two]) {
      this.starts[wave.right].push(wave);
      this.setVelocity(wave);
    }
    for (const wave of [one, two]) {
      if (!wave.alive) continue;
      if (wave.next === wave.prev) this.finishPair(wave, wave.next);
      else this.schedule(wave);
    }
  }

  /** The edges at this corner lie on each other from here to its nearer neighbour: a ridge. */
  private close(a: Wave): void {
    const { prev, next } = a;
    if (prev === next) {
      this.finishPair(a, prev);
      return;
    }
    const [px, py] = this.at(prev, this.now);
    const [nx, ny] = this.at(next, this.now);
    const before = Math.hypot(px - a.x, py - a.y);
    const after = Math.hypot(nx - a.x, ny - a.y);
    const both = Math.abs(before - after) <= eps;
    const [x, y] = before < after ? [px, py] : [nx, ny];
    const node = Math.min(before, after) <= eps ? a.node : this.node(x, y, this.now);
    this.die(a, node);
    if (both) {
      this.die(prev, node);
      this.die(next, node);
      if (prev.prev === next) return;
      this.join(prev.prev, this.wave(node, prev.left, next.right), next.next);
    } else if (before < after) {
      this.die(prev, node);
      this.join(prev.prev, this.wave(node, prev.left, a.right), next);
    } else {
      this.die(next, node);
      this.join(prev, this.wave(node, a.left, next.right), next.next);
    }
  }

  /** Null unless every face closes and lies in the plane of its edge, with its area on the right side. */
  private finished(cornerCount: number): Skeleton | null {
    const { x, y, t, arcs } = this.nodes;
    for (const list of this.starts) if (list.some((wave) => wave.alive)) return null;
    const area = new Float64Array(cornerCount);
    const balance = new Map<number, number>();
    const walk = (edge: number, from: number, to: number) => {
      area[edge] += (x[from] * y[to] - x[to] * y[from]) / 2;
      const span = x.length;
      balance.set(edge * span + from, (balance.get(edge * span + from) ?? 0) + 1);
      balance.set(edge * span + to, (balance.get(edge * span + to) ?? 0) - 1);
    };
    let first = 0;
    for (const end of this.loopEnds) {
      for (let i = first; i < end; i++) walk(i, i, i + 1 < end ? i + 1 : first);
      first = end;
    }
    for (const { from, to, left, right } of arcs) {
      walk(left, from, to);
      walk(right, to, from);
      for (const edge of [left, right])
        for (const node of [from, to]) {
          const distance = -this.dy[edge] * x[node] + this.dx[edge] * y[node] - this.offset[edge];
          if (!(Math.abs(distance - t[node]) <= planeTolerance)) return null;
        }
    }
    for (const value of balance.values()) if (value !== 0) return null;
    for (const value of area) if (!(value >= -1)) return null;
    for (let i = 0; i < x.length; i++) {
      x[i] += this.originX;
      y[i] += this.originY;
    }
    this.nodes.maxT = t.reduce((most, value) => Math.max(most, value), 0);
    return this.nodes;
  }
}
