/**
 * The JSON answer as our own service writes it, piece by piece: every name of the wire stands here, every number is the
 * caller's. An answer is too large to be an object first. What the pieces make is read by `context-response.ts`.
 */
import type { LayerId } from "../layers/layer-id.ts";
import { elevationKeys, type meshesKey, type nodesKey, tripleKey } from "./context-response.ts";
import { type GridShape, writeGridInfo } from "./elevation.ts";

/** What a layer entry holds; also the key under which it does. */
export type LayerForm = typeof meshesKey | typeof nodesKey | (typeof elevationKeys)[0];

/** Flat facts about one feature, as written. */
export type WrittenDescriptor = Record<string, string | number | boolean | null>;

export interface AnswerHead {
  /** [lat, lon]. */
  origin: readonly [number, number];
  /** The reference object; written under both of its spellings. */
  reference: WrittenReference;
}

/** What our own service says of an answer's coordinates. */
export interface WrittenReference {
  crs: string;
  upAxis: "Y" | "Z";
  /** [lat, lon]. */
  origin: readonly [number, number];
  /** Of a UTM answer. */
  zone?: number;
  hemisphere?: "north" | "south";
  epsg?: number;
}

export interface WrittenNode {
  kind: string;
  /** Metres, in the wire's order. */
  place: ArrayLike<number>;
  scale: number;
  rotation: number;
  descriptor: WrittenDescriptor;
}

const json = JSON.stringify;

export const answerText = {
  /** Everything up to the first layer entry. */
  head({ origin, reference }: AnswerHead): string {
    const text = json(reference);
    return `{"origin":${json(origin)},"spatialReference":${text},"spacialReference":${text},"geometry":[`;
  },
  layer: (type: LayerId, form: LayerForm): string => `{"type":"${type}","geometryType":"${form}","${form}":[`,
  layerEnd: "]}",
  /** Up to the numbers of the triangles; `type` is written beside them too where the contract's sample has it. */
  mesh(descriptor: WrittenDescriptor, type?: string): string {
    const kind = type === undefined ? "" : `"type":${json(type)},`;
    return `{${kind}"descriptor":${json(descriptor)},"${tripleKey}":[`;
  },
  meshEnd: "]}",
  node({ kind, place, scale, rotation, descriptor }: WrittenNode): string {
    const where = `"x":${place[0]},"y":${place[1]},"z":${place[2]}`;
    return `{"type":${json(kind)},${where},"scale":${scale},"rotation":${rotation},"descriptor":${json(descriptor)}}`;
  },
  /** Up to the heights. */
  grid: `{"${elevationKeys[0]}":[`,
  gridEnd: (shape: GridShape): string => `],"info":${json(writeGridInfo(shape))}}`,
  /** The end of the answer. */
  report: (report: unknown): string => `],"report":${json(report)}}`,
};

/** The parts of an answer that are JSON in every form of it, under the names of the contract. */
export const answerParts = {
  head: ({ origin, reference }: AnswerHead) => ({ origin, spatialReference: reference }),
  report: (report: unknown) => ({ report }),
  grid: (shape: GridShape) => ({ info: writeGridInfo(shape) }),
};
