/**
 * How answers are made and kept, in ratios within one run: the service's own thread against pools, a repeated request
 * against its first, and what a worker costs in memory. `--megabytes N` of synthetic extract, `--json`.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { openAnswerCache } from "../server/answers/kept/answer-cache.ts";
import { openPool } from "../server/answers/open-answers.ts";
import type { AnswerEngine } from "../server/answers/pool/answer-engine.ts";
import { createOutside } from "../server/answers/pool/outside-fetch.ts";
import { createOwnThreadEngine } from "../server/answers/pool/own-thread-engine.ts";
import { type Answers, createAnswers } from "../server/answers/sharing/shared-answers.ts";
import { answerContext } from "../server/engine/answer-context.ts";
import { openSources } from "../server/open-sources.ts";
import { contextRequestSchema } from "../shared/contract/context-request.ts";
import { writeCity } from "./bench-engine/city-sources.ts";
import { plane } from "./bench-engine/grid-city.ts";

const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "40" }, json: { type: "boolean", default: false } },
});
const rounds = 5;
const requests = 8;
const folder = await mkdtemp(join(tmpdir(), "contextile-bench-answers-"));
const osmFile = join(folder, "city.osm");
const sideM = await writeCity(osmFile, Number(values.megabytes), 7);
const options = { osmFile };
const sources = await openSources(options);

/** Half a square kilometre, somewhere else for each number. */
function wireOf(number: number) {
  const [x, y] = [(number * 137) % (sideM - 750), (number * 311) % (sideM - 750)];
  const ring: [number, number][] = [
    [x, y],
    [x + 710, y],
    [x + 710, y + 710],
    [x, y + 710],
    [x, y],
  ];
  const polygon = ring.map((point) => [...plane.toLonLat(...point)].reverse());
  return contextRequestSchema.parse({ polygon, settings: { geometry: ["buildings"] } });
}

async function take(answers: Answers, number: number): Promise<number> {
  const order = { account: "bench", bodyHash: String(number), wire: wireOf(number), format: "json" as const };
  const { reader } = await answers.open(order, new AbortController().signal);
  const started = performance.now();
  for (let chunk = await reader.next(); chunk !== null && !chunk.end; chunk = await reader.next());
  return performance.now() - started;
}

const answersOf = (engine: AnswerEngine, cache: Parameters<typeof createAnswers>[0]["cache"] = null) =>
  createAnswers({ engine, cache, dataVersion: async () => "x", engineVersion: "x", limitMs: 600_000 });

/** Several requests at once: how long for all, and how long the service's thread did not answer meanwhile. */
async function together(answers: Answers, first: number) {
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

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const rssMb = () => process.memoryUsage().rss / 1e6;
const round = (number: number) => Number(number.toPrecision(3));

const pool = (workers: number) =>
  openPool({ workers, options, sources, outside: createOutside(), warn: console.error });
const own = createOwnThreadEngine(answerContext, sources);
const memory: number[] = [rssMb()];
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
  for (const { answers, runs } of results) runs.push(await together(answers, run * requests));

const cache = await openAnswerCache({ folder: join(folder, "cache"), maxBytes: 1e9 });
const cached = answersOf(own, cache);
const firsts: number[] = [];
const seconds: number[] = [];
for (let i = 0; i < 15; i++) {
  firsts.push(await take(cached, 500 + i));
  while (!cached.idle()) await new Promise((resolve) => setTimeout(resolve, 1));
  seconds.push(await take(cached, 500 + i));
}

interface Run {
  ms: number;
  stallMs: number;
  cpuMs: number;
}

const runsOf = (name: string) => results.find((one) => one.name === name)?.runs ?? [];
/** Of the least disturbed round: on a shared machine the others say more about the neighbours. */
const ms = (name: string) => Math.min(...runsOf(name).map((run) => run.ms));
const cpu = (name: string) => median(runsOf(name).map((run) => run.cpuMs));
const stall = (name: string) => median(runsOf(name).map((run) => run.stallMs));
const figures = {
  megabytes: Number(values.megabytes),
  throughputPool1: round(ms("own") / ms("pool1")),
  throughputPool2: round(ms("own") / ms("pool2")),
  cpuPool2: round(cpu("pool2") / cpu("own")),
  stallOwnMs: round(stall("own")),
  stallPool2Ms: round(stall("pool2")),
  secondRequest: round(median(firsts) / median(seconds)),
  serviceMb: round(memory[0]),
  workerMb: [
    round(memory[1] - memory[0]),
    round((memory[2] - memory[1]) / 2),
    round((memory[3] - memory[2]) / 4),
  ],
};
for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(18)} ${value}`);
if (values.json) console.log(JSON.stringify(figures));
for (const { answers } of results) await answers.close();
await rm(folder, { recursive: true, force: true });
