import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { SlowOpening } from "../testing/slow-worker.ts";
import { answerEngineSuite, newCount, oddTask, stay, textOf, untilCount } from "./answer-engine.suite.ts";
import { createPoolEngine, type PoolOptions } from "./pool-engine.ts";

const workerFile = fileURLToPath(new URL("../testing/odd-worker.ts", import.meta.url));
const open = (more: Partial<PoolOptions> = {}) =>
  createPoolEngine({ workers: 2, workerFile, workerData: null, ...more });

answerEngineSuite("the pool", open);

describe("a pool of workers", () => {
  const pool = open({ graceMs: 200, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  afterAll(() => pool.close());

  /** Both workers answer, one beside the other. */
  const expectHealthy = async () => {
    const count = newCount();
    const stop = new AbortController();
    const both = [0, 1].map(() => textOf(pool, oddTask({ count }, { wait: "for ever" }), stop.signal));
    const ends = both.map((one) => expect(one).rejects.toThrow());
    await untilCount(count, 2);
    stop.abort(new Error("enough"));
    await Promise.all(ends);
  };

  test("ends a worker that hangs in a loop by force after a cancel; the other one goes on", async () => {
    const stop = new AbortController();
    const count = newCount();
    const hanging = textOf(
      pool,
      oddTask({ say: "[" }, { say: "1" }, { count }, { hang: "for ever" }),
      stop.signal,
    );
    const other = newCount();
    const release = new AbortController();
    const beside = pool.start(oddTask({ say: "a" }, { count: other }, { wait: "for ever" }), release.signal);
    const first = beside.chunks.next();
    await untilCount(count, 1);
    await untilCount(other, 1);
    stop.abort(new Error("nobody is left"));
    await expect(hanging).rejects.toThrow("nobody is left");
    await expectOneHealthy();
    release.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await expectHealthy();
  });

  /** The replacement of a lost worker answers. */
  const expectOneHealthy = async () => expect(await textOf(pool, oddTask({ say: "alive" }))).toBe("alive");

  test.each([
    ["ends its process", { exit: 3 }],
    ["runs out of memory", { eat: "all memory" as const }],
  ])("replaces a worker that %s, and tells its caller that nothing was charged", async (_, step) => {
    await expect(textOf(pool, oddTask({ say: "[" }, { say: "1" }, step))).rejects.toMatchObject({
      code: "internal",
      charged: "no",
      message: "The part of the service that made this answer broke down.",
    });
    await expectHealthy();
  });

  test("tells its caller at once when no worker can start", async () => {
    const warnings: unknown[] = [];
    const broken = open({
      workers: 1,
      workerFile: fileURLToPath(new URL("../testing/broken-worker.mjs", import.meta.url)),
      warn: (error) => warnings.push(error),
    });
    for (let i = 0; i < 3; i++)
      await expect(textOf(broken, oddTask({ say: "x" }))).rejects.toMatchObject({ code: "internal" });
    expect(String(warnings[0])).toContain("this worker does not start");
    await broken.close();
  });

  test("lets a worker that is deaf while it opens its sources finish, though its caller has left", async () => {
    const opening: SlowOpening = { begin: newCount(), begun: newCount(), done: newCount() };
    const slow = open({
      workers: 1,
      workerFile: fileURLToPath(new URL("../testing/slow-worker.ts", import.meta.url)),
      workerData: opening,
      graceMs: 1000,
    });
    const stop = new AbortController();
    const { chunks, worker } = slow.start(oddTask({ say: "x" }), stop.signal);
    const left = expect(chunks.next()).rejects.toThrow("nobody is left");
    while (worker() === null) await new Promise((resolve) => setTimeout(resolve, 5));
    Atomics.store(opening.begin, 0, 1);
    await untilCount(opening.begun, 1);
    stop.abort(new Error("nobody is left"));
    // Longer than the grace: ended by force, the worker would be gone by now.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    Atomics.store(opening.done, 0, 1);
    Atomics.notify(opening.done, 0);
    await left;
    expect(await textOf(slow, oddTask({ say: "alive" }))).toBe("alive");
    expect(Atomics.load(opening.begun, 0)).toBe(1);
    await slow.close();
  });

  test("ends a worker that never finishes opening its sources, says so, and replaces it", async () => {
    const opening: SlowOpening = { begin: newCount(), begun: newCount(), done: newCount() };
    const hung = open({
      workers: 1,
      workerFile: fileURLToPath(new URL("../testing/slow-worker.ts", import.meta.url)),
      workerData: opening,
      openMs: 1500,
    });
    // Deaf, and nobody is left who waits for it.
    Atomics.store(opening.begin, 0, 1);
    const stop = new AbortController();
    const left = expect(textOf(hung, oddTask({ say: "x" }), stop.signal)).rejects.toThrow("nobody is left");
    await untilCount(opening.begun, 1);
    stop.abort(new Error("nobody is left"));
    await left;
    // Its place is taken by another one, which is heard until it is told to begin.
    await untilCount(opening.begun, 2);
    await expect(textOf(hung, oddTask({ say: "x" }))).rejects.toMatchObject({
      code: "service-down",
      charged: "no",
      message: "The service could not open its map or elevation data within 2 s.",
    });
    await untilCount(opening.begun, 3);
    Atomics.store(opening.done, 0, 1);
    Atomics.notify(opening.done, 0);
    expect(await textOf(hung, oddTask({ say: "alive" }))).toBe("alive");
    await hung.close();
  });

  test("closing ends what runs", async () => {
    const own = open({ workers: 1 });
    const count = newCount();
    const running = textOf(own, oddTask({ count }, { hang: "for ever" }));
    const end = expect(running).rejects.toMatchObject({ code: "internal" });
    await untilCount(count, 1);
    await own.close();
    await end;
  });

  test("workers are threads of their own, and say which they are", async () => {
    const { chunks, worker } = pool.start(oddTask({ say: "x" }), stay());
    for await (const _ of chunks) expect(worker()).toBeGreaterThanOrEqual(1);
  });
});
