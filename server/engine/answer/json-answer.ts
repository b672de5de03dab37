import { answerText } from "../../../shared/contract/answer-text.ts";
import { type AxisOrder, modelToWire, modelTripleToWire } from "../../../shared/scene/frame.ts";
import { WireWriter } from "../wire-writer.ts";
import type { AnswerWriter } from "./answer-writer.ts";

/** The contract's JSON, in the axis order that was asked for. */
export function createJsonAnswer(order: AxisOrder): AnswerWriter {
  const writer = new WireWriter();
  let layers = 0;
  let elements = 0;
  const comma = (before: number) => (before === 0 ? "" : ",");
  return {
    head: (head) => writer.raw(answerText.head(head)),
    openLayer(layer, form) {
      writer.raw(comma(layers++) + answerText.layer(layer, form));
      elements = 0;
    },
    mesh({ type, descriptor }, corners) {
      writer.raw(comma(elements++) + answerText.mesh(descriptor, type));
      modelToWire(corners, order);
      writer.millimetres(corners);
      writer.raw(answerText.meshEnd);
    },
    node({ x, y, z, ...node }) {
      const place = modelTripleToWire(x, y, z, order).map((millimetres) => millimetres / 1000);
      writer.raw(comma(elements++) + answerText.node({ ...node, place }));
    },
    grid(shape, heights) {
      writer.raw(comma(elements++) + answerText.grid);
      writer.millimetres(heights);
      writer.raw(answerText.gridEnd(shape));
    },
    closeLayer: () => writer.raw(answerText.layerEnd),
    report: (report) => writer.raw(answerText.report(report)),
    take: () => writer.take(),
    finish: async () => writer.flush(),
  };
}
