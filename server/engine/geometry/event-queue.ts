/** A binary heap: smallest time first, equal times in the order they came. */
export class EventQueue<T> {
  private readonly times: number[] = [];
  private readonly items: T[] = [];
  private readonly orders: number[] = [];
  private counter = 0;

  push(time: number, item: T): void {
    let at = this.items.length;
    const order = this.counter++;
    this.times.push(time);
    this.items.push(item);
    this.orders.push(order);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.times[parent] <= time) break;
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
      if (child + 1 < count && this.before(child + 1, child)) child++;
      if (time < this.times[child] || (time === this.times[child] && order < this.orders[child])) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, time, item, order);
    return first;
  }

  private before(a: number, b: number): boolean {
    return (
      this.times[a] < this.times[b] || (this.times[a] === this.times[b] && this.orders[a] < this.orders[b])
    );
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
