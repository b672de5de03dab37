import { describe, expect, it } from "vitest";
import { Inbox } from "./inbox.ts";

describe("inbox", () => {
  it("keeps the order when reading one message brings the next", () => {
    const inbox = new Inbox();
    const got: string[] = [];
    inbox.push("a");
    inbox.push("c");
    inbox.onMessage((message) => {
      got.push(message);
      if (message === "a") inbox.push("d");
    });
    inbox.push("e");
    expect(got).toEqual(["a", "c", "d", "e"]);
  });

  it("goes on after a listener that threw", () => {
    const inbox = new Inbox();
    const got: string[] = [];
    inbox.onMessage((message) => {
      if (message === "bad") throw new Error("bad");
      got.push(message);
    });
    expect(() => inbox.push("bad")).toThrow("bad");
    inbox.push("good");
    expect(got).toEqual(["good"]);
  });

  it("says gone once, and at once to whoever asks later", () => {
    const inbox = new Inbox();
    let heard = 0;
    inbox.onClose(() => heard++);
    expect([inbox.close(), inbox.close()]).toEqual([true, false]);
    inbox.onClose(() => heard++);
    expect(heard).toBe(2);
  });
});
