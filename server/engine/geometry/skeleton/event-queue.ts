/** A binary heap: smallest time first, equal times in the order of their numbers. */
export class EventQueue<T> {
  private readonly times: number[] = [];
  private readonly items: T[] = [];
  private readonly orders: number[] = [];
  private counter = 0;

  /** Keeps so many order numbers, from the one returned on, for what is put in later as if it had come now. */
  reserve(count: number): number {
    const first = this.counter;
    this.counter += count;
    return first;
  }

  push(time: number, item: T, order = this.reserve(1)): void {
    let at = this.items.length;
    this.times.push(time);
    this.items.push(item);
    this.orders.push(order);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.after(parent, time, order)) break;
      this.move(parent, at);
      at = parent;
    }
    this.put(at, time, item, order);
  }

  pop(): { time: number; item: T } | null {
    if (this.items.length === 0) return null;
    const first = { time: this.times[0], item: this.items[0] };
    const time = this.times.pop() ?? 0;
    const item = this.items.pop() as T;
    const order = this.orders.pop() ?? 0;
    const count = this.items.length;
    if (count === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && this.after(child, this.times[child + 1], this.orders[child + 1])) child++;
      if (this.after(child, time, order)) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, time, item, order);
    return first;
  }

  private after(at: number, time: number, order: number): boolean {
    return this.times[at] > time || (this.times[at] === time && this.orders[at] > order);
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from], this.items[from], this.orders[from]);
  }

  private put(at: number, time: number, item: T, order: number): void {
    this.times[at] = time;
    this.items[at] = item;
    this.orders[at] = order;
  }
}
