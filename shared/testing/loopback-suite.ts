/**
 * docs/loopback-protocol.md as tests. One long file, because every part speaks to the same running server, and starting a
 * CAD program for each part would take minutes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messages } from "../bridge/protocol.ts";
import { sendHandoff } from "../bridge/send-handoff.ts";
import { createSession } from "../bridge/session.ts";
import { connectLoopback } from "../bridge/transports/loopback.ts";
import type { HandoffFormat } from "../scene/handoff.ts";
import { patternBytes, sampleHandoff } from "./bridge-suite.ts";
import { RawClient, RawStream } from "./loopback-suite-http.ts";
import { everyByte, type FakeService, startFakeService } from "./loopback-suite-service.ts";

export interface LoopbackSetup {
  /** The service to forward to, with a path: `http://127.0.0.1:PORT/base`. */
  serviceUrl: string;
  /** A small built panel. */
  panelFolder: string;
  /** Empty; for keys and settings, so that no test touches the user's own. */
  configFolder: string;
  /** Empty; for hosts whose document is a folder. */
  outputFolder: string;
}

export interface LoopbackUnderTest {
  /** `http://127.0.0.1:PORT` (a fragment is ignored). */
  url: string;
  /** The pairing token. */
  token: string;
  close(): Promise<void> | void;
}

export interface LoopbackServerCase {
  start(setup: LoopbackSetup): Promise<LoopbackUnderTest>;
  /** A payload that the host can really insert; without it the suite stops before the commit. */
  payload?: { format: HandoffFormat; bytes: Uint8Array };
}

const secretKey = "ck_live_5f1e0c7a-do-not-show-9b42";
const foreignOrigins = ["http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1"];

/** docs/loopback-protocol.md, held against any server from outside, in whatever language it is written. */
export function describeLoopbackServer(name: string, { start, payload }: LoopbackServerCase): void {
  describe(`loopback server ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "contextile-loopback-"));
    let service: FakeService;
    let server: LoopbackUnderTest;
    let origin: string;
    let client: RawClient;
    let session: string;
    let auth: Record<string, string>;
    let ids = 0;

    beforeAll(async () => {
      service = await startFakeService();
      server = await start({ serviceUrl: service.url, ...makeFolders(folder) });
      origin = new URL(server.url).origin;
      client = new RawClient(origin);
      session = await pair();
      auth = { "x-contextile-token": session };
    });
    afterAll(async () => {
      await server?.close();
      await service?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function pair(): Promise<string> {
      const answer = await client.post("/pair", { token: server.token });
      expect(answer.status).toBe(200);
      return (answer.json() as { session: string }).session;
    }

    const request = (method: string, params: unknown = {}, id = `suite-${++ids}`) => ({
      v: 1,
      kind: "req",
      id,
      method,
      params,
    });
    const withToken = (token: string) => ({ "x-contextile-token": token });

    /** Asks over a stream of its own and gives the answer. */
    async function ask(method: string, params: unknown = {}, token = session) {
      const message = request(method, params);
      const stream = new RawStream(client, token, 0);
      await stream.opened;
      const answer = await client.post("/bridge", message, withToken(token));
      expect(answer.json()).toEqual({ accepted: true });
      const result = await stream.answerTo(message.id);
      stream.close();
      return result;
    }

    describe("static files", () => {
      it("serves the panel with a strict policy", async () => {
        const answer = await client.send({ path: "/" });
        expect(answer.status).toBe(200);
        expect(answer.text).toContain("<title>suite panel</title>");
        expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
        expect(answer.headers["cache-control"]).toBe("no-cache");
        expect(answer.headers["content-security-policy"]).toBe(
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' data: blob:; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'",
        );
        expectSafe(answer.headers);
      });

      it.each([
        ["/assets/app.js", "text/javascript; charset=utf-8"],
        ["/assets/app.css?v=1", "text/css; charset=utf-8"],
        ["/assets/data.wasm", "application/wasm"],
        ["/assets/icon.svg", "image/svg+xml; charset=utf-8"],
        ["/assets/with%20space.json", "application/json; charset=utf-8"],
      ])("gives %s its type", async (path, type) => {
        const answer = await client.send({ path });
        expect([answer.status, answer.headers["content-type"]]).toEqual([200, type]);
      });

      it("answers HEAD without a body and refuses other methods", async () => {
        const head = await client.send({ method: "HEAD", path: "/assets/app.js" });
        expect([head.status, head.body.length]).toEqual([200, 0]);
        expect((await client.post("/assets/app.js", {})).status).toBe(405);
      });

      it.each([
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/assets\\..\\..\\secret.txt",
        "//secret.txt",
        "/link-out.txt",
        "/linked/secret.txt",
        "/.hidden",
        "/assets/",
        "/assets",
        "/nowhere.js",
        "/a%00.js",
        "/%",
        "/%e0%a4%a",
      ])("does not serve %s", async (path) => {
        const answer = await client.send({ path });
        expect(answer.status).toBe(404);
        expect(answer.text).not.toContain("outside the panel");
        expect(answer.headers["contextile-from"]).toBe("host");
      });
    });

    describe("callers", () => {
      const paths = ["/", "/bridge/events", "/service/v1/service"];

      it.each(paths)("refuses a rebound name for %s", async (path) => {
        const port = new URL(origin).port;
        for (const host of [
          `evil.example:${port}`,
          "127.0.0.1",
          `127.0.0.1:${Number(port) + 1}`,
          "evil.example",
        ]) {
          const answer = await client.send({ path, headers: { ...auth, host } });
          expect([host, answer.status]).toEqual([host, 403]);
        }
      });

      it.each(paths)("refuses a foreign page for %s", async (path) => {
        for (const from of foreignOrigins) {
          const answer = await client.send({ path, headers: { ...auth, origin: from } });
          expect([from, answer.status]).toEqual([from, 403]);
          expect(Object.keys(answer.headers).join()).not.toMatch(/access-control|set-cookie/);
        }
      });

      it("refuses a foreign page's preflight and post", async () => {
        const headers = { origin: "http://evil.example", "access-control-request-method": "POST" };
        expect((await client.send({ method: "OPTIONS", path: "/bridge", headers })).status).toBe(403);
        const post = await client.post("/bridge", request("secret.get"), {
          ...auth,
          origin: "http://evil.example",
        });
        expect(post.status).toBe(403);
      });

      it("knows its own page by both names", async () => {
        const { port } = new URL(origin);
        for (const name of ["127.0.0.1", "localhost"]) {
          const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
          expect((await client.send({ path: "/", headers })).status).toBe(200);
        }
      });
    });

    describe("pairing", () => {
      it("gives every pairing a session of its own, as often as the page reloads", async () => {
        const [a, b] = [await pair(), await pair()];
        expect(a).toMatch(/^[\w-]{43}$/);
        expect(new Set([a, b, session]).size).toBe(3);
      });

      it.each([
        ["a wrong token", { token: "A".repeat(43) }, {}, 401],
        ["an empty token", { token: "" }, {}, 401],
        ["no token", {}, {}, 400],
        ["no JSON", "token=abc", {}, 400],
        ["another content type", { token: "x" }, { "content-type": "text/plain" }, 415],
        ["two thousand bytes", { token: "x".repeat(2000) }, {}, 413],
      ])("refuses %s", async (_, body, headers, status) => {
        const answer = await client.post("/pair", body, headers);
        expect(answer.status).toBe(status);
        expect(answer.headers["contextile-from"]).toBe("host");
        expect(answer.text).not.toContain(server.token);
      });

      it("takes no GET", async () => {
        expect((await client.send({ path: `/pair?token=${server.token}` })).status).toBe(405);
      });

      it.each([
        ["/bridge", "POST"],
        ["/bridge/events", "GET"],
        ["/bridge/bulk?handoff=handoff-0001&seq=0", "POST"],
        ["/service/v1/service", "GET"],
      ])("lets nobody to %s without a session", async (path, method) => {
        for (const token of [undefined, "", "B".repeat(43), server.token]) {
          const headers = {
            "content-type": "application/json",
            ...(token === undefined ? {} : withToken(token)),
          };
          const answer = await client.send({
            method,
            path,
            headers,
            body: method === "POST" ? "{}" : undefined,
          });
          expect([token, answer.status]).toEqual([token, 401]);
          expect(answer.json()).toMatchObject({ error: { code: "host-gone", charged: "no" } });
          expect(answer.headers["contextile-from"]).toBe("host");
        }
      });
    });

    describe("messages", () => {
      it("greets with a profile that fits the protocol", async () => {
        const hello = await ask("hello", { protocol: 1, panelVersion: "1", userAgent: "suite" });
        expect(hello).toMatchObject({
          kind: "res",
          result: {
            protocol: 1,
            bulkUrl: "/bridge/bulk",
            serviceUrl: "/service",
            // Which service it is: what was fetched from one is never offered as another's.
            serviceOrigin: service.url,
            secret: { hasKey: false },
          },
        });
      });

      it("answers for the selection where its profile says so, and only there", async () => {
        const hello = await ask("hello", { protocol: 1, panelVersion: "1", userAgent: "suite" });
        const { canReadSelection } = messages.hello.result.parse(hello.result);
        const answer = await ask("selection.boundary");
        if (!canReadSelection) expect(answer).toMatchObject({ error: { code: "unknown-message" } });
        else expect(messages["selection.boundary"].result.safeParse(answer.result).success).toBe(true);
      });

      it.each([
        ["an unknown method", "no.such.method", {}, "unknown-message"],
        ["a method named like an object's own", "constructor", {}, "unknown-message"],
        ["wrong parameters", "secret.set", { key: 7 }, "bad-message"],
        ["parameters it does not know", "secret.get", { more: 1 }, "bad-message"],
        [
          "another protocol",
          "hello",
          { protocol: 99, panelVersion: "1", userAgent: "x" },
          "protocol-version",
        ],
      ])("answers %s with a defined error", async (_, method, params, code) => {
        expect(await ask(method, params)).toMatchObject({ kind: "err", error: { code, charged: "no" } });
      });

      it("reads a message that was quoted twice", async () => {
        const token = await pair();
        const message = request("settings.get");
        const twice = JSON.stringify(JSON.stringify(message));
        expect((await client.post("/bridge", twice, withToken(token))).json()).toEqual({ accepted: true });
        const stream = new RawStream(client, token);
        expect(await stream.answerTo(message.id)).toMatchObject({ kind: "res" });
        stream.close();
      });

      it("answers one id again with the same answer", async () => {
        const token = await pair();
        const stream = new RawStream(client, token);
        await stream.opened;
        const message = request("settings.set", { suite: "once" });
        for (let i = 0; i < 2; i++) await client.post("/bridge", message, withToken(token));
        while (stream.events.length < 1) await stream.next();
        await client.post("/bridge", message, withToken(token));
        while (stream.events.length < 2) await stream.next();
        expect(stream.events[1].message).toEqual(stream.events[0].message);
        stream.close();
      });

      it("accepts a cancel of something it never heard of", async () => {
        const answer = await client.post("/bridge", { v: 1, kind: "cancel", id: "never" }, auth);
        expect([answer.status, answer.json()]).toEqual([200, { accepted: true }]);
      });

      it.each([
        ["noise", "hello", {}, 400],
        ["JSON that is no envelope", { v: 1, kind: "shout" }, {}, 400],
        ["an envelope with more in it", { ...{ v: 1, kind: "cancel", id: "x" }, extra: 1 }, {}, 400],
        ["a form", "a=b", { "content-type": "application/x-www-form-urlencoded" }, 415],
        ["nine megabytes", `"${"x".repeat(9 * 1024 * 1024)}"`, {}, 413],
      ])("refuses %s", async (_, body, headers, status) => {
        const answer = await client.post("/bridge", body, { ...auth, ...headers });
        expect(answer.status).toBe(status);
        expect(answer.json()).toMatchObject({ error: { charged: "no" } });
      });

      it("keeps settings as they are, whatever their text", async () => {
        const settings = { theme: "dark", nested: { list: [1, null, "“☂”\u2028"] } };
        expect(await ask("settings.set", settings)).toMatchObject({ kind: "res", result: {} });
        expect(await ask("settings.get")).toMatchObject({ result: settings });
      });
    });

    describe("events", () => {
      it("opens at once, unbuffered and unnamed", async () => {
        const stream = new RawStream(client, await pair());
        const headers = await stream.opened;
        expect(headers["content-type"]).toBe("text/event-stream; charset=utf-8");
        expect(headers["content-length"]).toBeUndefined();
        expectSafe(headers);
        while (stream.raw === "") await stream.next();
        expect(stream.raw).toBe(": open\n\n");
        stream.close();
      });

      it("numbers from 1 without gaps and keeps what came before the stream", async () => {
        const token = await pair();
        for (let i = 0; i < 5; i++) await client.post("/bridge", request("settings.get"), withToken(token));
        const stream = new RawStream(client, token);
        while (stream.events.length < 5) await stream.next();
        expect(stream.events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
        stream.close();
      });

      it("goes on after the event that the page saw last", async () => {
        const token = await pair();
        const first = new RawStream(client, token);
        for (let i = 0; i < 3; i++) await client.post("/bridge", request("settings.get"), withToken(token));
        while (first.events.length < 3) await first.next();
        first.close();
        await client.post("/bridge", request("settings.get"), withToken(token));
        const second = new RawStream(client, token, 2);
        while (second.events.length < 2) await second.next();
        expect(second.events.map(({ id }) => id)).toEqual([3, 4]);
        expect(second.events[0].message).toEqual(first.events[2].message);
        second.close();
      });

      it("says that it is gone when the page has seen more than was ever sent", async () => {
        const stream = new RawStream(client, await pair(), 7);
        await stream.opened;
        expect(stream.status).toBe(410);
        stream.close();
      });

      it("ends the older of two streams of one session", async () => {
        const token = await pair();
        const older = new RawStream(client, token);
        await older.opened;
        const newer = new RawStream(client, token);
        await newer.opened;
        await older.ended;
        const message = request("settings.get");
        await client.post("/bridge", message, withToken(token));
        expect(await newer.answerTo(message.id)).toMatchObject({ kind: "res" });
        newer.close();
      });
    });

    describe("page transport", () => {
      it("greets, survives the loss of its stream, and misses nothing", async () => {
        const opened: AbortController[] = [];
        const transport = await connectLoopback({
          baseUrl: origin,
          pairingToken: server.token,
          retryPausesMs: [10, 20, 50, 100, 200],
          fetch: (url, init) => {
            if (!url.endsWith("/events")) return fetch(url, init);
            const controller = new AbortController();
            opened.push(controller);
            init?.signal?.addEventListener("abort", () => controller.abort());
            return fetch(url, { ...init, signal: controller.signal });
          },
        });
        const page = createSession(transport, { panelVersion: "1", userAgent: "suite" });
        await page.hello();
        for (let i = 0; i < 3; i++) {
          opened[opened.length - 1].abort();
          expect((await page.request("secret.get", {})).hasKey).toBe(false);
        }
        expect(opened.length).toBeGreaterThan(1);
        const answer = await transport.serviceFetch(`${origin}/service/v1/service`);
        expect(await answer.json()).toEqual({ ok: true });
        page.close();
      });
    });

    describe("hand-over", () => {
      const bytes = patternBytes(5000);
      const chunks = [bytes.subarray(0, 2048), bytes.subarray(2048, 4096), bytes.subarray(4096)];
      const hash = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
      const bulk = (id: string, seq: number, data: Uint8Array, sha256 = hash(data), headers = auth) =>
        client.send({
          method: "POST",
          path: `/bridge/bulk?handoff=${id}&seq=${seq}`,
          headers: { "content-type": "application/octet-stream", "x-contextile-sha256": sha256, ...headers },
          body: data,
        });

      async function begin(handoffId: string) {
        const hello = await ask("hello", { protocol: 1, panelVersion: "1", userAgent: "suite" });
        const { formats } = hello.result as { formats: HandoffFormat[] };
        const header = { handoffId, format: formats[0], totalChunks: 3, sha256: hash(bytes) };
        return ask("handoff.begin", sampleHandoff(bytes, header).header);
      }

      it("acknowledges binary chunks in any order, and repeats are harmless", async () => {
        expect(await begin("suite-order")).toMatchObject({ result: { handoffId: "suite-order" } });
        const received: unknown[] = [];
        for (const seq of [2, 0, 0, 1, 2])
          received.push((await bulk("suite-order", seq, chunks[seq])).json());
        expect(received).toEqual([1, 2, 2, 3, 3].map((count) => ({ received: count })));
        expect(await ask("handoff.abort", { handoffId: "suite-order" })).toMatchObject({ kind: "res" });
      });

      it("takes the same chunks as base64 messages", async () => {
        await begin("suite-base64");
        const base64 = Buffer.from(chunks[0]).toString("base64");
        const chunk = { handoffId: "suite-base64", seq: 0, sha256: hash(chunks[0]), base64 };
        expect(await ask("handoff.chunk", chunk)).toMatchObject({ result: { received: 1 } });
        await ask("handoff.abort", { handoffId: "suite-base64" });
      });

      it("refuses damaged, odd and foreign chunks", async () => {
        await begin("suite-damage");
        const damaged = await bulk("suite-damage", 0, chunks[0], hash(chunks[1]));
        expect([damaged.status, damaged.json()]).toMatchObject([
          400,
          { error: { code: "bad-message", data: { reason: "hash" } } },
        ]);
        expect((await bulk("suite-damage", 9, chunks[0])).status).toBe(400);
        expect((await bulk("suite-damage", 0, chunks[0], "nonsense")).status).toBe(400);
        expect((await bulk("no-such-handoff", 0, chunks[0])).status).toBe(404);
        const asJson = await bulk("suite-damage", 0, chunks[0], hash(chunks[0]), {
          ...auth,
          "content-type": "application/json",
        });
        expect(asJson.status).toBe(415);
        const huge = new Uint8Array(17 * 1024 * 1024);
        expect((await bulk("suite-damage", 0, huge)).status).toBe(413);
        await ask("handoff.abort", { handoffId: "suite-damage" });
      });

      it("is busy while another page's hand-over is open, and free when that page is gone", async () => {
        const other = await pair();
        const stream = new RawStream(client, other);
        await stream.opened;
        const hello = await ask("hello", { protocol: 1, panelVersion: "1", userAgent: "suite" });
        const { formats } = hello.result as { formats: HandoffFormat[] };
        const header = { format: formats[0], totalChunks: 3, sha256: hash(bytes) };
        const first = request(
          "handoff.begin",
          sampleHandoff(bytes, { ...header, handoffId: "suite-first" }).header,
        );
        await client.post("/bridge", first, withToken(other));
        expect(await stream.answerTo(first.id)).toMatchObject({ kind: "res" });
        const second = sampleHandoff(bytes, { ...header, handoffId: "suite-second" }).header;
        expect(await ask("handoff.begin", second)).toMatchObject({ error: { code: "host-busy" } });
        // The sender of a refused hand-over says abort; its id stays free for the next try.
        await ask("handoff.abort", { handoffId: "suite-second" });
        stream.close();
        await stream.ended;
        let answer = await ask("handoff.begin", second);
        // A server may notice a moment later that nobody reads.
        for (let i = 0; i < 60 && answer.error?.code === "host-busy"; i++) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          answer = await ask("handoff.begin", second);
        }
        expect(answer).toMatchObject({ kind: "res", result: { handoffId: "suite-second" } });
        await ask("handoff.abort", { handoffId: "suite-second" });
      });

      it("does not commit what has not arrived", async () => {
        await begin("suite-half");
        await bulk("suite-half", 0, chunks[0]);
        expect(await ask("handoff.commit", { handoffId: "suite-half" })).toMatchObject({
          error: { code: "bad-message" },
        });
        await ask("handoff.abort", { handoffId: "suite-half" });
      });

      it.runIf(payload !== undefined)("inserts a real model, and replaces it the second time", async () => {
        const transport = await connectLoopback({ baseUrl: origin, pairingToken: server.token, fetch });
        const page = createSession(transport, { panelVersion: "1", userAgent: "suite" });
        const profile = await page.hello();
        const { format, bytes: model } = payload!;
        const send = (handoffId: string) =>
          sendHandoff(page, profile, sampleHandoff(model, { handoffId, format }));
        const receipt = await send("suite-insert-1");
        expect(receipt.undoName).toBe("Luisenplatz");
        expect(receipt.made.reduce((sum, { facets }) => sum + facets, 0)).toBeGreaterThan(0);
        expect(receipt).toMatchObject({ replaced: 0, georeference: "stored" });
        const again = await send("suite-insert-2");
        expect(again.replaced).toBeGreaterThan(0);
        expect(again.made).toEqual(receipt.made);
        page.close();
      });
    });

    describe("service", () => {
      const get = (path: string, headers: Record<string, string> = {}) =>
        client.send({ path: `/service${path}`, headers: { ...auth, ...headers } });

      it("adds nothing without a key, so that the service refuses in its own words", async () => {
        const answer = await get("/v1/account?x=1");
        expect([answer.status, answer.text]).toEqual([401, '{"message":"no key"}']);
        const seen = service.seen[service.seen.length - 1];
        expect([seen.path, seen.headers.authorization]).toEqual(["/base/v1/account?x=1", undefined]);
        for (const name of ["contextile-from", "www-authenticate", "set-cookie"])
          expect(answer.headers[name]).toBeUndefined();
        expect((await get("/v1/service")).json()).toEqual({ ok: true });
      });

      it("passes on only what the service needs to know", async () => {
        const headers = { cookie: "a=b", referer: origin, authorization: "Bearer stolen", "x-other": "1" };
        const wanted = { "idempotency-key": "purchase-1", "contextile-x": "2", accept: "application/json" };
        await get("/v1/anything", { ...headers, ...wanted });
        const seen = service.seen[service.seen.length - 1].headers;
        expect(seen).toMatchObject(wanted);
        for (const name of [...Object.keys(headers), "x-contextile-token", "origin"])
          expect([name, seen[name]]).toEqual([name, undefined]);
      });

      it("streams a large body up, byte for byte", async () => {
        const body = patternBytes(5_000_000);
        const headers = { ...auth, "content-type": "application/json" };
        const answer = await client.send({ method: "POST", path: "/service/v1/context", headers, body });
        expect(answer.status).toBe(200);
        const seen = service.seen[service.seen.length - 1];
        expect([seen.method, hash(seen.body)]).toEqual(["POST", hash(body)]);
      });

      it("streams the answer down before it is finished", async () => {
        const answer = await client.send({
          path: "/service/v1/slow",
          headers: auth,
          onFirstBytes: () => service.release(),
        });
        expect(answer.text).toBe('{"a":1}');
        expect(answer.headers["contextile-charged-km2"]).toBe("0.25");
        expect(answer.headers["x-powered-by"]).toBeUndefined();
        expectSafe(answer.headers);
      });

      it("breaks off where the service breaks off", async () => {
        expect((await get("/v1/cut")).cut).toBe(true);
      });

      it("tells the service when the page goes away", async () => {
        const controller = new AbortController();
        const gone = client.send({
          path: "/service/v1/slow",
          headers: auth,
          signal: controller.signal,
          onFirstBytes: () => controller.abort(),
        });
        await gone.catch(() => {});
        await service.seen[service.seen.length - 1].abandoned;
        expect(service.seen[service.seen.length - 1].path).toBe("/base/v1/slow");
      });

      it("passes on a full queue with its waiting time, and compressed bodies as they are", async () => {
        const busy = await get("/v1/busy");
        expect([busy.status, busy.headers["retry-after"]]).toEqual([429, "7"]);
        const zipped = await get("/v1/zipped", { "accept-encoding": "gzip" });
        expect(zipped.headers["content-encoding"]).toBe("gzip");
        expect([...zipped.body.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
      });

      it("passes on which form of answer is wanted, and a binary one back byte for byte under its type", async () => {
        const accept = "application/vnd.contextile.compact.v1, application/json;q=0.9";
        const answer = await get("/v1/binary", { accept });
        expect(service.seen[service.seen.length - 1].headers.accept).toBe(accept);
        expect([answer.status, answer.headers["content-type"]]).toEqual([
          200,
          "application/vnd.contextile.compact.v1",
        ]);
        expect(answer.body.equals(everyByte)).toBe(true);
      });

      it("follows no redirect", async () => {
        const answer = await get("/v1/redirect");
        expect([answer.status, answer.json()]).toMatchObject([502, { error: { code: "service-down" } }]);
        expect(answer.headers.location).toBeUndefined();
      });

      it.each([
        ["GET", "no"],
        ["POST", "unknown"],
      ])("says for a %s that was lost on the way whether money may be gone: %s", async (method, charged) => {
        const headers = { ...auth, "content-type": "application/json" };
        const body = method === "POST" ? "{}" : undefined;
        const answer = await client.send({ method, path: "/service/v1/hangup", headers, body });
        expect([answer.status, answer.json()]).toMatchObject([
          502,
          { error: { code: "service-down", charged } },
        ]);
        expect(answer.headers["contextile-from"]).toBe("host");
      });

      it.each([
        "/v2/x",
        "/v1",
        "/v1/../../admin",
        "/v1/%2e%2e/%2e%2e/admin",
        "/v1//x",
        "/v1/a%5c..%5cb",
        "/v1/%00",
        "/",
      ])("forwards nothing for %s", async (path) => {
        const before = service.seen.length;
        expect((await get(path)).status).toBe(400);
        expect(service.seen.length).toBe(before);
      });

      it("refuses methods that no API uses", async () => {
        const answer = await client.send({ method: "OPTIONS", path: "/service/v1/service", headers: auth });
        expect(answer.status).toBe(405);
      });
    });

    describe("the key", () => {
      it("adds it to what goes to the service, and shows the page four characters", async () => {
        const state = await ask("secret.set", { key: secretKey });
        expect(state).toMatchObject({ result: { hasKey: true, last4: "9b42" } });
        await client.send({ path: "/service/v1/account", headers: auth });
        const seen = service.seen[service.seen.length - 1].headers;
        expect(seen.authorization).toBe(`Bearer ${secretKey}`);
      });

      it.each([
        ["accepted", "ck_live_another-good-one-0001"],
        ["refused", "ck_refused_0123456789"],
        ["unreachable", "ck_hangup_0123456789"],
        ["no-account", "ck_nowhere_0123456789"],
      ])("tests a key without keeping it: %s", async (verdict, key) => {
        expect(await ask("secret.test", { key })).toMatchObject({ result: { verdict } });
        const seen = service.seen[service.seen.length - 1];
        expect([seen.path, seen.headers.authorization]).toEqual(["/base/v1/account", `Bearer ${key}`]);
        expect(await ask("secret.get")).toMatchObject({ result: { hasKey: true, last4: "9b42" } });
        expect(client.heard.filter((text) => text.includes(key))).toEqual([]);
      });

      it("follows no redirect with a key that it tests", async () => {
        const before = service.seen.length;
        const answer = await ask("secret.test", { key: "ck_redirect_0123456789" });
        expect(answer).toMatchObject({ result: { verdict: "unreachable" } });
        expect(service.seen.length).toBe(before + 1);
      });

      it("refuses to test what cannot be a key", async () => {
        const before = service.seen.length;
        expect(await ask("secret.test", { key: "ab\ncd" })).toMatchObject({ error: { code: "bad-key" } });
        expect(service.seen.length).toBe(before);
      });

      it("refuses a key with a line break inside, and keeps the one it has", async () => {
        expect(await ask("secret.set", { key: "ab\ncd" })).toMatchObject({ error: { code: "bad-key" } });
        expect(await ask("secret.get")).toMatchObject({ result: { hasKey: true, last4: "9b42" } });
      });

      it("forgets it", async () => {
        expect(await ask("secret.clear")).toMatchObject({ result: { hasKey: false, last4: "" } });
        await client.send({ path: "/service/v1/account", headers: auth });
        expect(service.seen[service.seen.length - 1].headers.authorization).toBeUndefined();
      });

      it("was in nothing that this server ever said", () => {
        expect(client.heard.length).toBeGreaterThan(50);
        expect(client.heard.filter((text) => text.includes(secretKey))).toEqual([]);
      });
    });

    it("says that it closes", async () => {
      const stream = new RawStream(client, await pair());
      await stream.opened;
      await server.close();
      await stream.ended;
      expect(stream.events.map(({ message }) => message.event)).toEqual(["closing"]);
    });
  });
}

const hash = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

function expectSafe(headers: Record<string, unknown>): void {
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
  });
}

/** A panel to serve, with a secret beside it and links that lead out. */
function makeFolders(folder: string): Omit<LoopbackSetup, "serviceUrl"> {
  const panelFolder = join(folder, "panel");
  mkdirSync(join(panelFolder, "assets"), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  write("secret.txt", "outside the panel");
  write("panel/index.html", "<!doctype html><title>suite panel</title>");
  write("panel/.hidden", "outside the panel");
  for (const name of ["app.js", "app.css", "data.wasm", "icon.svg", "with space.json"])
    write(`panel/assets/${name}`, "{}");
  symlinkSync(join(folder, "secret.txt"), join(panelFolder, "link-out.txt"));
  symlinkSync(folder, join(panelFolder, "linked"));
  const [configFolder, outputFolder] = [join(folder, "config"), join(folder, "output")];
  mkdirSync(configFolder);
  mkdirSync(outputFolder);
  return { panelFolder, configFolder, outputFolder };
}
