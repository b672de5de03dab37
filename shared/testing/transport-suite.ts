import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sendHandoff } from "../bridge/send-handoff.ts";
import { createSession, type Session } from "../bridge/session.ts";
import type { Transport } from "../bridge/transport.ts";
import { patternBytes, sampleHandoff } from "./bridge-suite.ts";
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from "./memory-host.ts";
import { type Plan, withFaults } from "./transport-suite-faults.ts";

/** Both ends of one connection. */
export interface LinkedEnds {
  panel: Transport;
  host: Transport;
  /** Lets a stranger try to reach the panel; absent where nobody else can. */
  foreign?(message: string): Promise<void> | void;
  close(): Promise<void> | void;
}

const said = { panelVersion: "1", userAgent: "test" };

/** Every n-th message meets this fate. */
const every =
  (n: number, fate: ReturnType<Plan>): Plan =>
  (index) =>
    index % n === n - 1 ? fate : "pass";

const accidents: [string, Plan][] = [
  ["dropped", every(3, "drop")],
  ["duplicated", every(1, "twice")],
  ["reordered", every(2, "swap")],
  ["late", every(2, "late")],
];

/** The contract of a transport: order, nothing lost, one end closing, and a session that survives every accident. */
export function describeTransport(name: string, link: () => Promise<LinkedEnds>): void {
  describe(`transport ${name}`, () => {
    let ends: LinkedEnds;
    beforeEach(async () => {
      ends = await link();
    });
    afterEach(() => ends.close());

    it("delivers every message in order in both directions", async () => {
      const atHost = collect(ends.host);
      const atPanel = collect(ends.panel);
      const texts = Array.from({ length: 40 }, (_, i) => envelope(`e${i}`));
      for (const text of texts) post(ends.panel, text);
      for (const text of texts) post(ends.host, text);
      expect(await atHost.first(40)).toEqual(texts);
      expect(await atPanel.first(40)).toEqual(texts);
    });

    it("delivers what came before anybody listened", async () => {
      await ends.panel.send(envelope("early"));
      await ends.host.send(envelope("early"));
      await pause(50);
      expect(await collect(ends.host).first(1)).toEqual([envelope("early")]);
      expect(await collect(ends.panel).first(1)).toEqual([envelope("early")]);
    });

    it("leaves quotes, line separators, emoji and a megabyte of text as they are", async () => {
      const atHost = collect(ends.host);
      const atPanel = collect(ends.panel);
      const texts = [`"quoted" \\ \u2028\u2029 ☂ 🏙 ${"\u0000"}`, "x".repeat(1_000_000)].map(envelope);
      for (const text of texts) post(ends.panel, text);
      for (const text of texts) post(ends.host, text);
      const sameMeaning = (got: string[]) => got.map((text) => JSON.parse(text) as unknown);
      expect(sameMeaning(await atHost.first(2))).toEqual(sameMeaning(texts));
      expect(sameMeaning(await atPanel.first(2))).toEqual(sameMeaning(texts));
    });

    it("is closed once and then refuses to send as host-gone", async () => {
      let closed = 0;
      ends.panel.onClose(() => closed++);
      ends.panel.close();
      ends.panel.close();
      await pause(10);
      expect(closed).toBe(1);
      await expect(ends.panel.send(envelope("x"))).rejects.toMatchObject({ code: "host-gone" });
    });

    it("drops noise and what a stranger sends, and goes on", async () => {
      const dropped: string[] = [];
      createMemoryHost({ transport: ends.host });
      const session = createSession(ends.panel, { ...said, onDropped: (why) => dropped.push(why) });
      await session.hello();
      await ends.host.send('{"v":1,"kind":"evt","event":"unheard-of","data":{}}');
      await ends.foreign?.('{"v":1,"kind":"evt","event":"theme","data":{"theme":"dark"}}');
      let themes = 0;
      session.on("theme", () => themes++);
      expect((await session.request("secret.get", {})).hasKey).toBe(false);
      await pause(30);
      expect(dropped).toEqual(["unknown event unheard-of"]);
      expect(themes).toBe(0);
    });

    it.each(accidents)("answers every request once although messages to the host are %s", async (_, plan) => {
      const { session, host } = open(ends, { out: plan });
      await manyRequests(session, host);
    });

    it.each(accidents)(
      "answers every request once although messages to the panel are %s",
      async (_, plan) => {
        const { session, host } = open(ends, { in: plan });
        await manyRequests(session, host);
      },
    );

    it.each(accidents)("hands over 300 kB exactly although messages are %s both ways", async (_, plan) => {
      const { session, host } = open(ends, { out: plan, in: plan }, { profile: { formats: ["glb"] } });
      const bytes = patternBytes(300_000);
      const receipt = await sendHandoff(session, await session.hello(), sampleHandoff(bytes));
      expect(receipt.undoName).toBe("Luisenplatz");
      expect(host.inserted).toHaveLength(1);
      expect(Buffer.from(host.inserted[0].bytes).equals(Buffer.from(bytes))).toBe(true);
    });
  });
}

function open(
  ends: LinkedEnds,
  plans: { out?: Plan; in?: Plan },
  options: MemoryHostOptions = {},
): { session: Session; host: MemoryHost } {
  const host = createMemoryHost({ ...options, transport: ends.host });
  const session = createSession(withFaults(ends.panel, plans), { ...said, repeatAfterMs: 40 });
  return { session, host };
}

async function manyRequests(session: Session, host: MemoryHost): Promise<void> {
  const profile = await session.hello();
  expect(profile.name).toBe("Memory host");
  const names = Array.from({ length: 6 }, (_, i) => `key-${i}`);
  const states = await Promise.all(names.map((key) => session.request("secret.set", { key })));
  expect(states.map((state) => state.last4)).toEqual(["ey-0", "ey-1", "ey-2", "ey-3", "ey-4", "ey-5"]);
  expect(host.key()).toMatch(/^key-\d$/);
}

function envelope(text: string): string {
  return JSON.stringify({ v: 1, kind: "evt", event: "note", data: { text } });
}

function collect(transport: Transport): { first(count: number): Promise<string[]> } {
  const got: string[] = [];
  let wake = () => {};
  transport.onMessage((message) => {
    got.push(message);
    wake();
  });
  return {
    async first(count) {
      while (got.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return got.slice(0, count);
    },
  };
}

/** Not awaited: the other end may have it, and the test may be over, before the sender hears so. */
function post(transport: Transport, message: string): void {
  transport.send(message).catch(() => {});
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
