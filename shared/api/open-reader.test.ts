import { expect, test } from "vitest";
import { openReader } from "./open-reader.ts";

const chunks = [new Uint8Array(300_000).fill(1), new Uint8Array([2]), new Uint8Array(70_000).fill(3)];

/** A body whose stream can read into memory that is given (as current engines have it), or cannot. */
function body(intoMemory: boolean, onCancel: () => void = () => undefined): ReadableStream<Uint8Array> {
  const left = chunks.map((chunk) => chunk.slice());
  const pull = (controller: { enqueue(chunk: Uint8Array<ArrayBuffer>): void; close(): void }) => {
    const next = left.shift();
    if (next === undefined) controller.close();
    else controller.enqueue(next);
  };
  if (!intoMemory) return new ReadableStream({ pull, cancel: onCancel });
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      pull(controller);
      // A reader that waits with its own memory has to be told of the end.
      if (left.length === 0 && controller.byobRequest !== null) controller.byobRequest.respond(0);
    },
    cancel: onCancel,
  });
}

async function readAll(
  stream: ReadableStream<Uint8Array>,
): Promise<{ sizes: number; sum: number; memories: number }> {
  const reader = openReader(stream);
  const memories = new Set<number>();
  let [sizes, sum] = [0, 0];
  for (let chunk = await reader.read(); chunk !== null; chunk = await reader.read()) {
    memories.add(chunk.buffer.byteLength);
    sizes += chunk.length;
    for (const byte of chunk) sum += byte;
  }
  return { sizes, sum, memories: memories.size };
}

test.each([true, false])("all bytes arrive in order, read into given memory: %s", async (intoMemory) => {
  expect(await readAll(body(intoMemory))).toMatchObject({ sizes: 370_001, sum: 300_000 + 2 + 210_000 });
});

test("one piece of memory is used for every chunk where the engine can", async () => {
  expect((await readAll(body(true))).memories).toBe(1);
});

test.each([true, false])("cancelling reaches the sender, read into given memory: %s", async (intoMemory) => {
  const cancelled = new Promise<void>((resolve) => {
    openReader(body(intoMemory, resolve)).cancel();
  });
  await expect(cancelled).resolves.toBeUndefined();
});
