/**
 * Shows that a body of more than a gigabyte is read without its text ever being held: the client reads a made-up
 * stream of that size, and the process may grow by its columns and little more. Too slow for the tests.
 */
import { fetchContext } from "../../shared/api/fetch-context.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { commandLine, positiveNumber } from "../command-line.ts";

const usage = `npm run bench:huge -- [options]
  --gb N   of the body (default 1.2)
  --json   figures as JSON
Ends with 1 where the memory is not bounded.`;

const { bodyBytes, json } = commandLine(
  usage,
  { gb: { type: "string", default: "1.2" }, json: { type: "boolean", default: false } },
  ({ gb, json }) => ({ bodyBytes: positiveNumber(gb, "--gb") * 1e9, json }),
);
/** What the process may need beside twice the columns (they are blocks first, then one array), MB. */
const allowanceMB = 300;

const trianglesEach = 600;
const encoder = new TextEncoder();

/** A wavy sheet of its own place, with numbers as long as careless services write them. */
function feature(number: number): string {
  const numbers: string[] = [];
  const [east, north] = [(number % 500) * 40, Math.floor(number / 500) * 40];
  for (let i = 0; i < trianglesEach; i++) {
    const [x, y] = [east + (i % 30), north + Math.floor(i / 30)];
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
    ]) {
      const z = Math.sin((x + dx) * 0.7) * Math.cos((y + dy) * 0.3);
      numbers.push((x + dx).toFixed(13), (y + dy).toFixed(13), z.toFixed(13));
    }
  }
  return `{"vertices":[${numbers.join(",")}],"descriptor":{"type":"grass"}}`;
}

/** The answer as a stream that is made while it is read. */
function body(): ReadableStream<Uint8Array> {
  let [sent, count] = [0, 0];
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const opening =
        '{"origin":[49.87,8.65],"geometry":[{"type":"surface","geometryType":"meshes","meshes":[';
      const text = sent < bodyBytes ? (count === 0 ? opening : ",") + feature(count) : "]}]}";
      const chunk = encoder.encode(text);
      const ends = sent >= bodyBytes;
      sent += chunk.length;
      count += 1;
      controller.enqueue(chunk);
      if (!ends) return;
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

const rssMB = () => process.memoryUsage().rss / 2 ** 20;
const before = rssMB();
const started = performance.now();
let [peak, bytes, pieces] = [0, 0, 0];
const model = await fetchContext({
  serviceUrl: "http://made.up",
  fetch: () => Promise.resolve(new Response(body(), { headers: { "content-type": "application/json" } })),
  area: areaFromRectangle([8.65, 49.87], 300, 300),
  settings: { ...defaultSettings, cropScene: false },
  requestId: "huge",
  confirmsRequestIds: true,
  signal: new AbortController().signal,
  onProgress: (progress) => {
    bytes = progress.bytes;
    peak = Math.max(peak, rssMB());
  },
  pieces: { onPiece: () => void pieces++, onRestart: () => undefined, onSettled: () => undefined },
});
const seconds = (performance.now() - started) / 1000;
const [layer] = model.layers;
if (layer.kind !== "mesh") throw new Error("The answer has no mesh.");
const columnsMB = (layer.positions.byteLength + layer.indices.byteLength) / 2 ** 20;
const grownMB = Math.max(peak, rssMB()) - before;
const figures = {
  bodyMB: Math.round(bytes / 2 ** 20),
  features: layer.descriptors.length,
  triangles: layer.indices.length / 3,
  pieces,
  columnsMB: Math.round(columnsMB),
  grownMB: Math.round(grownMB),
  mbPerSecond: Math.round(bytes / 2 ** 20 / seconds),
};
console.log(json ? JSON.stringify(figures) : figures);
if (grownMB > 2 * columnsMB + allowanceMB) {
  console.error(`The process grew by ${figures.grownMB} MB for ${figures.columnsMB} MB of columns.`);
  process.exitCode = 1;
}
