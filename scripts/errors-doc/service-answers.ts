/** Every way a service can fail, played to the panel's own client by a fetch that answers from a list. */
import { fetchContext } from "../../shared/api/fetch-context.ts";
import { toContextileError } from "../../shared/errors.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { type ErrorRow, failed, type Section } from "./row.ts";

interface Play {
  input: string;
  answer: (signal: AbortSignal) => Promise<Response>;
  /** The service promises that a repeated request id is never charged twice; default true. */
  confirms?: boolean;
  budgetBytes?: number;
  timeMs?: number;
  cancel?: boolean;
}

const status =
  (code: number, body: string, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(new Response(body, { status: code, headers }));
const body = (text: string, headers: Record<string, string> = {}) => status(200, text, headers);
const charged = { "contextile-charged-km2": "0.12" };
const host = { "contextile-from": "host" };

const head = '{"origin":[43.735,7.42],"geometry":[';
const building = (vertices: string) => `{"vertices":${vertices},"descriptor":{"type":"building"}}`;
const good = building("[0,0,0,9,0,0,0,9,0]");
const withMeshes = (...meshes: string[]) =>
  `${head}{"type":"buildings","geometryType":"meshes","meshes":[${meshes.join()}]}]}`;
const withNodes = (...nodes: string[]) =>
  `${head}{"type":"infrastructure","geometryType":"nodes","nodes":[${nodes.join()}]},{"type":"buildings","geometryType":"meshes","meshes":[${good}]}]}`;

/** Ends in the middle, as a lost line does. */
function cut(): Promise<Response> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(head));
      controller.error(new TypeError("terminated"));
    },
  });
  return Promise.resolve(new Response(stream));
}

const dropped = () => Promise.reject(new TypeError("Failed to fetch"));

const silent = (signal: AbortSignal) =>
  new Promise<Response>((_, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
  });

const refusals: Play[] = [
  { input: '401 `{"error":"text"}`', answer: status(401, '{"error":"Invalid key"}') },
  { input: '401 `{"message":…}`', answer: status(401, '{"message":"Unauthorised"}') },
  { input: '402 `{"error":"text"}`', answer: status(402, '{"error":"No balance"}') },
  { input: "413, area too large", answer: status(413, "") },
  { input: "400 about the polygon", answer: status(400, '{"error":"polygon must be closed"}') },
  { input: "400 about a setting", answer: status(400, '{"error":"unknown roof type"}') },
  { input: '429 `{"error":{…}}`', answer: status(429, '{"error":{"code":7,"reason":"x"}}') },
  { input: "500 HTML", answer: status(500, "<html><title>Oh no</title></html>") },
  { input: "500, ids not confirmed", answer: status(500, '{"error":"Engine failed"}'), confirms: false },
  { input: "503", answer: status(503, "") },
  { input: "504", answer: status(504, "") },
  { input: "404: no service at the address", answer: status(404, "") },
  {
    input: "redirect to another address",
    answer: status(302, "", { location: "https://elsewhere.example" }),
  },
  {
    input: "the program cannot reach the service",
    answer: status(
      502,
      '{"error":{"code":"service-down","message":"The service cannot be reached.","charged":"no"}}',
      host,
    ),
    confirms: false,
  },
  {
    input: "the program was restarted since the page was opened",
    answer: status(
      401,
      '{"error":{"code":"host-gone","message":"This page belongs to an earlier start.","charged":"no"}}',
      host,
    ),
  },
];

const lines: Play[] = [
  { input: "connection dropped", answer: dropped },
  { input: "connection dropped, ids not confirmed", answer: dropped, confirms: false },
  { input: "answer cut half way", answer: cut },
  { input: "answer cut half way, ids not confirmed", answer: cut, confirms: false },
  { input: "never answers, until the time is over", answer: silent, timeMs: 20 },
  { input: "never answers, and the user cancels", answer: silent, cancel: true },
];

const answers: Play[] = [
  { input: "200 with HTML", answer: body("<!doctype html><title>Portal</title>") },
  { input: "200 `null`", answer: body("null") },
  { input: "200 `{}`", answer: body("{}") },
  { input: "200 with an empty body", answer: body("") },
  { input: "200, empty geometry", answer: body(`${head}]}`) },
  { input: "200, empty geometry, charged", answer: body(`${head}]}`, charged) },
  { input: "200, cut JSON", answer: body(withMeshes(good).slice(0, -4)) },
  { input: "200, rubbish behind the JSON", answer: body(`${withMeshes(good)}}`) },
  {
    input: "200, larger than the budget (2 MB here)",
    answer: body(" ".repeat(3_000_000)),
    budgetBytes: 2 * 1024 ** 2,
  },
  { input: "200, a null node", answer: body(withNodes("null")) },
  { input: "200, a numeric node type", answer: body(withNodes('{"type":7,"x":0,"y":0,"z":0}')) },
  { input: "200, null in the vertices", answer: body(withMeshes(good, building("[0,0,null,9,0,0,0,9,0]"))) },
  { input: "200, NaN in the vertices", answer: body(withMeshes(good, building("[0,0,NaN,9,0,0,0,9,0]"))) },
  { input: "200, text in the vertices", answer: body(withMeshes(good, building('[0,0,"a",9,0,0,0,9,0]'))) },
  { input: "200, ragged array of vertices", answer: body(withMeshes(good, building("[0,0,0,9,0,0,0,9]"))) },
  {
    input: "200, nested arrays of vertices",
    answer: body(withMeshes(good, building("[[0,0,0],[9,0,0],[0,9,0]]"))),
  },
];

export async function serviceSections(): Promise<Section[]> {
  const play = (plays: Play[]) => Promise.all(plays.map(played));
  return [
    { title: "Refusals of the service", rows: await play(refusals) },
    { title: "The line", rows: await play(lines) },
    { title: "Answers that are wrong", rows: await play(answers) },
  ];
}

async function played(play: Play): Promise<ErrorRow> {
  const controller = new AbortController();
  if (play.cancel) setTimeout(() => controller.abort(), 10);
  try {
    const model = await fetchContext({
      serviceUrl: "http://service.example",
      fetch: (_, init) => play.answer(init?.signal ?? controller.signal),
      area: areaFromRectangle([7.42, 43.735], 300, 300),
      settings: defaultSettings,
      requestId: "errors-doc",
      confirmsRequestIds: play.confirms ?? true,
      signal: controller.signal,
      budget: { timeMs: play.timeMs ?? 10_000, bytes: play.budgetBytes ?? 1e9 },
      retry: { tries: 2, baseDelayMs: 1 },
    });
    const left = model.skipped.map(({ layer, reason, count }) => `${count} × ${layer}: ${reason}.`);
    const says =
      left.length === 0 ? "The model is shown whole." : `The model is shown. Left out: ${left.join(" ")}`;
    return { input: play.input, says, charged: "yes" };
  } catch (thrown) {
    return failed(play.input, toContextileError(thrown), play.confirms ?? true);
  }
}
