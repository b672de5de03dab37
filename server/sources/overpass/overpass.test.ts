import { mkdtempSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isContextileError } from "../../../shared/errors.ts";
import { mapSourceSuite, villageBox } from "../map-source.suite.ts";
import { createPoliteFetch } from "../polite-fetch.ts";
import { damagedReads } from "../testing/damage.ts";
import { villageNodes, villageRelations, villageWays } from "../testing/village.ts";
import { openOverpass } from "./overpass.ts";
import { readOverpass } from "./overpass-answer.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-overpass-"));

/** Answers the whole village to everybody, first by `refusals`, and counts what goes on at once. */
interface Refusal {
  status: number;
  retryAfter?: string;
}
const log: { query: string; agent: string; method: string }[] = [];
let refusals: Refusal[] = [];
let running = 0;
let mostAtOnce = 0;
let reply = "";
const village = JSON.stringify({
  version: 0.6,
  osm3s: { timestamp_osm_base: "2026-03-01T00:00:00Z" },
  elements: [
    ...villageWays.map(({ id, refs, tags }) => ({ type: "way", id, nodes: refs, tags })),
    ...villageRelations.map(({ id, members, tags }) => ({
      type: "relation",
      id,
      members: members.map(([ref, role]) => ({ type: "way", ref, role })),
      tags,
    })),
    ...villageNodes.map(({ id, lat, lon, tags }) => ({ type: "node", id, lat, lon, tags })),
  ],
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text).get("data") ?? "";
}

const server = createServer(async (request, response) => {
  running++;
  mostAtOnce = Math.max(mostAtOnce, running);
  const agent = request.headers["user-agent"] ?? "";
  log.push({ query: await bodyOf(request), agent, method: request.method ?? "" });
  await new Promise((resolve) => setTimeout(resolve, 5));
  running--;
  const refusal = refusals.shift();
  if (refusal === undefined)
    return response.writeHead(200, { "content-type": "application/json" }).end(reply);
  return response
    .writeHead(refusal.status, refusal.retryAfter ? { "retry-after": refusal.retryAfter } : {})
    .end("no");
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/interpreter`;
});
beforeEach(() => {
  log.length = 0;
  refusals = [];
  mostAtOnce = 0;
  reply = village;
});
afterAll(() => server.close());

const quick = () =>
  createPoliteFetch({ gapMs: 1, firstWaitMs: 5, longestWaitMs: 1500, tries: 3, timeoutMs: 3000 });
const open = (cacheFolder?: string) => openOverpass(url, { cacheFolder, fetch: quick() });
const codeOf = async (promise: Promise<unknown>) => {
  const thrown = await promise.catch((error: unknown) => error);
  if (!isContextileError(thrown)) throw new Error(`not of the family: ${String(thrown)}`);
  return thrown;
};

mapSourceSuite("Overpass", async () => {
  const source = open();
  // Names are searched only where somebody has been.
  await source.features(villageBox);
  return source;
});

describe("openOverpass", () => {
  it("asks for whole tiles, by name, and for nothing twice", async () => {
    const cacheFolder = join(folder, "cache");
    const source = open(cacheFolder);
    await source.features(villageBox);
    await source.features([10.002, 48.002, 10.003, 48.003]);
    await open(cacheFolder).features(villageBox);
    expect(log).toHaveLength(1);
    expect(log[0].method).toBe("POST");
    expect(log[0].agent).toMatch(/^Contextile\//);
    expect(log[0].query).toContain("way(48.00,10.00,48.02,10.02)");
    expect(source.info().attribution).toEqual([
      { text: "© OpenStreetMap contributors", licence: "ODbL 1.0", date: "2026-03-01T00:00:00Z" },
    ]);
  });

  it("asks one thing at a time, whoever asks, and takes what reaches over a tile's edge once", async () => {
    const source = open();
    const [a] = await Promise.all([
      source.features([9.99, 47.99, 10.01, 48.01]),
      source.features([10.03, 48.03, 10.05, 48.05]),
    ]);
    expect(mostAtOnce).toBe(1);
    expect(log).toHaveLength(8);
    expect(a.features.filter(({ id }) => id === "way/1")).toHaveLength(1);
  });

  it("waits as long as the server says, then asks again", async () => {
    refusals = [{ status: 429, retryAfter: "1" }, { status: 504 }];
    const start = performance.now();
    const { features } = await open().features(villageBox);
    expect(features).toHaveLength(8);
    expect(log).toHaveLength(3);
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it("gives up with a clear error, and does not keep the failure", async () => {
    const source = open();
    refusals = [{ status: 429, retryAfter: "600" }];
    const busy = await codeOf(source.features(villageBox));
    expect([busy.code, busy.next]).toEqual(["rate-limited", "Try again in about 10 minutes."]);
    refusals = [{ status: 504 }, { status: 504 }, { status: 504 }];
    expect((await codeOf(source.features(villageBox))).code).toBe("timeout");
    refusals = [{ status: 400 }];
    expect((await codeOf(source.features(villageBox))).code).toBe("service-down");
    reply = JSON.stringify({ elements: [], remark: "runtime error: Query timed out" });
    expect((await codeOf(source.features(villageBox))).code).toBe("timeout");
    reply = "<html>busy</html>";
    expect((await codeOf(source.features(villageBox))).code).toBe("malformed-body");
    reply = village;
    expect((await source.features(villageBox)).features).toHaveLength(8);
  });

  it("refuses areas too large and addresses that are none", async () => {
    expect((await codeOf(open().features([10, 48, 10.5, 48.5]))).code).toBe("area-too-large");
    expect(log).toEqual([]);
    expect(() => openOverpass("ftp://x")).toThrow("not an http address");
    const gone = openOverpass("http://127.0.0.1:1/api", { fetch: quick() });
    expect((await codeOf(gone.features(villageBox))).code).toBe("service-down");
  });

  it("survives damaged answers", async () => {
    expect(await damagedReads(Buffer.from(village), 200, async (bytes) => readOverpass(bytes))).toEqual([]);
  });
});
