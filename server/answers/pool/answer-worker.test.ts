import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { answerContext } from "../../engine/answer-context.ts";
import type { EngineSources } from "../../engine/engine.ts";
import { oddTask } from "./answer-engine.suite.ts";
import { createAnswerWorker } from "./answer-worker.ts";

test("a request that is given up while the sources are still being opened ends at once, and they go on", async () => {
  let opened = 0;
  const never = () => {
    opened++;
    return new Promise<EngineSources>(() => {});
  };
  const answer = createAnswerWorker(answerContext, never);
  for (let i = 0; i < 2; i++) {
    const { port1, port2 } = new MessageChannel();
    const [began, ended] = [once(port1, "message"), answer({ task: oddTask(), port: port2 })];
    expect(await began).toMatchObject([{ kind: "began" }]);
    const failed = once(port1, "message");
    port1.postMessage({ kind: "cancel" });
    expect(await failed).toMatchObject([{ kind: "failed", error: { code: "cancelled" } }]);
    await ended;
    port1.close();
  }
  // A worker that is busy after its time is ended, and its replacement would read the whole map again.
  expect(opened).toBe(1);
});
