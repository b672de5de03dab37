import { fakeSources } from "../../testing/fake-sources.ts";
import { createAnswerWorker } from "../pool/answer-worker.ts";
import { oddAnswer } from "./odd-answer.ts";

/** A pool's worker whose engine does what the request's `odd` says: only tests ask for that. */
export const answer = createAnswerWorker(
  (request, _sources, signal) => oddAnswer(request, signal),
  async () => fakeSources(),
);
