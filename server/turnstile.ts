/** Counts what is going on, so that there is never too much of it and closing can wait for its end. */
export interface Turnstile {
  readonly inside: number;
  /** How many of them are this one's. */
  insideOf(who: string): number;
  /** Returns how to leave; leaving twice counts once. */
  enter(who: string): () => void;
  /** Resolves when nobody is inside, or after `timeoutMs`. */
  empty(timeoutMs: number): Promise<void>;
}

export function createTurnstile(): Turnstile {
  let inside = 0;
  const each = new Map<string, number>();
  let waiting: (() => void)[] = [];
  return {
    get inside() {
      return inside;
    },
    insideOf: (who) => each.get(who) ?? 0,
    enter(who) {
      inside++;
      each.set(who, (each.get(who) ?? 0) + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        inside--;
        const rest = (each.get(who) ?? 1) - 1;
        if (rest > 0) each.set(who, rest);
        else each.delete(who);
        if (inside > 0) return;
        for (const wake of waiting) wake();
        waiting = [];
      };
    },
    empty(timeoutMs) {
      if (inside === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}
