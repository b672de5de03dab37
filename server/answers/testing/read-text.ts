import type { AnswerReader } from "../answer-reader.ts";
import { unpack } from "../packed-chunk.ts";

/** The rest of an answer as text; rejects when it fails or has no end. */
export async function readText(reader: AnswerReader): Promise<string> {
  let text = "";
  for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
    text += new TextDecoder().decode(unpack(chunk));
    if (chunk.end) return text;
  }
  throw new Error("the answer has no end");
}
