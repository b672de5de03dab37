import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadRhinoInNode } from "../../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../../shared/exports/formats.ts";
import { type FakeApi, startFakeApi } from "../../shared/testing/fake-api.ts";
import { type Companion, startCompanion } from "../companion/start-companion.ts";

const program = fileURLToPath(new URL("../../scripts/contextile.mjs", import.meta.url));
const key = "ctx_mcp_test_0123456789abcdef";
const area = { lon: 8.65, lat: 49.87, width_m: 300, height_m: 200 };

let folder: string;
let api: FakeApi;
let host: Companion;
let client: Client;

interface Answer {
  isError?: boolean;
  structuredContent?: Record<string, unknown>;
  content: { type: string; text?: string; data?: string; uri?: string; mimeType?: string }[];
}
const call = async (name: string, args: Record<string, unknown> = {}) =>
  (await client.callTool({ name, arguments: args })) as unknown as Answer;

/** The environment of a user who set everything up. CONTEXTILE_PREPARED: the test run has built the program. */
const environment = (extra: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? "",
  HOME: folder,
  CONTEXTILE_PREPARED: "1",
  CONTEXTILE_CONFIG_DIR: join(folder, "config"),
  CONTEXTILE_SERVICE_URL: api.url,
  CONTEXTILE_API_KEY: key,
  ...extra,
});

async function connect(extra: Record<string, string> = {}): Promise<Client> {
  const fresh = new Client({ name: "test", version: "1" });
  const args = [program, "mcp", "--out", join(folder, "exports")];
  await fresh.connect(new StdioClientTransport({ command: process.execPath, args, env: environment(extra) }));
  return fresh;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "contextile-mcp-"));
  api = await startFakeApi({ key });
  host = await startCompanion({
    port: 0,
    panelFolder: folder,
    serviceUrl: api.url,
    outputFolder: join(folder, "document"),
    configFolder: join(folder, "config"),
    formats: exportFormats(loadRhinoInNode),
    env: {},
  });
  client = await connect();
});
afterAll(async () => {
  await client?.close();
  await host?.close();
  await api?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("MCP over real stdio", () => {
  let sceneId = "";

  test("lists nine tools with strict, portable schemas", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "find_place",
      "estimate_context",
      "fetch_context",
      "describe_scene",
      "render_preview",
      "import_to_host",
      "export_scene",
      "host_status",
      "get_usage",
    ]);
    for (const tool of tools) {
      expect(tool.inputSchema.additionalProperties, tool.name).toBe(false);
      expect(JSON.stringify(tool.inputSchema), tool.name).not.toMatch(/prefixItems|key"|token/i);
      expect(tool.outputSchema, tool.name).toBeDefined();
    }
  });

  test("reads coordinates without asking anybody", async () => {
    const { structuredContent } = await call("find_place", { query: "43.731, 7.42" });
    expect(structuredContent).toEqual({
      places: [{ name: "43.731, 7.42", kind: "coordinates", lon: 7.42, lat: 43.731 }],
    });
  });

  test("estimates the cost before anything is bought", async () => {
    const { structuredContent } = await call("estimate_context", { area });
    expect(structuredContent?.area_km2).toBeCloseTo(0.06, 3);
    expect(structuredContent?.allowed).toBe(true);
    expect(api.purchases()).toHaveLength(0);
  });

  test("buys nothing beyond what the agent accepts", async () => {
    const answer = await call("fetch_context", { area, accept_km2: 0.01 });
    expect(answer.isError).toBe(true);
    expect(answer.content[0].text).toContain("Nothing was charged.");
    expect(api.purchases()).toHaveLength(0);
  });

  test("fetches an area and tells what is in it", async () => {
    const { structuredContent } = await call("fetch_context", { area, accept_km2: 0.07 });
    expect(structuredContent?.state).toBe("ready");
    sceneId = String(structuredContent?.scene_id);
    const described = await call("describe_scene", { scene_id: sceneId, layer: "buildings", limit: 2 });
    expect(described.structuredContent?.features).toHaveLength(2);
    expect(described.structuredContent?.total).toBeGreaterThan(2);
    expect(described.structuredContent?.has_more).toBe(true);
  });

  test("the same area again is free", async () => {
    const { structuredContent } = await call("fetch_context", { area, accept_km2: 0 });
    expect(structuredContent).toMatchObject({ state: "ready", scene_id: sceneId, already_fetched: true });
    expect(api.purchases()).toHaveLength(1);
  });

  test("draws a picture under 700 KB", async () => {
    const { content } = await call("render_preview", {
      scene_id: sceneId,
      view: "iso",
      width: 1600,
      height: 1200,
    });
    const image = content.find(({ type }) => type === "image");
    const bytes = Buffer.from(image?.data ?? "", "base64");
    expect(bytes.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect(image?.data?.length).toBeLessThan(700_000);
    expect(bytes.length).toBeGreaterThan(3_000);
  });

  test.each(["3dm", "glb"])("writes a %s file and links it", async (format) => {
    const answer = await call("export_scene", { scene_id: sceneId, format, name: "Site 1" });
    const path = String(answer.structuredContent?.path);
    expect(path).toBe(join(folder, "exports", `Site 1.${format}`));
    expect(readFileSync(path)).toHaveLength(Number(answer.structuredContent?.bytes));
    expect(answer.content.find(({ type }) => type === "resource_link")?.uri).toMatch(/^file:.*Site%201/);
  });

  test("never writes outside the export folder", async () => {
    const answer = await call("export_scene", { scene_id: sceneId, format: "glb", name: "../../escape" });
    expect(answer.isError).toBe(true);
    expect(existsSync(join(folder, "escape.glb"))).toBe(false);
  });

  test("finds the open host and inserts into it, twice, replacing", async () => {
    const status = await call("host_status");
    expect(status.structuredContent).toMatchObject({
      hosts: [{ can_import: true, problem: "" }],
      missing: [],
    });
    const first = await call("import_to_host", { scene_id: sceneId });
    expect(first.structuredContent).toMatchObject({ replaced: 0, georeference: "stored" });
    const second = await call("import_to_host", { scene_id: sceneId });
    expect(Number(second.structuredContent?.replaced)).toBeGreaterThan(0);
    expect(existsSync(join(folder, "document", "context.3dm"))).toBe(true);
  });

  test("tells usage", async () => {
    const { structuredContent } = await call("get_usage");
    expect(structuredContent).toHaveProperty("balance_km2");
  });

  test.each([
    ["describe_scene", { scene_id: "gone" }, "fetch_context again"],
    [
      "estimate_context",
      {
        area: {
          ring: [
            [0, 0],
            [1, 1],
          ],
        },
      },
      "area",
    ],
    ["estimate_context", { area: { lon: 8 } }, "radius_m"],
    ["find_place", { query: "x", extra: 1 }, "extra"],
    ["import_to_host", { scene_id: "gone", host_id: "1" }, "fetch_context again"],
  ])("%s %j is an answer that says what to do", async (name, args, hint) => {
    const answer = await call(name, args);
    expect(answer.isError).toBe(true);
    expect(answer.content[0].text).toContain(hint);
  });

  test("reports progress, and a cancelled call cancels the fetch; asking again is the same purchase", async () => {
    api.behave({ kind: "slow", ms: 400, pieceBytes: 2000 }, { kind: "ok" });
    const seen: number[] = [];
    const stop = new AbortController();
    const charges = api.charges.length;
    const pending = client.callTool(
      { name: "fetch_context", arguments: { area: { ...area, lat: 49.88 }, accept_km2: 1 } },
      undefined,
      { signal: stop.signal, onprogress: ({ progress }) => seen.push(progress) },
    );
    const settled = pending.then(
      () => "answered",
      () => "cancelled",
    );
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(1);
    stop.abort();
    expect(await settled).toBe("cancelled");
    await expect.poll(() => api.requests.at(-1)?.aborted, { timeout: 20_000 }).toBe(true);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    await call("fetch_context", { area: { ...area, lat: 49.88 }, accept_km2: 1 });
    expect(api.charges.length).toBe(charges + 1);
  });

  test("without a key every free tool works and fetch_context says what to do", async () => {
    const keyless = await connect({ CONTEXTILE_API_KEY: "", CONTEXTILE_CONFIG_DIR: join(folder, "empty") });
    const answer = (await keyless.callTool({
      name: "fetch_context",
      arguments: { area, accept_km2: 1 },
    })) as unknown as Answer;
    expect(answer.isError).toBe(true);
    expect(answer.content[0].text).toContain("No API key is set.");
    await keyless.close();
  });

  test("stdout carries nothing but JSON-RPC, the key appears nowhere, and the end of input ends the process", async () => {
    const child = spawn(process.execPath, [program, "mcp"], { env: environment() });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    const ask = (id: number, method: string, params: object) =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    ask(1, "initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "t", version: "1" },
    });
    await expect.poll(() => out, { timeout: 20_000 }).toContain('"id":1');
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
    ask(2, "tools/call", { name: "host_status", arguments: {} });
    await expect.poll(() => out, { timeout: 20_000 }).toContain('"id":2');
    child.stdin.end();
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
    for (const line of out.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("jsonrpc", "2.0");
    expect(out + err).not.toContain(key);
  });
});
