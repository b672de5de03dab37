import type { AnswerFormat } from "../../../shared/contract/answer-format.ts";
import { wireAxes } from "../../../shared/scene/frame.ts";
import type { Plan } from "../plan.ts";
import type { WireFrame } from "../wire-frame.ts";
import type { AnswerWriter } from "./answer-writer.ts";
import { type Anchor, createCompactAnswer } from "./compact-answer.ts";
import { createGlbAnswer } from "./glb-answer.ts";
import { createJsonAnswer } from "./json-answer.ts";

/** The writer of one answer in the wanted form. */
export async function openWriter(format: AnswerFormat, plan: Plan, frame: WireFrame): Promise<AnswerWriter> {
  if (format === "compact") return createCompactAnswer(anchorOf(plan, frame));
  if (format === "glb") return createGlbAnswer(await createCompactAnswer(anchorOf(plan, frame)), plan);
  return createJsonAnswer(wireAxes[plan.settings.upAxis]);
}

/** The middle of the area in a projected reference: nothing lies far from it. Local places are near 0 already. */
function anchorOf({ settings, areaBox }: Plan, frame: WireFrame): Anchor {
  const [west, south, east, north] = areaBox;
  if (settings.crs === "local") return [0, 0];
  return frame.place(Math.round((west + east) / 2), Math.round((south + north) / 2));
}
