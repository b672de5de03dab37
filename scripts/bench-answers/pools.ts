/**
 * The service's own thread against pools, a repeated request against its first, and what a worker costs in memory.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { openAnswerCache } from "../../server/answers/kept/answer-cache.ts";
import { openPool } from "../../server/answers/open-answers.ts";
import type { AnswerEngine } from "../../server/answers/pool/answer-engine.ts";
import { createOutside } from "../../server/answers/pool/outside-fetch.ts";
import { createOwnThreadEngine } from "../../server/answers/pool/own-thread-engine.ts";
import { type Answers, createAnswers } from "../../server/answers/sharing/shared-answers.ts";
import { answerContext } from "../../server/engine/answer-context.ts";
import { openSources } from "../../server/open-sources.ts";
import { contextRequestSchema } from "../../shared/contract/context-request.ts";
import { writeCity } from "../bench-engine/city-sources.ts";
import { squareRequest } from "../bench-engine/stages.ts";

const rounds = 5;
const requests = 8;

interface Run {
  ms: number;
  /** How long the service's thread did not answer meanwhile. */
  stallMs: number;
  cpuMs: number;
}

/** The same requests to every engine, in turns, and what the process grew by with each. */
export async function poolFigures(megabytes: number) {
  const folder = await mkdtemp(join(tmpdir(), "contextile-bench-answers-"));
  try {
    const osmFile = join(folder, "city.osm");
    const take = taking(await writeCity(osmFile, megabytes, 7));
    const sources = await openSources({ osmFile });
    const pool = (workers: number) =>
      openPool({ workers, options: { osmFile }, sources, outside: createOutside(), warn: console.error });
    const own = createOwnThreadEngine(answerContext, sources);
    const memory = [rssMb()];
    const engines: [string, AnswerEngine][] = [["own", own]];
    for (const workers of [1, 2, 4]) {
      const engine = pool(workers);
      await Promise.all(Array.from({ length: workers }, (_, i) => take(answersOf(engine), 9000 + i)));
      memory.push(rssMb());
      engines.push([`pool${workers}`, engine]);
    }
    const results = engines.map(([name, engine]) => ({
      name,
      answers: answersOf(engine),
      runs: [] as Run[],
    }));
    for (let run = 0; run < rounds; run++)
      for (const { answers, runs } of results) runs.push(await together(take, answers, run * requests));
    const secondRequest = await repeated(take, own, join(folder, "cache"));
    for (const { answers } of results) await answers.close();
    const runsOf = (name: string) => results.find((one) => one.name === name)?.runs ?? [];
    return { megabytes, ...engineFigures(runsOf), secondRequest, ...memoryFigures(memory) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of one answer, read to its end. */
type Take = (answers: Answers, number: number) => Promise<number>;

/** Half a square kilometre, somewhere else for each number. */
function taking(sideM: number): Take {
  return async (answers, number) => {
    const [x, y] = [(number * 137) % (sideM - 750), (number * 311) % (sideM - 750)];
    const { polygon } = squareRequest(x, y, 710, "flat");
    const wire = contextRequestSchema.parse({ polygon, settings: { geometry: ["buildings"] } });
    const order = { account: "bench", bodyHash: String(number), wire, format: "json" as const };
    const { reader } = await answers.open(order, new AbortController().signal);
    const started = performance.now();
    for (let chunk = await reader.next(); chunk !== null && !chunk.end; chunk = await reader.next());
    return performance.now() - started;
  };
}

const answersOf = (engine: AnswerEngine, cache: Parameters<typeof createAnswers>[0]["cache"] = null) =>
  createAnswers({ engine, cache, dataVersion: async () => "x", engineVersion: "x", limitMs: 600_000 });

/** Several requests at once. */
async function together(take: Take, answers: Answers, first: number): Promise<Run> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: requests }, (_, i) => take(answers, first + i)));
  const ms = performance.now() - started;
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  return { ms, stallMs: delay.percentile(99) / 1e6, cpuMs: (user + system) / 1000 };
}

/** How many times faster an answer is when it is kept. */
async function repeated(take: Take, engine: AnswerEngine, folder: string): Promise<number> {
  const cached = answersOf(engine, await openAnswerCache({ folder, maxBytes: 1e9 }));
  const firsts: number[] = [];
  const seconds: number[] = [];
  for (let i = 0; i < 15; i++) {
    firsts.push(await take(cached, 500 + i));
    while (!cached.idle()) await new Promise((resolve) => setTimeout(resolve, 1));
    seconds.push(await take(cached, 500 + i));
  }
  return round(median(firsts) / median(seconds));
}

function engineFigures(runsOf: (name: string) => Run[]) {
  /** Of the least disturbed round: on a shared machine the others say more about the neighbours. */
  const ms = (name: string) => Math.min(...runsOf(name).map((run) => run.ms));
  const cpu = (name: string) => median(runsOf(name).map((run) => run.cpuMs));
  const stall = (name: string) => median(runsOf(name).map((run) => run.stallMs));
  return {
    throughputPool1: round(ms("own") / ms("pool1")),
    throughputPool2: round(ms("own") / ms("pool2")),
    cpuPool2: round(cpu("pool2") / cpu("own")),
    stallOwnMs: round(stall("own")),
    stallPool2Ms: round(stall("pool2")),
  };
}

function memoryFigures([own, one, two, four]: number[]) {
  return {
    serviceMb: round(own),
    workerMb: [round(one - own), round((two - one) / 2), round((four - two) / 4)],
  };
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const rssMb = () => process.memoryUsage().rss / 1e6;
const round = (number: number) => Number(number.toPrecision(3));
