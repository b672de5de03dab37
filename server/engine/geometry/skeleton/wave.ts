/** Closer than this is the same place or time, mm. */
export const eps = 1e-3;

/** A corner of the moving front, between the edge that ends in it (left) and the one that starts (right). */
export class Wave {
  /** Speed, mm for each mm that the front moves. */
  vx = 0;
  vy = 0;
  alive = true;
  /** Its edges face each other: it stands still, and the front closes along them at once. */
  stuck = false;
  /** A ring of one, until it is linked. */
  prev: Wave = this;
  next: Wave = this;

  /** Where and when it was born, and the node there. */
  constructor(
    readonly node: number,
    readonly x: number,
    readonly y: number,
    readonly t: number,
    readonly left: number,
    readonly right: number,
  ) {}

  at(t: number): [x: number, y: number] {
    const age = t - this.t;
    return [this.x + this.vx * age, this.y + this.vy * age];
  }

  linkBetween(prev: Wave, next: Wave): void {
    this.prev = prev;
    this.next = next;
    prev.next = this;
    next.prev = this;
  }
}
