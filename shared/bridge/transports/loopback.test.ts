import { afterEach, describe, expect, it } from "vitest";
import { connectLoopback, type FetchLike, type LoopbackTransport } from "./loopback.ts";

const token = "T".repeat(43);
const opened: LoopbackTransport[] = [];
afterEach(() => {
  for (const transport of opened.splice(0)) transport.close();
});

/** A page whose host is a function; pairing and an endless event stream are taken care of. */
async function connect(answer: FetchLike, retryPausesMs = [1, 1, 1, 1]): Promise<LoopbackTransport> {
  const fetch: FetchLike = async (url, init) => {
    if (url.endsWith("/pair")) return Response.json({ session: "the-session" });
    if (url.endsWith("/events")) return endless(init?.signal);
    return answer(url, init);
  };
  const transport = await connectLoopback({ baseUrl: "http://h", pairingToken: token, fetch, retryPausesMs });
  opened.push(transport);
  return transport;
}

function endless(signal: AbortSignal | null | undefined): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal?.addEventListener("abort", () => controller.error(new DOMException("stop", "AbortError")));
    },
  });
  return new Response(body);
}

/** Never answers; ends with its signal, as a real `fetch` does. */
const silent: FetchLike = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(new DOMException("stop", "AbortError")));
  });

const refused = (status: number, error: object) => async () =>
  Response.json({ error: { message: "m", charged: "no", next: "n", ...error } }, { status });

describe("loopback transport and binary chunks", () => {
  const bytes = Uint8Array.of(1, 2, 3);

  it("posts the bytes with place, hash and session", async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const transport = await connect(async (url, init) => {
      asked.push([url, init]);
      return Response.json({ received: 4 });
    });
    expect(await transport.sendBulk?.("/bridge/bulk", "a&b", 3, "ff", bytes)).toBe(4);
    const [url, init] = asked[0];
    expect(url).toBe("http://h/bridge/bulk?handoff=a%26b&seq=3");
    expect(init?.headers).toEqual({
      "x-contextile-token": "the-session",
      "content-type": "application/octet-stream",
      "x-contextile-sha256": "ff",
    });
    expect(init?.body).toBe(bytes);
  });

  it("posts again after a broken connection", async () => {
    let calls = 0;
    const transport = await connect(async () => {
      if (calls++ < 2) throw new TypeError("Failed to fetch");
      return Response.json({ received: 1 });
    });
    expect(await transport.sendBulk?.("/bridge/bulk", "h", 0, "ff", bytes)).toBe(1);
    expect(calls).toBe(3);
  });

  it("takes a host that stays away for gone", async () => {
    const transport = await connect(() => Promise.reject(new TypeError("Failed to fetch")));
    const sent = transport.sendBulk?.("/bridge/bulk", "h", 0, "ff", bytes);
    await expect(sent).rejects.toMatchObject({ code: "host-gone" });
  });

  it.each([
    ["disk-full", 507, {}],
    ["bad-message", 400, { data: { reason: "hash" } }],
    ["too-big", 413, {}],
  ])("passes on the host's own words: %s", async (code, status, more) => {
    const transport = await connect(refused(status, { code, ...more }));
    const sent = transport.sendBulk?.("/bridge/bulk", "h", 0, "ff", bytes);
    await expect(sent).rejects.toMatchObject({ code, message: "m", next: "n", ...more });
  });

  it("says timeout after the time it was given, and cancelled at once when it was cancelled", async () => {
    const transport = await connect(silent);
    const slow = transport.sendBulk?.("/bridge/bulk", "h", 0, "ff", bytes, { timeoutMs: 20 });
    await expect(slow).rejects.toMatchObject({ code: "timeout" });
    const controller = new AbortController();
    const sent = transport.sendBulk?.("/bridge/bulk", "h", 0, "ff", bytes, { signal: controller.signal });
    controller.abort();
    await expect(sent).rejects.toMatchObject({ code: "cancelled" });
  });

  it("ends what is under way when it closes", async () => {
    const transport = await connect(silent);
    const sent = transport.sendBulk?.("/bridge/bulk", "h", 0, "ff", bytes);
    transport.close();
    await expect(sent).rejects.toMatchObject({ code: "host-gone" });
  });
});

describe("loopback transport and refusals", () => {
  it("is gone when the host no longer knows this page", async () => {
    const transport = await connect(refused(401, { code: "host-gone" }));
    let closed = 0;
    transport.onClose(() => closed++);
    await expect(transport.send("{}")).rejects.toMatchObject({ code: "host-gone" });
    expect(closed).toBe(1);
  });

  it("takes a page of HTML for a host that is gone, not for an answer", async () => {
    const transport = await connect(async () => new Response("<html>", { status: 502 }));
    await expect(transport.send("{}")).rejects.toMatchObject({ code: "host-gone" });
  });

  it("leaves the service's own refusals to the caller", async () => {
    const transport = await connect(async () => new Response('{"message":"wrong key"}', { status: 401 }));
    expect((await transport.serviceFetch("http://h/service/v1/account")).status).toBe(401);
  });
});
