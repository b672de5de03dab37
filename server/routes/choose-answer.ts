import {
  type AnswerFormat,
  answerFormats,
  answerMediaTypes,
  chooseFormat,
} from "../../shared/contract/answer-format.ts";
import { says } from "../../shared/sentences.ts";
import { refuse } from "../refusal.ts";

/** Refuses with 406 before anything is reserved: an answer nobody can read is not worth paying for. */
export function chooseAnswer(request: Request): AnswerFormat {
  const format = chooseFormat(request.headers.get("accept"));
  if (format !== null) return format;
  const names = answerFormats.map((each) => answerMediaTypes[each]).join(", ");
  refuse("bad-request", says("request-no-form-left"), {
    status: 406,
    headers: { vary: "accept" },
    next: says("next-accept", { names }),
  });
}

/** `vary`: a cache on the way must not give one client's form to another. */
export function answerHeaders(format: AnswerFormat): Record<"content-type" | "vary", string> {
  const type = answerMediaTypes[format];
  return { "content-type": format === "json" ? `${type}; charset=utf-8` : type, vary: "accept" };
}
