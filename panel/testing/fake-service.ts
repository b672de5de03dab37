/** A service for browser tests: small endpoints over the made-up town, and every way a purchase can go wrong. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sampleRing, townAnswer, townLat, townLon, townMap } from "./fake-town.ts";

/** What `POST /v1/context` does; change it between clicks. "held" sends half of the answer and waits for `letGo`. */
type ContextMode = "ok" | "slow" | "cut" | "html" | "error500" | "empty" | "silent" | "held";

export interface FakeService {
  url: string;
  mode: ContextMode;
  balanceKm2: number;
  confirmsRequestIds: boolean;
  /** Idempotency keys of the purchases that came in, in order. */
  purchases: string[];
  /** Requests to context that were given up by the client. */
  abandoned: number;
  /** Ends a held answer: with the rest of it, or by breaking off. */
  letGo: (how: "rest" | "break") => void;
  stop(): Promise<void>;
}

export const goodKey = "cw_test_0123456789abcdefWXYZ";

export async function startFakeService(): Promise<FakeService> {
  const server = createServer((request, response) => {
    handle(service, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service: FakeService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: "ok",
    balanceKm2: 1,
    confirmsRequestIds: true,
    purchases: [],
    abandoned: 0,
    letGo: () => undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

async function handle(
  service: FakeService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", service.url);
  const authorised = request.headers.authorization === `Bearer ${goodKey}`;
  if (url.pathname === "/v1/service") return json(response, 200, serviceInfo(service));
  if (url.pathname === "/v1/basemap") return send(response, "application/geo+json", townMap());
  if (url.pathname === "/v1/places")
    return json(response, 200, { places: places(url.searchParams.get("q") ?? "") });
  if (!authorised) return json(response, 401, { error: "Invalid key" });
  if (url.pathname === "/v1/account") return json(response, 200, account(service));
  if (url.pathname === "/v1/context") return context(service, request, response);
  return json(response, 404, { error: "Not found" });
}

function serviceInfo(service: FakeService) {
  return {
    name: "Fake service",
    version: "1.0",
    confirmsRequestIds: service.confirmsRequestIds,
    maxAreaKm2: 10,
    pricePerKm2: { amount: 30, currency: "EUR" },
    coverage: [townLon - 0.01, townLat - 0.01, townLon + 0.01, townLat + 0.01],
    sampleArea: { label: "Made-up Town", polygon: sampleRing },
    attribution: [{ text: "© Made-up Town Survey", licence: "CC0" }],
    keysPage: "/account/keys",
    billingPage: "javascript:alert(1)",
  };
}

function account(service: FakeService) {
  const days = Array.from({ length: 14 }, (_, i) => ({
    date: `2026-01-${String(i + 1).padStart(2, "0")}`,
    requests: (i % 4) + 1,
    km2: ((i * 5) % 7) / 10,
  }));
  return {
    balanceKm2: service.balanceKm2,
    totalRequests: 12,
    totalKm2: 3.4,
    meanKm2: 0.283,
    days,
    plan: "Trial",
  };
}

function places(query: string) {
  const all = [
    { name: "Made-up Town", kind: "place", lat: townLat, lon: townLon },
    { name: "Long Lane <b>17</b>", kind: "street", lat: townLat, lon: townLon - 0.002 },
  ];
  return all.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
}

async function context(
  service: FakeService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  service.purchases.push(String(request.headers["idempotency-key"] ?? ""));
  for await (const _ of request);
  response.on("close", () => {
    if (!response.writableFinished) service.abandoned++;
  });
  let body = townAnswer();
  if (service.mode === "silent") return;
  if (service.mode === "error500") return json(response, 500, { error: "Engine failed" });
  if (service.mode === "html") return send(response, "text/html", "<!doctype html><title>Portal</title>");
  if (service.mode === "empty") return json(response, 200, { origin: [townLat, townLon], geometry: [] });
  if (service.mode === "cut") {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(body.slice(0, 5000));
    setTimeout(() => response.destroy(), 50);
    return;
  }
  const charged = {
    "contextile-charged-km2": "0.12",
    "contextile-balance-km2": String(service.balanceKm2 - 0.12),
  };
  response.writeHead(200, { "content-type": "application/json", ...charged });
  if (service.mode === "held") {
    const half = body.indexOf('"descriptor"', body.length / 2);
    response.write(body.slice(0, half));
    const how = await new Promise((resolve: FakeService["letGo"]) => {
      service.letGo = resolve;
    });
    if (how === "break") return void response.destroy();
    response.write(body.slice(half));
    body = "";
  }
  if (service.mode === "slow") await drip(response, body);
  service.balanceKm2 -= 0.12;
  response.end(service.mode === "slow" ? body.slice(4000) : body);
}

/** A kilobyte now and then, for as long as somebody listens; ten seconds in all. */
async function drip(response: ServerResponse, body: string): Promise<void> {
  for (let at = 0; at < 4000 && !response.destroyed; at += 40) {
    response.write(body.slice(at, at + 40));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "content-type": type });
  response.end(body);
}
