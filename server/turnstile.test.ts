import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

test("counts who is inside; leaving twice counts once", () => {
  const turnstile = createTurnstile();
  const leave = turnstile.enter("ada");
  turnstile.enter("bob");
  turnstile.enter("ada");
  leave();
  leave();
  expect([turnstile.inside, turnstile.insideOf("ada"), turnstile.insideOf("bob")]).toEqual([2, 1, 1]);
  expect(turnstile.insideOf("eve")).toBe(0);
});

test("waits until everybody has left, but not for ever", async () => {
  const turnstile = createTurnstile();
  await turnstile.empty(10_000);
  const leave = turnstile.enter("ada");
  const startedMs = performance.now();
  await turnstile.empty(20);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(15);
  setTimeout(leave, 5);
  await turnstile.empty(10_000);
  expect(turnstile.inside).toBe(0);
});
