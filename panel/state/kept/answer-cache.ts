import { displayBuffers } from "../../../shared/scene/make-display.ts";
import type { FetchedModel } from "../ports.ts";

/** Holds what was paid for, newest last, until the budget of bytes is used up. The newest always stays. */
export interface AnswerCache {
  get(draftKey: string): FetchedModel | undefined;
  /** Returns the keys that had to make room. */
  put(draftKey: string, answer: FetchedModel): string[];
}

/** Half a gigabyte of typed arrays: several districts, and no danger for the CAD program beside the panel. */
const defaultCacheBytes = 512 * 1024 * 1024;

export function createAnswerCache(budgetBytes = defaultCacheBytes): AnswerCache {
  const held = new Map<string, { answer: FetchedModel; bytes: number }>();
  const total = () => [...held.values()].reduce((sum, entry) => sum + entry.bytes, 0);
  return {
    get: (draftKey) => held.get(draftKey)?.answer,
    put(draftKey, answer) {
      held.delete(draftKey);
      held.set(draftKey, { answer, bytes: answerBytes(answer) });
      const gone: string[] = [];
      for (const key of [...held.keys()]) {
        if (total() <= budgetBytes || key === draftKey) break;
        held.delete(key);
        gone.push(key);
      }
      return gone;
    },
  };
}

/** Bytes of the typed arrays of an answer; descriptors are small beside them and not counted. */
export function answerBytes({ model, display }: FetchedModel): number {
  return answerBuffers({ model, display }).reduce((sum, buffer) => sum + buffer.byteLength, 0);
}

/** Every distinct buffer of an answer, so that it can be handed from a worker to the page without a copy. */
export function answerBuffers({ model, display }: FetchedModel): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const layer of model.layers)
    for (const column of Object.values(layer))
      if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) buffers.add(column.buffer);
  for (const buffer of displayBuffers(display)) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return [...buffers];
}
