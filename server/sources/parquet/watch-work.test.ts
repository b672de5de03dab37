import { expect, it } from "vitest";
import { watchWork } from "./watch-work.ts";

const ms = (time: number) => new Promise((resolve) => setTimeout(resolve, time));

it("calls once when the processor has worked for longer than the patience", async () => {
  let calls = 0;
  const watch = watchWork(
    () => 100,
    () => calls++,
  );
  watch.restart();
  const start = process.cpuUsage();
  const worked = () => process.cpuUsage(start).user / 1000;
  while (worked() < 160) Math.sqrt(worked());
  await ms(120);
  expect(calls).toBe(1);
  await ms(120);
  expect(calls).toBe(1);
});

it("waits long for a thread that gets no processor, and not at all while it is paused", async () => {
  let calls = 0;
  const watch = watchWork(
    () => 10_000,
    () => calls++,
  );
  watch.restart();
  await ms(200);
  watch.pause();
  expect(calls).toBe(0);
  const short = watchWork(
    () => 1,
    () => calls++,
  );
  short.restart();
  short.pause();
  await ms(120);
  expect(calls).toBe(0);
});
