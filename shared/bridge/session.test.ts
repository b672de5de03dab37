import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryHost } from "../testing/memory-host.ts";
import { serveBridge } from "./host-endpoint.ts";
import { createSession, type Session } from "./session.ts";
import type { Transport } from "./transport.ts";
import { linkedPair } from "./transports/memory.ts";

const said = { panelVersion: "1.2.3", userAgent: "test" };

/** A panel whose host is played by the test: it sees what was sent and answers by hand. */
function played() {
  const { panel, host } = linkedPair();
  const sent: { kind: string; id: string; method?: string }[] = [];
  host.onMessage((message) => sent.push(JSON.parse(message)));
  const dropped: string[] = [];
  const session = createSession(panel, { ...said, onDropped: (why) => dropped.push(why) });
  const say = (envelope: object) => host.send(JSON.stringify({ v: 1, ...envelope }));
  const answer = (id: string, result: unknown) => say({ kind: "res", id, ok: true, result });
  return { session, host, sent, dropped, say, answer };
}

const secret = { hasKey: true, last4: "abcd", store: "memory", warning: "" };
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("session", () => {
  it("settles a request once and drops the second answer", async () => {
    const { session, sent, answer, dropped } = played();
    const request = session.request("secret.get", {});
    await turn();
    await answer(sent[0].id, secret);
    await answer(sent[0].id, { ...secret, last4: "zzzz" });
    expect(await request).toEqual(secret);
    await turn();
    expect(dropped).toEqual(["a late or doubled answer"]);
  });

  it("has the pending entry before the answer, even when the host answers inside send", async () => {
    let listener = (_: string) => {};
    const eager: Transport = {
      async send(message) {
        const { id } = JSON.parse(message) as { id: string };
        listener(JSON.stringify({ v: 1, kind: "res", id, ok: true, result: secret }));
      },
      onMessage: (given) => {
        listener = given;
      },
      onClose: () => {},
      close: () => {},
    };
    expect(await createSession(eager, said).request("secret.get", {})).toEqual(secret);
  });

  it("gives every request its own id of 32 hex characters", async () => {
    const { session, sent } = played();
    const requests = [session.request("secret.get", {}), session.request("settings.get", {})];
    await turn();
    expect(sent[0].id).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1].id).not.toBe(sent[0].id);
    session.close();
    await expect(Promise.all(requests)).rejects.toMatchObject({ code: "host-gone" });
    await Promise.allSettled(requests);
  });

  it("rebuilds the host's error, and takes an unknown code for internal", async () => {
    const { session, sent, say } = played();
    const first = session.request("secret.get", {}).catch((e: unknown) => e);
    const second = session.request("secret.get", {}).catch((e: unknown) => e);
    await turn();
    const error = { code: "host-busy", message: "Box is running.", charged: "no", next: "Wait." };
    await say({ kind: "err", id: sent[0].id, ok: false, error });
    await say({ kind: "err", id: sent[1].id, ok: false, error: { ...error, code: "from-the-future" } });
    expect(await first).toMatchObject({ code: "host-busy", message: "Box is running.", next: "Wait." });
    expect(await second).toMatchObject({ code: "internal", message: "Box is running." });
  });

  it("refuses an answer of the wrong shape as a bad message", async () => {
    const { session, sent, answer } = played();
    const request = session.request("secret.get", {});
    await turn();
    await answer(sent[0].id, { hasKey: "yes" });
    await expect(request).rejects.toMatchObject({ code: "bad-message" });
  });

  it("takes a host that can more than this panel knows of, and an older one that says less", async () => {
    const { session, sent, answer } = played();
    const { profile } = createMemoryHost();
    const { serviceOrigin: _, canReadSelection: __, ...older } = profile;
    const hello = session.hello();
    await turn();
    await answer(sent[0].id, { ...older, canFly: true });
    expect(await hello).toEqual({ ...profile, serviceOrigin: "", canReadSelection: false });
  });

  it("refuses wrong parameters before anything is sent", async () => {
    const { session, sent } = played();
    await expect(session.request("secret.set", { key: "" })).rejects.toMatchObject({ code: "bad-message" });
    expect(sent).toHaveLength(0);
  });

  it.each([
    [
      "in its profile",
      (id: string) => ({ v: 1, kind: "res", id, ok: true, result: { protocol: 2, new: 1 } }),
    ],
    ["in its envelope", (id: string) => ({ v: 2, kind: "answer", id })],
  ])("refuses a host of another protocol version that shows it %s", async (_, make) => {
    const { session, host, sent } = played();
    const hello = session.hello();
    await turn();
    await host.send(JSON.stringify(make(sent[0].id)));
    await expect(hello).rejects.toMatchObject({ code: "protocol-version" });
  });

  it("rejects everything pending as host-gone when the host leaves, and everything after", async () => {
    const { session, host } = played();
    let closed = 0;
    session.onClose(() => closed++);
    const requests = [session.request("secret.get", {}), session.request("settings.get", {})];
    host.close();
    for (const result of await Promise.allSettled(requests))
      expect(result).toMatchObject({ status: "rejected", reason: { code: "host-gone" } });
    await expect(session.hello()).rejects.toMatchObject({ code: "host-gone" });
    session.onClose(() => closed++);
    expect(closed).toBe(2);
  });

  it("takes the host's word that it is closing", async () => {
    const { session, say } = played();
    const heard: unknown[] = [];
    session.on("closing", (data) => heard.push(data));
    const request = session.request("secret.get", {});
    await say({ kind: "evt", event: "closing", data: {} });
    await expect(request).rejects.toMatchObject({ code: "host-gone" });
    expect(heard).toEqual([{}]);
  });

  it("passes events on checked, and drops malformed and unknown ones and foreign requests", async () => {
    const { session, say, dropped } = played();
    const themes: string[] = [];
    const stop = session.on("theme", ({ theme }) => themes.push(theme));
    await say({ kind: "evt", event: "theme", data: { theme: "dark" } });
    await say({ kind: "evt", event: "theme", data: { theme: "<b>" } });
    await say({ kind: "evt", event: "__proto__", data: {} });
    await say({ kind: "req", id: "1", method: "secret.get", params: {} });
    await turn();
    stop();
    await say({ kind: "evt", event: "theme", data: { theme: "light" } });
    await turn();
    expect(themes).toEqual(["dark"]);
    expect(dropped).toEqual([
      "a malformed theme event",
      "unknown event __proto__",
      "a request from the host",
    ]);
  });

  it("sends a cancel for an aborted request and rejects it at once", async () => {
    const { session, sent } = played();
    const controller = new AbortController();
    const request = session.request("settings.get", {}, { signal: controller.signal });
    await turn();
    controller.abort();
    await expect(request).rejects.toMatchObject({ code: "cancelled" });
    await turn();
    expect(sent.map(({ kind }) => kind)).toEqual(["req", "cancel"]);
    expect(sent[1].id).toBe(sent[0].id);
  });

  it("sends nothing for a request that was aborted before", async () => {
    const { session, sent } = played();
    const controller = new AbortController();
    controller.abort();
    const request = session.request("settings.get", {}, { signal: controller.signal });
    await expect(request).rejects.toMatchObject({ code: "cancelled" });
    await turn();
    expect(sent).toHaveLength(0);
  });

  it("believes a receipt that comes after the cancel of a commit", async () => {
    const { session, sent, answer } = played();
    const controller = new AbortController();
    const request = session.request("handoff.commit", { handoffId: "h" }, { signal: controller.signal });
    await turn();
    controller.abort();
    const receipt = {
      handoffId: "h",
      undoName: "u",
      documentName: "d",
      made: [],
      replaced: 0,
      skipped: [],
      hostIds: [],
      georeference: "stored",
      warnings: [],
    };
    await answer(sent[0].id, receipt);
    expect(await request).toEqual(receipt);
  });
});

describe("session and time", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const quiet = (session: Session) => session.request("settings.get", {}).catch((e: unknown) => e);

  it("gives up after a minute of silence, and drops the late answer", async () => {
    const { session, sent, answer, dropped } = played();
    const request = quiet(session);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(sent.at(-1)?.kind).toBe("req");
    await vi.advanceTimersByTimeAsync(1_001);
    expect(await request).toMatchObject({ code: "timeout" });
    expect(sent.at(-1)?.kind).toBe("cancel");
    await answer(sent[0].id, {});
    await vi.advanceTimersByTimeAsync(1);
    expect(dropped).toEqual(["a late or doubled answer"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits for hours as long as the host says that it is at work", async () => {
    const { session, sent, answer, say } = played();
    const phases: string[] = [];
    const request = session.request(
      "handoff.commit",
      { handoffId: "h" },
      {
        onProgress: ({ phase }) => phases.push(phase),
      },
    );
    await vi.advanceTimersByTimeAsync(0);
    for (let minute = 0; minute < 240; minute += 10) {
      await say({ kind: "evt", event: "progress", data: { id: sent[0].id, phase: "bake", fraction: null } });
      await vi.advanceTimersByTimeAsync(600_000);
    }
    expect(phases).toHaveLength(24);
    await answer(sent[0].id, {});
    await expect(request).rejects.toMatchObject({ code: "bad-message" });
  });

  it("repeats an unanswered request with the same id after 15 and 45 seconds", async () => {
    const { session, sent } = played();
    const request = quiet(session);
    await vi.advanceTimersByTimeAsync(14_900);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(30_100);
    expect(sent.map(({ id }) => id)).toEqual([sent[0].id, sent[0].id, sent[0].id]);
    session.close();
    expect(await request).toMatchObject({ code: "host-gone" });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("host endpoint", () => {
  /** A host whose panel is played by the test. */
  function hosted(handlers: Parameters<typeof serveBridge>[1]) {
    const { panel, host } = linkedPair();
    const answers: { kind: string; id: string; error?: { code: string }; result?: unknown }[] = [];
    panel.onMessage((message) => answers.push(JSON.parse(message)));
    const endpoint = serveBridge(host, handlers);
    const ask = (id: string, method: string, params: unknown = {}) =>
      panel.send(JSON.stringify({ v: 1, kind: "req", id, method, params }));
    return { panel, answers, ask, endpoint };
  }

  it("answers an unknown method and one without a handler as unknown-message", async () => {
    const { answers, ask } = hosted({});
    await ask("1", "constructor");
    await ask("2", "secret.get");
    await turn();
    expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
      ["1", "unknown-message"],
      ["2", "unknown-message"],
    ]);
  });

  it("answers wrong parameters as bad-message without calling the handler", async () => {
    let calls = 0;
    const { answers, ask } = hosted({
      "secret.get": () => {
        calls++;
        return secret;
      },
    });
    await ask("1", "secret.get", { extra: 1 });
    await turn();
    expect(answers[0]).toMatchObject({ kind: "err", id: "1", error: { code: "bad-message" } });
    expect(calls).toBe(0);
  });

  it("runs one id once, while it runs and after, and answers each time", async () => {
    let calls = 0;
    const { answers, ask } = hosted({
      "secret.get": async () => {
        calls++;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return secret;
      },
    });
    await ask("same", "secret.get");
    await ask("same", "secret.get");
    await new Promise((resolve) => setTimeout(resolve, 40));
    await ask("same", "secret.get");
    await turn();
    expect(calls).toBe(1);
    expect(answers).toHaveLength(2);
    expect(answers[1]).toEqual(answers[0]);
  });

  it("turns a cancel into an aborted signal and answers with cancelled", async () => {
    const { panel, answers, ask } = hosted({
      "settings.get": (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new DOMException("stop", "AbortError")));
        }),
    });
    await ask("1", "settings.get");
    await turn();
    await panel.send('{"v":1,"kind":"cancel","id":"1"}');
    await panel.send('{"v":1,"kind":"cancel","id":"never"}');
    await turn();
    expect(answers).toMatchObject([{ kind: "err", id: "1", error: { code: "cancelled" } }]);
  });

  it("stops what runs when the panel is gone", async () => {
    let stopped = false;
    const { panel, ask } = hosted({
      "settings.get": (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            stopped = true;
            resolve({});
          });
        }),
    });
    await ask("1", "settings.get");
    await turn();
    panel.close();
    await turn();
    expect(stopped).toBe(true);
  });

  it("says internal without a stack when a handler throws or answers nonsense", async () => {
    const { answers, ask } = hosted({
      "secret.get": () => {
        throw new Error("boom");
      },
      // @ts-expect-error a host may be wrong
      "settings.get": () => "nonsense",
    });
    await ask("1", "secret.get");
    await ask("2", "settings.get");
    await turn();
    expect(answers.map(({ error }) => error?.code)).toEqual(["internal", "internal"]);
    expect(JSON.stringify(answers)).not.toContain(".ts");
  });

  it("greets a panel of another version with protocol-version", async () => {
    const { answers, ask } = hosted({});
    await ask("1", "hello", { protocol: 7, somethingNew: true });
    await turn();
    expect(answers[0].error?.code).toBe("protocol-version");
  });

  it("stores settings whatever their names are", async () => {
    const host = createMemoryHost();
    const session = createSession(host.panel, said);
    await session.request("settings.set", { panelVersion: "x", protocol: 9 });
    expect(await session.request("settings.get", {})).toEqual({ panelVersion: "x", protocol: 9 });
    session.close();
  });
});
