import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { PageSession } from "./page-session.ts";
import { PageSessions } from "./page-sessions.ts";

/** A response that goes nowhere. */
function sink(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe("page session", () => {
  it("keeps the last 1,000 events and says when older ones are wanted", async () => {
    const session = new PageSession("s", 1000);
    for (let i = 0; i < 1005; i++) await session.send("{}");
    expect(() => session.attach(sink(), 4)).toThrow(expect.objectContaining({ status: 410 }));
    expect(() => session.attach(sink(), 1006)).toThrow(expect.objectContaining({ status: 410 }));
    session.attach(sink(), 5);
    expect(session.isPresent).toBe(true);
    session.close();
    expect(session.isPresent).toBe(false);
  });
});

describe("page sessions", () => {
  it("keeps sixteen and forgets the one that nobody reads and that was used the longest ago", async () => {
    const sessions = new PageSessions(1000);
    const pair = () => sessions.pair(sessions.pairingToken);
    const all = Array.from({ length: 16 }, pair);
    all[0]?.attach(sink(), 0);
    for (const [i, session] of all.entries()) if (session) session.lastUsed = i;
    const gone: number[] = [];
    for (const [i, session] of all.entries()) session?.onClose(() => gone.push(i));
    pair();
    expect(gone).toEqual([1]);
    expect(sessions.find(all[1]?.id)).toBeNull();
    expect(sessions.find(all[0]?.id)).toBe(all[0]);
    for (const session of sessions.all()) session.close();
  });

  it("pairs with the whole token only", () => {
    const sessions = new PageSessions(1000);
    const { pairingToken } = sessions;
    expect(pairingToken).toMatch(/^[\w-]{43}$/);
    expect([
      sessions.pair(""),
      sessions.pair(pairingToken.slice(0, 42)),
      sessions.pair(`${pairingToken}x`),
    ]).toEqual([null, null, null]);
  });
});
