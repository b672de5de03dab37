import { elevationKeys, tripleKey } from "../contract/context-response.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import { createArrayCollector } from "./collect-arrays.ts";
import { SkeletonScanner } from "./skeleton-scanner.ts";
import { type Asked, toScene } from "./to-scene.ts";
import { createWireFrame } from "./wire-frame.ts";

/** Bytes of one answer in, in any chunking; a model out. Errors: `cut-stream`, `malformed-body`, `empty-answer`, `too-big`. */
export interface SceneDecoder {
  feed(chunk: Uint8Array): void;
  /** Bytes read so far. */
  readonly bytes: number;
  /** Features with triangles or heights seen so far. */
  readonly objects: number;
  finish(): SceneModel;
}

type Offsets = readonly [number, number, number];

/** A decoder for the answer to one request. Holds the model's columns, the envelope and one feature's soup at most. */
export function createSceneDecoder(asked: Asked): SceneDecoder {
  const wire = createWireFrame(asked.area.ring[0], asked.settings);
  const collector = createArrayCollector(wire.order);
  const scanner = new SkeletonScanner({
    numberKeys: new Map<string, Offsets>([
      [tripleKey, wire.offsets],
      ...elevationKeys.map((key): [string, Offsets] => [key, [0, 0, 0]]),
    ]),
    onArray: (array) => ({
      array: array.key === tripleKey ? collector.addTriples(array) : collector.addHeights(array),
      count: array.count,
    }),
  });
  return {
    feed: (chunk) => scanner.feed(chunk),
    get bytes() {
      return scanner.bytes;
    },
    get objects() {
      return collector.arrays.length;
    },
    finish: () => toScene(scanner.finish(), collector, wire, asked),
  };
}
