import type { AnswerHead, LayerForm, WrittenDescriptor } from "../../../shared/contract/answer-text.ts";
import type { GridShape } from "../../../shared/contract/elevation.ts";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { WireNode } from "../nodes.ts";

/**
 * One form of the answer, written as the engine makes it. Calls come in this order: `head`, then per layer `openLayer`,
 * its elements, `closeLayer`, then `report`, then `finish`. All places are whole millimetres in the answer's reference,
 * axes east, north, up; arrays are the writer's to change.
 */
export interface AnswerWriter {
  head(head: AnswerHead): void;
  openLayer(layer: LayerId, form: LayerForm): void;
  /** Nine numbers a triangle. */
  mesh(element: MeshFacts, corners: Float64Array): void;
  node(node: WireNode): void;
  /** `heights` in rows from north to south. */
  grid(shape: GridShape, heights: Float64Array): void;
  closeLayer(): void;
  report(report: unknown): void;
  /** What can leave by now; the chunks are the caller's from then on. */
  take(): Uint8Array[];
  /** All the rest. */
  finish(): Promise<Uint8Array[]>;
}

export interface MeshFacts {
  /** Kind of the element where the contract's sample says it beside the vertices. */
  type?: string;
  descriptor: WrittenDescriptor;
}
