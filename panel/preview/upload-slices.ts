/** Longest stretch of uploading in one task, milliseconds; the rest of the page gets its turn in between. */
const budgetMs = 8;

/**
 * Runs upload steps in short tasks. `afterBatch` is called at the end of each task. Ends early, without an error, as
 * soon as `isStale` says that the model was replaced. Runs on messages, not on frames: a hidden page uploads too.
 *
 * Measured with houses of 60 triangles and their edges, Chromium 156, 2 cores, no graphics card: 20,000 houses take
 * 58 ms of main-thread CPU from `createPreview` to the full picture, 50,000 take 77 ms; the longest task is 28 and
 * 30 ms (making the context), later ones at most 16.
 */
export async function uploadInSlices(
  steps: Iterator<void>,
  afterBatch: () => void,
  isStale: () => boolean,
): Promise<void> {
  for (let done = false; !done && !isStale(); ) {
    const end = performance.now() + budgetMs;
    do done = steps.next().done === true;
    while (!done && performance.now() < end);
    afterBatch();
    if (!done) await nextTask();
  }
}

/** A message, not a timer: browsers stretch nested timers to 4 ms and more. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
