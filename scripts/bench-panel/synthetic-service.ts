/** A service that speaks the contract and answers every purchase with a seeded town of the wanted size. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { toRequest } from "../../shared/api/to-request.ts";
import { contextPath, contextRequestSchema } from "../../shared/contract/context-request.ts";
import { accountPath, basemapPath, servicePath } from "../../shared/contract/endpoints.ts";
import { type Account, chargedHeader, type ServiceInfo } from "../../shared/contract/service.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { listen } from "./listen.ts";
import {
  layerPieces,
  partsOf,
  type SyntheticTown,
  type TownParts,
  townOpening,
  townSideM,
} from "./synthetic-town.ts";

export interface SyntheticService {
  url: string;
  close(): Promise<void>;
}

const centre: [number, number] = [8.65, 49.87];

/**
 * Layers are written to a temporary file once, before anybody measures, and streamed from there: making numbers would
 * otherwise compete with the browser for the processor, and both pages get the same bytes at the same speed.
 */
export async function startSyntheticService(town: SyntheticTown): Promise<SyntheticService> {
  const folder = await mkdtemp(join(tmpdir(), "contextile-bench-"));
  const files = new Map<string, Promise<string>>();
  const layersFile = (parts: TownParts) => {
    const name = JSON.stringify(parts);
    const made = files.get(name) ?? writeLayers(join(folder, `${files.size}.json`), parts, town);
    files.set(name, made);
    return made;
  };
  await layersFile(partsOf(contextRequestSchema.parse(toRequest({ ring: [] }, defaultSettings))));
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const [path] = (incoming.url ?? "").split("?");
    if (path === servicePath) return sendJson(response, serviceInfo(town));
    if (path === accountPath) return sendJson(response, account);
    if (path === basemapPath) return sendJson(response, { type: "FeatureCollection", features: [] });
    if (path !== contextPath) return sendJson(response, { error: "Not found" }, 404);
    const request = contextRequestSchema.parse(JSON.parse(await readText(incoming)));
    const file = await layersFile(partsOf(request));
    response.writeHead(200, { "content-type": "application/json", [chargedHeader]: "1" });
    response.write(townOpening(request));
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), response);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  const { url, close } = await listen(server);
  return {
    url,
    close: async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeLayers(file: string, parts: TownParts, town: SyntheticTown): Promise<string> {
  await pipeline(Readable.from(layerPieces(parts, town)), createWriteStream(file));
  return file;
}

function serviceInfo(town: SyntheticTown): ServiceInfo {
  const side = townSideM(town) + 40;
  const polygon = areaFromRectangle(centre, side, side).ring.map(([lon, lat]) => [lat, lon]);
  return {
    name: "Synthetic town",
    version: "1",
    confirmsRequestIds: true,
    maxAreaKm2: 100,
    pricePerKm2: null,
    coverage: null,
    sampleArea: { label: "All of it", polygon },
    attribution: [{ text: "Synthetic data" }],
  };
}

const account: Account = {
  balanceKm2: 1000,
  totalRequests: 0,
  totalKm2: 0,
  meanKm2: 0,
  days: [],
  plan: "bench",
};

export async function readText(incoming: IncomingMessage): Promise<string> {
  let text = "";
  incoming.setEncoding("utf8");
  for await (const part of incoming) text += part;
  return text;
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
