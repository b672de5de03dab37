import type { PackedChunk } from "./packed-chunk.ts";

/** One reader's way through an answer, from its beginning, wherever the answer is kept and however far it is made. */
export interface AnswerReader {
  /** The next piece, waiting for it where it is not made yet; null after the last. Throws what the making failed with. */
  next(): Promise<PackedChunk | null>;
  /** Nothing more is read. After the last piece, and a second time, it does nothing. */
  leave(): void;
}
