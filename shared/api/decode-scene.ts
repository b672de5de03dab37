import { formatOfContentType } from "../contract/answer-format.ts";
import { elevationKeys, layerAliases, layerNameKey, tripleKey } from "../contract/context-response.ts";
import { createPieceMaker } from "../scene/piece-maker.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import type { PieceListener } from "../scene/scene-piece.ts";
import { createArrayCollector } from "./collect-arrays.ts";
import { CompactReader } from "./compact/compact-reader.ts";
import type { FeatureSink } from "./feature-sink.ts";
import { type ScannedArray, SkeletonScanner } from "./skeleton-scanner.ts";
import { type Asked, toScene } from "./to-scene.ts";
import { createWireFrame, type WireFrame } from "./wire-frame.ts";

/** Bytes of one answer in, in any chunking; a model out. Errors: `cut-stream`, `malformed-body`, `empty-answer`, `too-big`. */
export interface SceneDecoder {
  feed(chunk: Uint8Array): void;
  /** Bytes read so far. */
  readonly bytes: number;
  /** Features with triangles or heights seen so far. */
  readonly objects: number;
  finish(): SceneModel;
  /** Gives out as a piece what has been read, also where that is little: for a line that stands still. */
  showSoFar(): void;
}

export interface DecodeOptions {
  /** Is shown finished features while the rest streams, in the axis order that was asked for. */
  pieces?: PieceListener;
  /** The response's own content type; null where it has none. Decides the form in which the answer is read. */
  contentType?: string | null;
}

type Offsets = readonly [number, number, number];

/** A trickling answer is shown this often at least, milliseconds. */
const longestWaitMs = 300;

/** A decoder for the answer to one request. Holds the model's columns, the envelope and one feature's soup at most. */
export function createSceneDecoder(
  asked: Asked,
  { pieces, contentType = null }: DecodeOptions = {},
): SceneDecoder {
  const wire = createWireFrame(asked.area.ring[0], asked.settings);
  let shownAt = Date.now();
  const maker =
    pieces &&
    createPieceMaker(
      (piece) => {
        shownAt = Date.now();
        pieces.onPiece(piece);
      },
      { spare: pieces.spare },
    );
  const collector = createArrayCollector(wire.order, maker);
  const compact = formatOfContentType(contentType) === "compact";
  const reader = compact ? new CompactReader(collector, wire) : createJsonReader(collector, wire);
  return {
    feed(chunk) {
      reader.feed(chunk);
      if (Date.now() - shownAt > longestWaitMs) maker?.close();
    },
    get bytes() {
      return reader.bytes;
    },
    get objects() {
      return collector.arrays.length;
    },
    showSoFar: () => maker?.close(),
    finish() {
      const envelope = reader.finish();
      maker?.close();
      const model = toScene(envelope, collector, wire, asked);
      const groups = model.layers.map((layer) =>
        layer.kind === "mesh" ? collector.groupOf(layer.positions) : null,
      );
      const found = groups.map((group) => (group === null ? null : (maker?.takeEdges(group) ?? null)));
      pieces?.onSettled(groups, found);
      return model;
    },
  };
}

/** Anything but the compact form: a service may label its JSON as it likes. */
function createJsonReader(sink: FeatureSink, { offsets }: WireFrame): SkeletonScanner {
  return new SkeletonScanner({
    numberKeys: new Map<string, Offsets>([
      [tripleKey, offsets],
      ...elevationKeys.map((key): [string, Offsets] => [key, [0, 0, 0]]),
    ]),
    labelKey: layerNameKey,
    onArray: (array) => ({
      array:
        array.key === tripleKey
          ? sink.addSoup(placeOf(array), array)
          : sink.addHeights(placeOf(array), array),
      count: array.count,
    }),
  });
}

function placeOf({ group, label }: ScannedArray) {
  return { group, layer: layerAliases.get(label ?? "") ?? null };
}
