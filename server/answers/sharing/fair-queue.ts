const mostRemembered = 10_000;

/**
 * Who is next. Every caller has a line of its own, and the lines take turns: the one that was served longest ago comes
 * first. So twenty things of one caller hold up another caller's first thing by one turn, not by twenty.
 */
export class FairQueue<T> {
  private readonly lines = new Map<string, T[]>();
  /** Turn at which a line was last served. */
  private readonly served = new Map<string, number>();
  private turn = 0;

  /** The same thing may stand in several lines: it is taken at the first turn of any of them. */
  enter(caller: string, thing: T): void {
    const line = this.lines.get(caller);
    if (line === undefined) this.lines.set(caller, [thing]);
    else if (!line.includes(thing)) line.push(thing);
  }

  /** Out of one line; what stands in none is forgotten. */
  leave(caller: string, thing: T): void {
    const rest = (this.lines.get(caller) ?? []).filter((other) => other !== thing);
    if (rest.length > 0) this.lines.set(caller, rest);
    else this.lines.delete(caller);
  }

  take(): T | undefined {
    const next = [...this.lines.keys()].sort((a, b) => this.lastTurn(a) - this.lastTurn(b))[0];
    const thing = this.lines.get(next)?.[0];
    if (thing === undefined) return undefined;
    // Whose last turn is forgotten comes first once: no harm, and callers do not add up for ever.
    if (this.served.size > mostRemembered) this.served.clear();
    this.served.set(next, ++this.turn);
    for (const caller of [...this.lines.keys()]) this.leave(caller, thing);
    return thing;
  }

  private lastTurn(caller: string): number {
    return this.served.get(caller) ?? 0;
  }
}
