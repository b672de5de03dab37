/** How long one task watches the worker that opens sources for it. */
export interface OpeningWatch {
  /** This worker has taken the task. */
  begun(worker: number): void;
  /** Its sources are open. */
  ready(): void;
  /** The task has ended; what the worker does goes on. */
  leave(): void;
}

/** At least so long after a worker took a task: it may have opened everything while nobody asked. */
const leastMs = 1_000;

/**
 * Workers that never finish opening their sources: `onNever` is called when one has taken `openMs`, counted from the
 * first task that waited for it, however many readers have come and gone since.
 */
export function watchOpenings(openMs: number): (onNever: () => void) => OpeningWatch {
  const since = new Map<number, number>();
  return (onNever) => {
    let worker: number | null = null;
    const settle = () => worker !== null && since.delete(worker);
    const never = () => {
      settle();
      onNever();
    };
    // One that is deaf from its start does not even say that it has begun.
    let timer = setTimeout(never, openMs);
    return {
      begun(number) {
        worker = number;
        const firstMs = since.get(number) ?? performance.now();
        since.set(number, firstMs);
        clearTimeout(timer);
        timer = setTimeout(never, Math.max(leastMs, openMs - (performance.now() - firstMs)));
      },
      ready() {
        settle();
        clearTimeout(timer);
      },
      leave: () => clearTimeout(timer),
    };
  };
}
