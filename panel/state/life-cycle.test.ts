import { describe, expect, it } from "vitest";
import { ContextileError } from "../../shared/errors.ts";
import type { HandoffReceipt } from "../../shared/scene/handoff.ts";
import { firstLife, freeRepeat, type LifeCycle, type LifeEvent, needsConsent, next } from "./life-cycle.ts";

const lifeAfter = (...events: LifeEvent[]): LifeCycle => events.reduce(next, firstLife);
const draft = (draftKey: string | null): LifeEvent => ({ type: "draft", draftKey });
const fetching = (requestId: string, startedAt = 0, acceptSecondCharge = false): LifeEvent => ({
  type: "fetch",
  purchase: { requestId, startedAt, confirmsRequestIds: true },
  acceptSecondCharge,
});
const fetched = (draftKey: string): LifeEvent => ({ type: "fetched", draftKey });
const fetchFailed = (code: "service-down" | "may-be-charged" | "cancelled"): LifeEvent => ({
  type: "fetch-failed",
  error: new ContextileError(code, "It failed.").toWire(),
  doubtful: code === "may-be-charged",
});
const receipt: HandoffReceipt = {
  handoffId: "handoff-1",
  undoName: "Insert",
  documentName: "Site",
  made: [],
  replaced: 0,
  skipped: [],
  hostIds: [],
  georeference: "stored",
  warnings: [],
};

describe("the life cycle of a job", () => {
  it("goes from area over settings, fetching, ready and inserting to done", () => {
    const steps: LifeEvent[] = [
      draft("a"),
      fetching("r1"),
      fetched("a"),
      { type: "insert" },
      { type: "inserted", receipt },
    ];
    const phases = steps.map((_, i) => lifeAfter(...steps.slice(0, i + 1)).phase);
    expect(phases).toEqual(["settings", "fetching", "ready", "inserting", "done"]);
  });

  it("falls back to the area when the area becomes wrong", () => {
    expect(lifeAfter(draft("a"), draft(null)).phase).toBe("area");
  });

  it("never starts a fetch without a draft", () => {
    expect(lifeAfter(fetching("r1"))).toBe(firstLife);
  });

  it("never runs two fetches at once", () => {
    const running = lifeAfter(draft("a"), fetching("r1"));
    expect(next(running, fetching("r2"))).toBe(running);
  });

  it("never buys an answer that is held", () => {
    const ready = lifeAfter(draft("a"), fetching("r1"), fetched("a"));
    expect(next(ready, fetching("r2"))).toBe(ready);
  });

  it("does not show the old model once the settings changed", () => {
    const changed = lifeAfter(draft("a"), fetching("r1"), fetched("a"), draft("b"));
    expect(changed.phase).toBe("settings");
    expect(next(changed, { type: "insert" })).toBe(changed);
  });

  it("is ready again, free, when the settings go back", () => {
    expect(lifeAfter(draft("a"), fetching("r1"), fetched("a"), draft("b"), draft("a")).phase).toBe("ready");
  });

  it("holds an answer that arrives after the draft changed, without showing it", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), draft("b"), fetched("a"));
    expect(life.phase).toBe("settings");
    expect(life.heldKeys).toEqual(["a"]);
  });

  it("ignores an answer that nobody waits for", () => {
    const life = lifeAfter(draft("a"), fetching("r1"));
    expect(next(life, fetched("z"))).toBe(life);
  });

  it("keeps the request id on a retry of the same draft", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), fetchFailed("service-down"), fetching("r2"));
    expect(life.purchase?.requestId).toBe("r1");
  });

  it("keeps the request id after a cancel too", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), { type: "cancel" }, fetchFailed("cancelled"));
    expect(life.phase).toBe("settings");
    expect(next(life, fetching("r2")).purchase?.requestId).toBe("r1");
  });

  it("keeps the request id of a failed fetch although another area was fetched in between", () => {
    const failed = lifeAfter(draft("a"), fetching("r1"), fetchFailed("service-down"));
    const other = [draft("b"), fetching("r2"), fetched("b")].reduce(next, failed);
    const again = [draft("a"), fetching("r3")].reduce(next, other);
    expect(again.purchase).toMatchObject({ requestId: "r1", draftKey: "a" });
    expect(again.unfinished.map(({ requestId }) => requestId)).toEqual(["r1"]);
  });

  it("takes a new request id for another draft", () => {
    const life = lifeAfter(
      draft("a"),
      fetching("r1"),
      fetchFailed("service-down"),
      draft("b"),
      fetching("r2"),
    );
    expect(life.purchase?.requestId).toBe("r2");
  });

  it("takes a new request id a day later, when the service would refuse the old one", () => {
    const failed = lifeAfter(draft("a"), fetching("r1", 1000), fetchFailed("cancelled"));
    expect(next(failed, fetching("r2", 1000 + 86_399_999)).purchase?.requestId).toBe("r1");
    expect(next(failed, fetching("r2", 1000 + 86_400_000)).purchase?.requestId).toBe("r2");
  });

  it("takes a new request id after the service refused the old one, which it would do for ever", () => {
    const refused: LifeEvent = {
      type: "fetch-failed",
      error: new ContextileError(
        "bad-request",
        "This Idempotency-Key was used more than a day ago.",
      ).toWire(),
      doubtful: false,
    };
    const life = lifeAfter(draft("a"), fetching("r1"), refused, fetching("r2"));
    expect(life.purchase?.requestId).toBe("r2");
  });

  it("keeps the doubt about a first try although the second could not even reach the service", () => {
    const cut: LifeEvent = {
      type: "fetch-failed",
      error: new ContextileError("cut-stream", "Cut.", { charged: "unknown" }).toWire(),
      doubtful: false,
    };
    const error = new ContextileError("service-down", "Away.", { charged: "no" }).toWire();
    const away: LifeEvent = { type: "fetch-failed", error, doubtful: false };
    const once = lifeAfter(draft("a"), fetching("r1"), away);
    expect([once.unfinished[0]?.mayBeCharged, freeRepeat(once, 0)]).toEqual([false, null]);
    const twice = lifeAfter(draft("a"), fetching("r1"), cut, fetching("r2"), away);
    expect(freeRepeat(twice, 0)?.requestId).toBe("r1");
    expect(freeRepeat(next(twice, { type: "not-charged", error }), 0)?.requestId).toBe("r1");
    expect(freeRepeat(twice, 86_400_000)).toBeNull();
  });

  it("asks before repeating what may have been charged", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), fetchFailed("may-be-charged"));
    expect(needsConsent(life)).toBe(true);
    expect(next(life, fetching("r2"))).toBe(life);
    expect(next(life, fetching("r2", 0, true)).phase).toBe("fetching");
  });

  it("still asks after the user changed the draft and came back", () => {
    const away = lifeAfter(draft("a"), fetching("r1"), fetchFailed("may-be-charged"), draft("b"), draft("a"));
    expect(needsConsent(away)).toBe(true);
    expect(next(away, fetching("r2"))).toBe(away);
  });

  it("never runs two inserts at once", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), fetched("a"), { type: "insert" });
    expect(next(life, { type: "insert" })).toBe(life);
  });

  it("keeps the answer when an insert fails, so that it can be inserted again free", () => {
    const error = new ContextileError("host-gone", "The program closed.").toWire();
    const life = lifeAfter(
      draft("a"),
      fetching("r1"),
      fetched("a"),
      { type: "insert" },
      { type: "insert-failed", error },
    );
    expect(life.phase).toBe("failed");
    expect(next(life, { type: "insert" }).phase).toBe("inserting");
  });

  it("lets the user insert again after it is done", () => {
    const done = lifeAfter(
      draft("a"),
      fetching("r1"),
      fetched("a"),
      { type: "insert" },
      { type: "inserted", receipt },
    );
    expect(next(done, { type: "insert" }).phase).toBe("inserting");
  });

  it("goes back to settings when the held answer had to make room", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), fetched("a"), { type: "evicted", draftKey: "a" });
    expect(life.phase).toBe("settings");
  });

  it("marks a cancel that has not taken effect yet, and only while something runs", () => {
    expect(lifeAfter(draft("a"), fetching("r1"), { type: "cancel" }).cancelling).toBe(true);
    expect(lifeAfter(draft("a"), { type: "cancel" }).cancelling).toBe(false);
  });

  it("drops a failure when the user changes the draft or dismisses it", () => {
    const life = lifeAfter(draft("a"), fetching("r1"), fetchFailed("service-down"));
    expect(next(life, draft("b")).failure).toBeNull();
    expect(next(life, { type: "dismiss" }).phase).toBe("settings");
  });
});
