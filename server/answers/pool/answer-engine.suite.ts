import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import { squarePolygon } from "../../testing/fake-sources.ts";
import { type PackedChunk, unpack } from "../packed-chunk.ts";
import type { OddStep } from "../testing/odd-answer.ts";
import type { AnswerEngine, AnswerTask } from "./answer-engine.ts";

/** A task for an engine made from `oddAnswer`. */
export function oddTask(...odd: OddStep[]): AnswerTask {
  const wire = contextRequestSchema.parse({ polygon: squarePolygon(24.745, 59.437, 0.001), odd });
  return { wire, format: "json" };
}

export const stay = () => new AbortController().signal;

export async function textOf(engine: AnswerEngine, task: AnswerTask, signal = stay()): Promise<string> {
  let text = "";
  for await (const chunk of engine.start(task, signal).chunks)
    text += new TextDecoder().decode(unpack(chunk));
  return text;
}

/** Resolves when `count[0]` has reached `wanted`: the engine under test says by it how far it is. */
export async function untilCount(count: Int32Array, wanted: number): Promise<void> {
  while (Atomics.load(count, 0) < wanted) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const newCount = () => new Int32Array(new SharedArrayBuffer(4));

/** What every engine does, wherever it works. `open` makes one over `oddAnswer`. */
export function answerEngineSuite(name: string, open: () => AnswerEngine): void {
  describe(name, () => {
    let engine: AnswerEngine;
    beforeAll(() => {
      engine = open();
    });
    afterAll(() => engine.close());

    test("gives the whole answer, piece by piece, and says which is the last", async () => {
      const chunks: PackedChunk[] = [];
      for await (const chunk of engine.start(oddTask({ say: "[1" }, { say: ",2" }, { say: "]" }), stay())
        .chunks)
        chunks.push(chunk);
      expect(chunks.map((chunk) => new TextDecoder().decode(unpack(chunk)))).toEqual(["[1", ",2", "]"]);
      // CRC-32 of "[1,2]" by Python's zlib.crc32.
      expect(chunks.map(({ end }) => end)).toEqual([undefined, undefined, { crc32: 0x088b50bf, bytes: 5 }]);
    });

    test("says which worker it is", async () => {
      const { chunks, worker } = engine.start(oddTask({ say: "{}" }), stay());
      expect([null, 0]).toContain(worker());
      for await (const _ of chunks) expect(worker()).toBeGreaterThanOrEqual(0);
    });

    test("gives nothing where the engine says nothing", async () => {
      expect(await textOf(engine, oddTask())).toBe("");
    });

    test("passes the engine's own refusal on, and a mistake with its text", async () => {
      await expect(textOf(engine, oddTask({ refuse: "There is nothing." }))).rejects.toMatchObject({
        name: "ContextileError",
        code: "empty-answer",
        message: "There is nothing.",
        next: "Choose another area or more layers.",
      });
      await expect(
        textOf(engine, oddTask({ say: "[" }, { say: "1" }, { break: "it broke" })),
      ).rejects.toThrow("it broke");
    });

    test("gives the first piece while it is still at work", async () => {
      const stop = new AbortController();
      const task = oddTask({ say: "[1" }, { say: ",2" }, { wait: "for ever" });
      const { chunks } = engine.start(task, stop.signal);
      const first = await chunks.next();
      expect(first.value?.plainBytes).toBe(2);
      const rest = chunks.next();
      stop.abort(new Error("enough"));
      await expect(rest).rejects.toThrow();
    });

    test("stops when told, and does the next task", async () => {
      const stop = new AbortController();
      const count = newCount();
      const stopped = textOf(engine, oddTask({ count }, { wait: "for ever" }), stop.signal);
      await untilCount(count, 1);
      stop.abort(new Error("nobody is left"));
      await expect(stopped).rejects.toThrow();
      expect(await textOf(engine, oddTask({ say: "next" }))).toBe("next");
    });

    test("does nothing for who has left already", async () => {
      const count = newCount();
      const gone = AbortSignal.abort(new Error("gone"));
      await expect(textOf(engine, oddTask({ count }, { say: "x" }), gone)).rejects.toThrow();
      expect(Atomics.load(count, 0)).toBe(0);
    });

    test("makes no more than is taken, and a little", async () => {
      const count = newCount();
      const piece: OddStep[] = [{ noise: 256 * 1024 }, { count }];
      const steps: OddStep[] = Array.from({ length: 40 }, () => piece).flat();
      const { chunks } = engine.start(oddTask(...steps), stay());
      for (let taken = 1; taken <= 40; taken++) {
        await chunks.next();
        // Four pieces under way, one held back to know the last, one being made.
        expect(Atomics.load(count, 0) - taken).toBeLessThanOrEqual(6);
      }
      expect((await chunks.next()).done).toBe(true);
    });

    test("is free again when its reader stops taking", async () => {
      for await (const chunk of engine.start(
        oddTask({ say: "1" }, { say: "2" }, { wait: "for ever" }),
        stay(),
      ).chunks) {
        expect(chunk.plainBytes).toBe(1);
        break;
      }
      expect(await textOf(engine, oddTask({ say: "next" }))).toBe("next");
    });

    test("works on as many at once as it has places", async () => {
      const stop = new AbortController();
      const count = newCount();
      const all = Array.from({ length: engine.slots }, () =>
        textOf(engine, oddTask({ count }, { wait: "for ever" }), stop.signal),
      );
      const ends = all.map((one) => expect(one).rejects.toThrow());
      await untilCount(count, engine.slots);
      stop.abort(new Error("enough"));
      await Promise.all(ends);
    });
  });
}
