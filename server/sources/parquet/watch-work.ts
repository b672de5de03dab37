/** Ends work in another thread that takes too long, on a machine that may be busy with other work. */

export interface WorkWatch {
  /** From now on, anew. */
  restart(): void;
  pause(): void;
}

const lookEveryMs = 50;
/** A thread that gets no processor at all is waited for this many times as long. */
const waits = 20;

/**
 * Calls `late` once, when both this process's processor time and plain time since `restart` exceed the patience: a thread
 * that other programs keep from working is not late. Which of our threads worked the system does not tell, so that in a
 * busy process plain time decides.
 */
export function watchWork(patienceMs: () => number, late: () => void): WorkWatch {
  let timer: NodeJS.Timeout | undefined;
  let since = performance.now();
  let before = process.cpuUsage();
  const look = () => {
    const { user, system } = process.cpuUsage(before);
    const [waitedMs, workedMs, most] = [performance.now() - since, (user + system) / 1000, patienceMs()];
    if (waitedMs < most || (workedMs < most && waitedMs < waits * most)) return;
    clearInterval(timer);
    late();
  };
  return {
    restart() {
      clearInterval(timer);
      since = performance.now();
      before = process.cpuUsage();
      timer = setInterval(look, lookEveryMs);
    },
    pause: () => clearInterval(timer),
  };
}
