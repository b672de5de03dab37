/** The chunks of a body, one after the other. A chunk is good until the next is asked for. */
interface BodyReader {
  /** Null at the end. */
  read(): Promise<Uint8Array | null>;
  cancel(): void;
}

const roomBytes = 1 << 18;

/**
 * Reads a body into one piece of memory again and again where the engine can: otherwise every chunk is an array of its
 * own, and hundreds of megabytes of used ones wait for a collection.
 */
export function openReader(body: ReadableStream<Uint8Array>): BodyReader {
  return sameMemory(body) ?? anyMemory(body.getReader());
}

function sameMemory(body: ReadableStream<Uint8Array>): BodyReader | null {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    return null;
  }
  let room = new ArrayBuffer(roomBytes);
  return {
    async read() {
      const { done, value } = await reader.read(new Uint8Array(room));
      if (value !== undefined) room = value.buffer;
      return done ? null : value;
    },
    cancel: () => void reader.cancel().catch(() => undefined),
  };
}

function anyMemory(reader: ReadableStreamDefaultReader<Uint8Array>): BodyReader {
  return {
    async read() {
      const { done, value } = await reader.read();
      return done ? null : value;
    },
    cancel: () => void reader.cancel().catch(() => undefined),
  };
}
