import type { Forecast } from "./forecast.ts";
import { eps, type Wave } from "./wave.ts";
import type { Wavefront } from "./wavefront.ts";

/** What an event does to the front; every change looks ahead again for the waves it made. */
export class Changes {
  constructor(
    private readonly front: Wavefront,
    private readonly forecast: Forecast,
  ) {}

  /** The edge between a and b has shrunk to nothing. */
  collapse(a: Wave, b: Wave): void {
    const { front } = this;
    const [ax, ay] = a.at(front.now);
    const [bx, by] = b.at(front.now);
    const node = front.node((ax + bx) / 2, (ay + by) / 2, front.now);
    front.die(a, node);
    front.die(b, node);
    if (b.next === a) return;
    this.join(a.prev, front.wave(node, a.left, b.right), b.next);
  }

  /** A reflex corner has run into the piece of `edge` after `start`: the loop falls in two, or two loops become one. */
  split(a: Wave, edge: number, start: Wave): void {
    const { front } = this;
    const [x, y] = a.at(front.now);
    const node = front.node(x, y, front.now);
    const end = start.next;
    const { prev, next } = a;
    front.die(a, node);
    const one = front.wave(node, a.left, edge);
    const two = front.wave(node, edge, a.right);
    // Both must be linked before either is judged.
    one.linkBetween(prev, end);
    two.linkBetween(start, next);
    this.setOff(one);
    this.setOff(two);
    this.lookAhead(one);
    // The first may have ended with the second.
    if (two.alive) this.lookAhead(two);
  }

  /** The edges at this corner lie on each other from here to its nearer neighbour: a ridge. */
  close(a: Wave): void {
    const { front } = this;
    const { prev, next } = a;
    if (prev === next) {
      this.finishPair(a, prev);
      return;
    }
    const [px, py] = prev.at(front.now);
    const [nx, ny] = next.at(front.now);
    const before = Math.hypot(px - a.x, py - a.y);
    const after = Math.hypot(nx - a.x, ny - a.y);
    const both = Math.abs(before - after) <= eps;
    const nearer = before < after;
    const [x, y] = nearer ? [px, py] : [nx, ny];
    const node = Math.min(before, after) <= eps ? a.node : front.node(x, y, front.now);
    const first = both || nearer ? prev : a;
    const last = both || !nearer ? next : a;
    front.die(a, node);
    if (first !== a) front.die(prev, node);
    if (last !== a) front.die(next, node);
    // The three were the whole loop.
    if (both && prev.prev === next) return;
    this.join(first.prev, front.wave(node, first.left, last.right), last.next);
  }

  /** Puts a new wave between two others and looks what becomes of the loop. */
  private join(prev: Wave, wave: Wave, next: Wave): void {
    wave.linkBetween(prev, next);
    this.setOff(wave);
    this.lookAhead(wave);
  }

  private setOff(wave: Wave): void {
    this.front.starts[wave.right].push(wave);
    this.front.lines.setVelocity(wave);
  }

  private lookAhead(wave: Wave): void {
    if (wave.next === wave.prev) this.finishPair(wave, wave.prev);
    else this.forecast.ofOne(wave);
  }

  /** Two corners left: their edges lie on each other, and the line between them is a ridge. */
  private finishPair(u: Wave, v: Wave): void {
    const { front } = this;
    const [ux, uy] = u.at(front.now);
    const [vx, vy] = v.at(front.now);
    const from = u.t === front.now ? u.node : front.node(ux, uy, front.now);
    const same = Math.hypot(ux - vx, uy - vy) <= eps;
    const to = same ? from : v.t === front.now ? v.node : front.node(vx, vy, front.now);
    front.die(u, from);
    front.die(v, to);
    if (from !== to) front.arc(from, to, u.left, u.right);
  }
}
