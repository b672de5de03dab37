/** One clock for a whole call, retries included: it ends by the user's signal or when the time is up. */
export interface CallClock {
  /** Aborts on either end; goes into `fetch`. */
  readonly signal: AbortSignal;
  /** Why it ended, or null while it runs. */
  stopped(): "cancelled" | "timeout" | null;
  leftMs(): number;
  /** True after the pause; false as soon as the call ends. */
  sleep(ms: number): Promise<boolean>;
  /** Frees the timer and the listener. */
  stop(): void;
}

/** `AbortSignal.any` and `.timeout` are missing in the oldest engines that are served. */
export function createCallClock(user: AbortSignal, timeMs: number): CallClock {
  const controller = new AbortController();
  const endsAt = Date.now() + timeMs;
  let reason: "cancelled" | "timeout" | null = null;
  const end = (why: "cancelled" | "timeout") => {
    reason ??= why;
    controller.abort();
  };
  const onCancel = () => end("cancelled");
  const timer = setTimeout(() => end("timeout"), timeMs);
  if (user.aborted) onCancel();
  else user.addEventListener("abort", onCancel);

  return {
    signal: controller.signal,
    stopped: () => reason,
    leftMs: () => endsAt - Date.now(),
    sleep(ms) {
      return new Promise((resolve) => {
        if (reason !== null) return resolve(false);
        const done = (value: boolean) => {
          clearTimeout(pause);
          controller.signal.removeEventListener("abort", onAbort);
          resolve(value);
        };
        const onAbort = () => done(false);
        const pause = setTimeout(() => done(true), ms);
        controller.signal.addEventListener("abort", onAbort);
      });
    },
    stop() {
      clearTimeout(timer);
      user.removeEventListener("abort", onCancel);
    },
  };
}
