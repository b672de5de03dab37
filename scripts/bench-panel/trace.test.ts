import { expect, test } from "vitest";
import { median, readTrace } from "./trace.ts";

const page = { pid: 40, tid: 41 };
const task = (ts: number, dur: number, tdur: number, home = page) => ({
  ...{ name: "RunTask", ph: "X", cat: "toplevel", ts, dur, tdur },
  ...home,
});
const mark = (name: string, ts: number, home = page) => ({ name, ph: "R", ts, ...home });

test("The trace reader counts the tasks of the page that set the mark, between its marks, in CPU time.", () => {
  const trace = readTrace(
    JSON.stringify({
      traceEvents: [
        task(1_000, 500, 500),
        task(9_500, 1_000, 900),
        mark("bench:click", 10_000),
        task(20_000, 90_000, 7_000),
        task(20_000, 90_000, 66_000, { pid: 40, tid: 99 }),
        task(20_000, 90_000, 77_000, { pid: 50, tid: 41 }),
        mark("bench:full", 120_000),
        task(130_000, 5_000, 5_000),
        { name: "thread_name", ph: "M", pid: 40, tid: 41, ts: 0, args: { name: "CrRendererMain" } },
      ],
    }),
    "bench:click",
  );
  expect(trace.pid).toBe(40);
  expect(trace.markMs("bench:click")).toBe(10);
  expect(trace.markMs("bench:picture")).toBeNull();
  // The task in which the click is handled began before it.
  expect(trace.taskCpuMs(10, 120)).toEqual([0.9, 7]);
});

test("Events and frames are told apart by name and type.", () => {
  const span = (name: string, tdur: number, type?: string) => ({
    ...{ name, ph: "X", ts: 10, dur: 20, tdur, ...page },
    args: { data: { type } },
  });
  const events = [
    mark("bench:pick", 5),
    span("EventDispatch", 3_000, "pointerup"),
    span("EventDispatch", 900, "pointermove"),
    span("FireAnimationFrame", 400),
  ];
  const trace = readTrace(JSON.stringify({ traceEvents: events }), "bench:pick");
  expect(trace.eventCpuMs("pointerup", 0, Infinity)).toEqual([3]);
  expect(trace.frameCpuMs(0, Infinity)).toEqual([0.4]);
});

test("A trace without the page's mark is an error, not a row of zeros.", () => {
  expect(() => readTrace('{"traceEvents":[]}', "bench:click")).toThrow("no mark bench:click");
});

test("The median of an even number of values lies between the two in the middle.", () => {
  expect(median([9, 1, 4, 2])).toBe(3);
  expect(median([5])).toBe(5);
  expect(median([])).toBe(0);
});
