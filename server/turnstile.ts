/** Counts what is going on, so that there is never too much of it and closing can wait for its end. */
export interface Turnstile {
  readonly inside: number;
  /** Returns how to leave; leaving twice counts once. */
  enter(): () => void;
  /** Resolves when nobody is inside, or after `timeoutMs`. */
  empty(timeoutMs: number): Promise<void>;
}

export function createTurnstile(): Turnstile {
  let inside = 0;
  let waiting: (() => void)[] = [];
  return {
    get inside() {
      return inside;
    },
    enter() {
      inside++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        inside--;
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
