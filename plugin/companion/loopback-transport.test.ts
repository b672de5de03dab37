import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { createHandoffReceiver } from "../../shared/bridge/receive-handoff.ts";
import { createSession } from "../../shared/bridge/session.ts";
import type { Transport } from "../../shared/bridge/transport.ts";
import { connectLoopback, type FetchLike } from "../../shared/bridge/transports/loopback.ts";
import { createMemoryHost } from "../../shared/testing/memory-host.ts";
import { describeTransport } from "../../shared/testing/transport-suite.ts";
import { startLoopbackServer } from "./loopback-server.ts";

/** The real server; the test itself plays the host behind it. */
async function startServer(port = 0, heartbeatMs?: number) {
  const paired: Transport[] = [];
  const server = await startLoopbackServer({
    port,
    heartbeatMs,
    panelFolder: tmpdir(),
    serviceUrl: "http://127.0.0.1:9",
    key: async () => null,
    receiver: createHandoffReceiver({ formats: [], insert: () => Promise.reject(new Error("none")) }),
    serve: (page) => {
      paired.push(page);
      return { emit: () => {}, close: () => page.close() };
    },
  });
  return { server, paired };
}

const pausesMs = [5, 10, 20, 40];

describeTransport("loopback", async () => {
  const { server, paired } = await startServer();
  const panel = await connectLoopback({ baseUrl: server.origin, pairingToken: server.pairingToken, fetch });
  const headers = { origin: "http://evil.example", "content-type": "application/json", ...panel.headers };
  return {
    panel,
    host: paired[0],
    foreign: async (body) => {
      const answer = await fetch(`${server.origin}/bridge`, { method: "POST", headers, body });
      expect(answer.status).toBe(403);
    },
    close: () => {
      panel.close();
      return server.close();
    },
  };
});

describe("loopback transport and a bad connection", () => {
  /** Panel with a `fetch` that the test can spoil. */
  async function connect(spoil: (url: string) => "fail" | "pass") {
    const { server, paired } = await startServer();
    const streams: AbortController[] = [];
    const spoiled: FetchLike = async (url, init) => {
      if (spoil(url) === "fail") throw new TypeError("Failed to fetch");
      if (!url.endsWith("/events")) return fetch(url, init);
      const controller = new AbortController();
      streams.push(controller);
      init?.signal?.addEventListener("abort", () => controller.abort());
      return fetch(url, { ...init, signal: controller.signal });
    };
    const options = { baseUrl: server.origin, pairingToken: server.pairingToken, retryPausesMs: pausesMs };
    const panel = await connectLoopback({ ...options, fetch: spoiled });
    return { server, panel, host: paired[0], streams };
  }

  it("sends a message again whose post was lost, and the host sees it once or twice with one id", async () => {
    let losses = 2;
    const { server, panel, host } = await connect((url) =>
      url.endsWith("/bridge") && losses-- > 0 ? "fail" : "pass",
    );
    createMemoryHost({ transport: host });
    const session = createSession(panel, { panelVersion: "1", userAgent: "t" });
    expect((await session.hello()).name).toBe("Memory host");
    session.close();
    await server.close();
  });

  it("reads on after every break of the stream, nothing twice and nothing lost", async () => {
    const { server, panel, host, streams } = await connect(() => "pass");
    const got: string[] = [];
    panel.onMessage((message) => got.push(message));
    for (let i = 0; i < 30; i++) {
      await host.send(`"${i}"`);
      if (i % 5 === 0) streams[streams.length - 1]?.abort();
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    while (got.length < 30) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(got).toEqual(Array.from({ length: 30 }, (_, i) => `"${i}"`));
    expect(streams.length).toBeGreaterThan(3);
    panel.close();
    await server.close();
  });

  it("gives up as host-gone once when the server stays away", async () => {
    const { server, panel } = await connect(() => "pass");
    const session = createSession(panel, { panelVersion: "1", userAgent: "t" });
    const closed = new Promise<void>((resolve) => session.onClose(resolve));
    const request = session.request("settings.get", {}).catch((e: unknown) => e);
    await server.close();
    await closed;
    expect(await request).toMatchObject({ code: "host-gone" });
  });

  it("does not take the 401 of another server's start for a wrong key", async () => {
    const { server, panel } = await connect(() => "pass");
    const other = await startServer();
    const refused = panel.serviceFetch(`${other.server.origin}/service/v1/account`);
    await expect(refused).rejects.toMatchObject({ code: "host-gone" });
    panel.close();
    await server.close();
    await other.server.close();
  });

  it("rejects the pairing as host-gone with an old token and with nobody there", async () => {
    const { server } = await startServer();
    const old = connectLoopback({ baseUrl: server.origin, pairingToken: "x".repeat(43), fetch });
    await expect(old).rejects.toMatchObject({ code: "host-gone" });
    await server.close();
    const nobody = connectLoopback({ baseUrl: server.origin, pairingToken: "x".repeat(43), fetch });
    await expect(nobody).rejects.toMatchObject({ code: "host-gone" });
  });

  it("takes a silent stream for dead, and one that beats for alive", async () => {
    const { server } = await startServer(0, 20);
    let streams = 0;
    const counting: FetchLike = (url, init) => {
      if (url.endsWith("/events")) streams++;
      return fetch(url, init);
    };
    const base = { baseUrl: server.origin, pairingToken: server.pairingToken, fetch: counting };
    const alive = await connectLoopback({ ...base, silentMs: 200, retryPausesMs: pausesMs });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(streams).toBe(1);
    alive.close();
    const impatient = await connectLoopback({ ...base, silentMs: 8, retryPausesMs: [1, 1, 1] });
    await new Promise<void>((resolve) => impatient.onClose(resolve));
    expect(streams).toBeGreaterThan(3);
    await server.close();
  });
});

describe("loopback server and ports", () => {
  it("takes the next port when the wanted one is busy", async () => {
    const squatter = createServer();
    const busy = await new Promise<number>((resolve) => {
      squatter.listen(0, "127.0.0.1", () => {
        const address = squatter.address();
        resolve(typeof address === "object" && address ? address.port : 0);
      });
    });
    const { server } = await startServer(busy);
    expect(server.port).not.toBe(busy);
    expect(server.origin).toBe(`http://127.0.0.1:${server.port}`);
    await server.close();
    await new Promise((resolve) => squatter.close(resolve));
  });
});
