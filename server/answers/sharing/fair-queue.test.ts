import { describe, expect, test } from "vitest";
import { FairQueue } from "./fair-queue.ts";

const takeAll = (queue: FairQueue<string>) => {
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  return taken;
};

describe("a fair queue", () => {
  test("serves one caller in the order of asking", () => {
    const queue = new FairQueue<string>();
    for (const thing of ["a1", "a2", "a3"]) queue.enter("a", thing);
    expect(takeAll(queue)).toEqual(["a1", "a2", "a3"]);
    expect(queue.take()).toBeUndefined();
  });

  test("lets a caller with one thing pass a caller with twenty", () => {
    const queue = new FairQueue<string>();
    for (let i = 1; i <= 20; i++) queue.enter("a", `a${i}`);
    expect(queue.take()).toBe("a1");
    queue.enter("b", "b1");
    expect([queue.take(), queue.take()]).toEqual(["b1", "a2"]);
  });

  test("remembers whose turn it was while nobody waited", () => {
    const queue = new FairQueue<string>();
    queue.enter("a", "a1");
    expect(queue.take()).toBe("a1");
    queue.enter("a", "a2");
    queue.enter("b", "b1");
    expect(queue.take()).toBe("b1");
  });

  test("takes turns between three callers, however uneven their lines are", () => {
    const queue = new FairQueue<string>();
    for (const thing of ["a1", "a2", "a3", "a4"]) queue.enter("a", thing);
    for (const thing of ["b1", "b2"]) queue.enter("b", thing);
    queue.enter("c", "c1");
    expect(takeAll(queue)).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
  });

  test("does not let a caller that keeps one thing waiting starve another", () => {
    const queue = new FairQueue<string>();
    queue.enter("a", "a1");
    queue.enter("a", "a2");
    queue.enter("b", "b1");
    const taken: (string | undefined)[] = [];
    for (let i = 2; i < 6; i++) {
      taken.push(queue.take());
      queue.enter("b", `b${i}`);
    }
    expect(taken).toEqual(["a1", "b1", "a2", "b2"]);
  });

  test("takes a thing that two callers wait for at the first turn of either, once", () => {
    const queue = new FairQueue<string>();
    for (const thing of ["a1", "a2", "both"]) queue.enter("a", thing);
    queue.enter("b", "both");
    expect(takeAll(queue)).toEqual(["a1", "both", "a2"]);
  });

  test("forgets what nobody waits for any more", () => {
    const queue = new FairQueue<string>();
    queue.enter("a", "a1");
    queue.enter("a", "shared");
    queue.enter("b", "shared");
    queue.leave("a", "a1");
    queue.leave("b", "shared");
    expect(takeAll(queue)).toEqual(["shared"]);
    queue.enter("a", "gone");
    queue.leave("a", "gone");
    expect(queue.take()).toBeUndefined();
  });
});
