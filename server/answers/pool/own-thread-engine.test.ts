import { fakeSources } from "../../testing/fake-sources.ts";
import { oddAnswer } from "../testing/odd-answer.ts";
import { answerEngineSuite } from "./answer-engine.suite.ts";
import { createOwnThreadEngine } from "./own-thread-engine.ts";

answerEngineSuite("the engine in the service's own thread", () =>
  createOwnThreadEngine((request, _sources, signal) => oddAnswer(request, signal), fakeSources(), 2),
);
