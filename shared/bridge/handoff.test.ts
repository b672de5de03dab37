import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { ContextileError } from "../errors.ts";
import { encodeScene } from "../exports/scene.ts";
import type { HandoffHeader, HandoffReceipt, HostHandoff } from "../scene/handoff.ts";
import { boxLayer, nodeLayer, sceneOf } from "../testing/box-scene.ts";
import { patternBytes, sampleHandoff } from "../testing/bridge-suite.ts";
import { createMemoryHost, type MemoryHostOptions } from "../testing/memory-host.ts";
import { withFaults } from "../testing/transport-suite-faults.ts";
import type { HostProfile } from "./protocol.ts";
import { createHandoffReceiver } from "./receive-handoff.ts";
import { sendHandoff } from "./send-handoff.ts";
import { createSession, type Session } from "./session.ts";

const said = { panelVersion: "1", userAgent: "t" };
const hex = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function connect(options: MemoryHostOptions = {}) {
  const host = createMemoryHost({ ...options, profile: { formats: ["scene", "glb"], ...options.profile } });
  const session = createSession(host.panel, said);
  return { host, session, profile: await session.hello() };
}

describe("sendHandoff to a host in memory", () => {
  it("inserts a scene and brings back what was made of it", async () => {
    const { host, session, profile } = await connect();
    const box = { at: [0, 0, 0], size: [10, 8, 6], descriptor: {} } satisfies Parameters<
      typeof boxLayer
    >[1][0];
    const bytes = encodeScene(
      sceneOf(boxLayer("buildings", [box, { ...box, at: [20, 0, 0] }]), nodeLayer()),
      {
        name: "Luisenplatz",
      },
    );
    const handoff = sampleHandoff(bytes, { format: "scene" });
    const receipt = await sendHandoff(session, profile, handoff);
    expect(receipt.made).toEqual([
      { layer: "buildings", objects: 1, facets: 24, instances: 0 },
      { layer: "infrastructure", objects: 0, facets: 0, instances: 3 },
    ]);
    expect(receipt.georeference).toBe("stored");
    expect(host.inserted[0].header).toMatchObject({ totalBytes: bytes.length, sha256: hex(bytes) });
    const again = await sendHandoff(
      session,
      profile,
      sampleHandoff(bytes, { handoffId: "handoff-0002", format: "scene" }),
    );
    expect(again).toMatchObject({ replaced: 1, georeference: "aligned" });
  });

  it("reports the bytes sent and then the host's phases, never going back", async () => {
    const { session, profile } = await connect({ profile: { maxChunkBytes: 1024 } });
    const seen: [string, number | null, number, string][] = [];
    await sendHandoff(session, profile, sampleHandoff(patternBytes(2500)), {
      onProgress: (...step) => seen.push(step),
    });
    expect(seen.slice(0, 6)).toEqual([
      ["sending", 0, 0, "begin"],
      ["sending", 0.4096, 1024, "chunk"],
      ["sending", 0.8192, 2048, "chunk"],
      ["sending", 1, 2500, "chunk"],
      ["placing", null, 2500, "commit"],
      ["placing", 0, 2500, "build"],
    ]);
  });

  it.each([
    ["is busy", { busy: true }, "host-busy"],
    [
      "fails at the commit",
      { failAtCommit: new ContextileError("disk-full", "The disk is full.") },
      "disk-full",
    ],
    ["goes away during the insert", { goneDuringInsert: true }, "host-gone"],
  ])("rejects when the host %s, and nothing is inserted", async (_, faults, code) => {
    const { host, session, profile } = await connect({ faults });
    const sent = sendHandoff(session, profile, sampleHandoff(patternBytes(10)));
    await expect(sent).rejects.toMatchObject({ code });
    if (code !== "host-gone") expect(host.inserted).toHaveLength(0);
  });

  it("inserts again after a failure, because the host was told to forget the first", async () => {
    const failAtCommit = new ContextileError("host-failed", "No.");
    const { host, session, profile } = await connect({ faults: { failAtCommit } });
    const handoff = sampleHandoff(patternBytes(10));
    await expect(sendHandoff(session, profile, handoff)).rejects.toMatchObject({ code: "host-failed" });
    host.faults.failAtCommit = undefined;
    const second = sampleHandoff(patternBytes(10), { handoffId: "handoff-0002" });
    expect((await sendHandoff(session, profile, second)).handoffId).toBe("handoff-0002");
  });

  it("cancels a slow insert and leaves nothing behind", async () => {
    const { host, session, profile } = await connect({ faults: { slowMs: 400 } });
    const controller = new AbortController();
    const sent = sendHandoff(session, profile, sampleHandoff(patternBytes(10)), {
      signal: controller.signal,
      onProgress: (part, fraction) => {
        if (part === "placing" && fraction !== null) controller.abort();
      },
    });
    await expect(sent).rejects.toMatchObject({ code: "cancelled" });
    expect(host.inserted).toHaveLength(0);
  });

  it("refuses a second insert while one runs", async () => {
    const { session, profile } = await connect({ faults: { slowMs: 1500 } });
    let first: Promise<HandoffReceipt> | undefined;
    // Hashing runs beside the page, so the order of two calls is not the order in which they reach the host.
    await new Promise<void>((begun) => {
      first = sendHandoff(session, profile, sampleHandoff(patternBytes(10)), {
        onProgress: (_part, _fraction, bytes) => bytes > 0 && begun(),
      });
    });
    const second = sampleHandoff(patternBytes(10), { handoffId: "handoff-0002" });
    await expect(sendHandoff(session, profile, second)).rejects.toMatchObject({ code: "host-busy" });
    expect((await first)?.handoffId).toBe("handoff-0001");
  });

  it("sends a chunk again that was damaged on its way", async () => {
    const host = createMemoryHost({ profile: { formats: ["glb"] } });
    let damaged = 0;
    const breaking = {
      ...wrap(host.panel),
      send: (message: string) => {
        const hit = message.includes('"handoff.chunk"') && damaged++ === 0;
        return host.panel.send(hit ? message.replace('"base64":"A', '"base64":"B') : message);
      },
    };
    const session = createSession(breaking, said);
    const bytes = patternBytes(3000);
    await sendHandoff(session, await session.hello(), sampleHandoff(bytes));
    expect(damaged).toBe(2);
    expect(hex(host.inserted[0].bytes)).toBe(hex(bytes));
  });

  it("does not offer a host a format it does not take", async () => {
    const { session, profile } = await connect();
    const sent = sendHandoff(session, profile, sampleHandoff(patternBytes(10), { format: "3dm" }));
    await expect(sent).rejects.toMatchObject({ code: "host-failed" });
  });
});

const wrap = (transport: Parameters<typeof withFaults>[0]) => withFaults(transport, {});

/** A receiver that keeps what it inserts. */
function receiver(options: Partial<Parameters<typeof createHandoffReceiver>[0]> = {}) {
  const inserted: HostHandoff[] = [];
  const receive = createHandoffReceiver({
    formats: ["glb"],
    insert: async (handoff) => {
      inserted.push(handoff);
      return receiptOf(handoff.header);
    },
    ...options,
  });
  return { receive, inserted };
}

function receiptOf({ handoffId }: HandoffHeader): HandoffReceipt {
  const nothing = { made: [], replaced: 0, skipped: [], hostIds: [], warnings: [] };
  return { handoffId, undoName: "u", documentName: "d", georeference: "stored", ...nothing };
}

const bytes = patternBytes(2500);
const chunks = [bytes.subarray(0, 1000), bytes.subarray(1000, 2000), bytes.subarray(2000)];
const header = sampleHandoff(bytes, { totalChunks: 3, sha256: hex(bytes) }).header;
const id = header.handoffId;
const context = { signal: new AbortController().signal, progress: () => {} };

describe("handoff receiver", () => {
  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 1, 2, 0, 2]], [[2, 0, 1]]])(
    "puts chunks together that come in the order %j",
    async (order) => {
      const { receive, inserted } = receiver();
      receive.begin(header, "a");
      for (const seq of order) await receive.chunk(id, seq, hex(chunks[seq]), chunks[seq]);
      await receive.commit(id, context);
      expect(hex(inserted[0].bytes)).toBe(hex(bytes));
    },
  );

  it("gives the same receipt for a repeated commit, having inserted once", async () => {
    const { receive, inserted } = receiver();
    receive.begin(header, "a");
    for (const seq of [0, 1, 2]) await receive.chunk(id, seq, hex(chunks[seq]), chunks[seq]);
    const both = await Promise.all([receive.commit(id, context), receive.commit(id, context)]);
    expect(await receive.commit(id, context)).toEqual(both[0]);
    expect(inserted).toHaveLength(1);
  });

  it("refuses a chunk with a wrong hash and says that it may come again", async () => {
    const { receive } = receiver();
    receive.begin(header, "a");
    const wrong = receive.chunk(id, 0, hex(chunks[1]), chunks[0]);
    await expect(wrong).rejects.toMatchObject({ code: "bad-message", data: { reason: "hash" } });
    expect(await receive.chunk(id, 0, hex(chunks[0]), chunks[0])).toEqual({ received: 1 });
  });

  it.each([
    ["a number beyond the end", 3, chunks[0]],
    ["a length that does not fit", 0, bytes.subarray(0, 800)],
    ["a last chunk that does not fit", 2, bytes.subarray(0, 501)],
    ["nothing in it", 1, bytes.subarray(0, 0)],
  ])("refuses a chunk with %s", async (_, seq, chunk) => {
    const { receive } = receiver();
    receive.begin(header, "a");
    await expect(receive.chunk(id, seq, hex(chunk), chunk)).rejects.toMatchObject({ code: "bad-message" });
  });

  it("refuses other bytes for a chunk it has", async () => {
    const { receive } = receiver();
    receive.begin(header, "a");
    await receive.chunk(id, 0, hex(chunks[0]), chunks[0]);
    await expect(receive.chunk(id, 0, hex(chunks[1]), chunks[1])).rejects.toMatchObject({
      code: "bad-message",
    });
  });

  it.each([
    ["a chunk is missing", [0, 2], header],
    ["the whole has another hash", [0, 1, 2], { ...header, sha256: "f".repeat(64) }],
  ])("inserts nothing when %s", async (_, order, promised) => {
    const { receive, inserted } = receiver();
    receive.begin(promised, "a");
    for (const seq of order) await receive.chunk(id, seq, hex(chunks[seq]), chunks[seq]);
    await expect(receive.commit(id, context)).rejects.toMatchObject({ code: "bad-message" });
    expect(inserted).toHaveLength(0);
  });

  it("refuses what is too big before it takes memory, and formats it does not take", () => {
    const { receive } = receiver({ maxBytes: 2000 });
    expect(() => receive.begin(header, "a")).toThrow(expect.objectContaining({ code: "too-big" }));
    const other = { ...header, format: "3dm" as const };
    expect(() => receive.begin(other, "a")).toThrow(expect.objectContaining({ code: "bad-message" }));
  });

  it("is busy while a hand-over is open, answers the same one again, and is free after its abort", () => {
    const { receive } = receiver();
    const other = { ...header, handoffId: "another-one" };
    receive.begin(header, "a");
    expect(receive.begin(header, "a")).toEqual({ handoffId: id });
    expect(() => receive.begin(other, "b")).toThrow(expect.objectContaining({ code: "host-busy" }));
    receive.abort(id);
    expect(receive.begin(other, "b")).toEqual({ handoffId: "another-one" });
  });

  it("lets an abort overtake its begin", () => {
    const { receive } = receiver();
    receive.abort(id);
    expect(() => receive.begin(header, "a")).toThrow(expect.objectContaining({ code: "cancelled" }));
    expect(receive.begin(header, "a")).toEqual({ handoffId: id });
  });

  it("lets the same id begin again after it was refused as busy and aborted", () => {
    const { receive } = receiver();
    const other = { ...header, handoffId: "another-one" };
    receive.begin(other, "a");
    expect(() => receive.begin(header, "a")).toThrow(expect.objectContaining({ code: "host-busy" }));
    receive.abort(id);
    receive.abort("another-one");
    expect(receive.begin(header, "a")).toEqual({ handoffId: id });
  });

  it("inserts again when the same id begins again after its receipt", async () => {
    const { receive, inserted } = receiver();
    for (let round = 0; round < 2; round++) {
      receive.begin(header, "a");
      for (const seq of [0, 1, 2]) await receive.chunk(id, seq, hex(chunks[seq]), chunks[seq]);
      await receive.commit(id, context);
    }
    expect(inserted).toHaveLength(2);
  });

  it("makes room when the page that opened a hand-over is gone", () => {
    const present = new Set(["a", "b"]);
    const { receive } = receiver({ isPresent: (owner) => present.has(owner) });
    const other = { ...header, handoffId: "another-one" };
    receive.begin(header, "a");
    expect(() => receive.begin(other, "b")).toThrow(expect.objectContaining({ code: "host-busy" }));
    present.delete("a");
    expect(receive.begin(other, "b")).toEqual({ handoffId: "another-one" });
  });

  it("drops a hand-over that falls silent", async () => {
    vi.useFakeTimers();
    try {
      const { receive } = receiver({ idleMs: 1000 });
      receive.begin(header, "a");
      await vi.advanceTimersByTimeAsync(1001);
      const late = receive.chunk(id, 0, hex(chunks[0]), chunks[0]);
      await expect(late).rejects.toMatchObject({ code: "bad-message", data: { reason: "handoff" } });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("profile and chunk size", () => {
  it("cuts to what the host takes, and to a million bytes at most", async () => {
    const sizes: number[] = [];
    const answers: Record<string, unknown> = {
      "handoff.begin": { handoffId: id },
      "handoff.chunk": { received: 1 },
      "handoff.commit": receiptOf(header),
    };
    const session = {
      request: async (name: string, params: { base64?: string }) => {
        if (params.base64 !== undefined) sizes.push(Buffer.from(params.base64, "base64").length);
        return answers[name];
      },
      sendBulk: undefined,
    } as unknown as Session;
    const profile = (maxChunkBytes: number) =>
      ({ formats: ["glb"], maxChunkBytes, bulkUrl: null }) as unknown as HostProfile;
    await sendHandoff(session, profile(4_000_000), sampleHandoff(patternBytes(2_000_001)));
    await sendHandoff(session, profile(1500), sampleHandoff(patternBytes(1501)));
    expect(sizes).toEqual([1_000_000, 1_000_000, 1, 1500, 1]);
  });
});
