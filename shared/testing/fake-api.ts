/** A service to test against, over real sockets, that can be told to misbehave. Tests only. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { contextPath, contextRequestSchema, type WireRequest } from "../contract/context-request.ts";
import { accountPath, basemapPath, placesPath, servicePath } from "../contract/endpoints.ts";
import { chargedHeader, idempotencyHeader } from "../contract/service.ts";
import { ringAreaKm2 } from "../geo/area.ts";
import { makeWireTown, type WireTownOptions } from "./wire-town.ts";

/** What the next purchase request meets. */
export type FakeBehaviour =
  | { kind: "ok" }
  /** Waits, then answers in small pieces with the same wait between them. */
  | { kind: "slow"; ms: number; pieceBytes?: number }
  /** Answers 200 and drops the connection after so many bytes of the body. */
  | { kind: "cut"; afterBytes: number }
  | { kind: "status"; status: number; body?: string; headers?: Record<string, string> }
  /** Answers 200 with this body. */
  | { kind: "body"; body: string; contentType?: string }
  /** Reads the request and never answers. */
  | { kind: "never" }
  /** Reads the request and drops the connection without a word. */
  | { kind: "reset" };

export interface FakeRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  /** The client hung up before the answer was complete. */
  aborted: boolean;
}

export interface FakeApiOptions {
  key?: string;
  /** True: like our own service, with its small endpoints and charges by request id. False: like Cityweft. */
  confirmsRequestIds?: boolean;
  town?: WireTownOptions;
}

export interface FakeApi {
  /** Base address on 127.0.0.1, no trailing slash. */
  url: string;
  key: string;
  /** One per purchase request, in order; the last one stays. Starts as `ok`. */
  behave(...list: FakeBehaviour[]): void;
  /** Everything that was asked, in order. */
  requests: FakeRequest[];
  /** Purchases only. */
  purchases(): FakeRequest[];
  /** What has been charged, km², one entry per charge. */
  charges: { requestId: string; km2: number }[];
  close(): Promise<void>;
}

export async function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  const { key = "cw_test_0123456789", confirmsRequestIds = true, town = {} } = options;
  const requests: FakeRequest[] = [];
  const charges: FakeApi["charges"] = [];
  let behaviours: FakeBehaviour[] = [{ kind: "ok" }];

  const charge = (requestId: string, km2: number) => {
    if (confirmsRequestIds && charges.some((earlier) => earlier.requestId === requestId)) return;
    charges.push({ requestId, km2 });
  };

  const buy = async (request: FakeRequest, response: ServerResponse) => {
    const behaviour = behaviours.length > 1 ? (behaviours.shift() ?? behaviours[0]) : behaviours[0];
    if (request.headers.authorization !== `Bearer ${key}`)
      return sendJson(response, 401, { error: "Unknown API key.", code: "bad-key" });
    if (behaviour.kind === "never") return;
    if (behaviour.kind === "reset") return void response.destroy();
    if (behaviour.kind === "status") return sendStatus(response, behaviour);
    const wire = readRequest(request.body);
    if (wire === null) return sendJson(response, 400, { error: "The request is not valid." });
    const km2 = ringAreaKm2(wire.polygon.map(([lat, lon]) => [lon, lat]));
    charge(String(request.headers[idempotencyHeader] ?? ""), km2);
    const body = behaviour.kind === "body" ? behaviour.body : JSON.stringify(makeWireTown(wire, town));
    response.writeHead(200, {
      "content-type":
        behaviour.kind === "body" ? (behaviour.contentType ?? "application/json") : "application/json",
      ...(confirmsRequestIds ? { [chargedHeader]: String(km2) } : {}),
    });
    if (behaviour.kind === "slow")
      return sendSlowly(response, body, behaviour.ms, behaviour.pieceBytes ?? 200);
    if (behaviour.kind !== "cut") return void response.end(body);
    response.write(Buffer.from(body).subarray(0, behaviour.afterBytes), () => response.destroy());
  };

  const server = createServer((incoming, response) => {
    const request: FakeRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: "",
      aborted: false,
    };
    requests.push(request);
    response.on("close", () => {
      request.aborted = !response.writableFinished;
    });
    void readAll(incoming).then((body) => {
      request.body = body;
      if (request.method === "POST" && request.path === contextPath) return buy(request, response);
      if (!confirmsRequestIds) return sendJson(response, 404, { error: "Not found" });
      return sendSmall(request, response, key, charges);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    requests,
    charges,
    purchases: () => requests.filter(({ method }) => method === "POST"),
    behave(...list) {
      behaviours = list;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  let body = "";
  incoming.setEncoding("utf8");
  for await (const part of incoming) body += part;
  return body;
}

function readRequest(body: string): WireRequest | null {
  try {
    const parsed = contextRequestSchema.safeParse(JSON.parse(body));
    return parsed.success && parsed.data.polygon.length >= 4 ? parsed.data : null;
  } catch {
    return null;
  }
}

function sendSmall(request: FakeRequest, response: ServerResponse, key: string, charges: FakeApi["charges"]) {
  const path = request.path.split("?")[0];
  if (path === servicePath)
    return sendJson(response, 200, {
      name: "Fake",
      version: "1",
      confirmsRequestIds: true,
      maxAreaKm2: 10,
      pricePerKm2: { amount: 30, currency: "EUR" },
      coverage: null,
      sampleArea: null,
      attribution: [{ text: "Fake data" }],
    });
  if (path === accountPath) {
    if (request.headers.authorization !== `Bearer ${key}`)
      return sendJson(response, 401, { error: "Unknown API key." });
    const totalKm2 = charges.reduce((sum, { km2 }) => sum + km2, 0);
    const meanKm2 = charges.length === 0 ? 0 : totalKm2 / charges.length;
    return sendJson(response, 200, {
      balanceKm2: 1 - totalKm2,
      totalRequests: charges.length,
      totalKm2,
      meanKm2,
      days: [],
      plan: "free",
    });
  }
  if (path === placesPath)
    return sendJson(response, 200, {
      places: [{ name: "Hauptplatz", kind: "square", lat: 49.87, lon: 8.65 }],
    });
  if (path === basemapPath) return sendJson(response, 200, { type: "FeatureCollection", features: [] });
  return sendJson(response, 404, { error: "Not found" });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function sendStatus(response: ServerResponse, behaviour: FakeBehaviour & { kind: "status" }): void {
  response.writeHead(behaviour.status, behaviour.headers ?? {});
  response.end(behaviour.body ?? "");
}

async function sendSlowly(
  response: ServerResponse,
  text: string,
  ms: number,
  pieceBytes: number,
): Promise<void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length && !response.destroyed; at += pieceBytes) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    response.write(bytes.subarray(at, at + pieceBytes));
  }
  response.end();
}
