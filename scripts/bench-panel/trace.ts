/** Reads a browser trace: CPU time of main-thread tasks, not wall time, which under software GL says little. */
import { z } from "zod";

const eventSchema = z.looseObject({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds on the browser's clock. */
  ts: z.number().optional().default(0),
  dur: z.number().optional(),
  /** Microseconds of CPU that the thread itself used. */
  tdur: z.number().optional(),
  args: z.looseObject({ data: z.looseObject({ type: z.string().optional() }).optional() }).optional(),
});
export type TraceEvent = z.infer<typeof eventSchema>;

/** What to ask the browser for. */
export const traceCategories = [
  "-*",
  "toplevel",
  "devtools.timeline",
  "disabled-by-default-devtools.timeline",
  "blink.user_timing",
];

/** One page's events between named marks. Times in milliseconds. */
export interface PageTrace {
  pid: number;
  /** Time of the last mark of that name, milliseconds; null where it was never set. */
  markMs(name: string): number | null;
  /** CPU of every main-thread task that runs, also partly, between two moments; in order. */
  taskCpuMs(fromMs: number, toMs: number): number[];
  /** CPU of every animation frame callback in between, in order. */
  frameCpuMs(fromMs: number, toMs: number): number[];
  /** CPU of the handlers of every event of that type in between. */
  eventCpuMs(type: string, fromMs: number, toMs: number): number[];
}

/** `anchor` is a mark that the page of interest has set: it tells its process and thread from all others. */
export function readTrace(json: string, anchor: string): PageTrace {
  const events = parseEvents(json);
  const marks = events.filter(({ ph, name }) => name.startsWith("bench:") && "RIni".includes(ph));
  const home = marks.find(({ name }) => name === anchor);
  if (home === undefined) throw new Error(`The trace has no mark ${anchor}.`);
  const mine = events.filter(({ pid, tid }) => pid === home.pid && tid === home.tid);
  const spans = mine.filter(({ ph }) => ph === "X");
  const cpu = (name: string, fromMs: number, toMs: number, type?: string) =>
    spans
      .filter((event) => event.name === name && overlaps(event, fromMs, toMs))
      .filter((event) => type === undefined || event.args?.data?.type === type)
      .map((event) => (event.tdur ?? 0) / 1000);
  return {
    pid: home.pid,
    markMs: (name) => {
      const times = marks.filter((mark) => mark.name === name && mark.pid === home.pid).map(({ ts }) => ts);
      return times.length === 0 ? null : Math.max(...times) / 1000;
    },
    taskCpuMs: (fromMs, toMs) => cpu("RunTask", fromMs, toMs),
    frameCpuMs: (fromMs, toMs) => cpu("FireAnimationFrame", fromMs, toMs),
    eventCpuMs: (type, fromMs, toMs) => cpu("EventDispatch", fromMs, toMs, type),
  };
}

function parseEvents(json: string): TraceEvent[] {
  const { traceEvents } = z.object({ traceEvents: z.array(z.unknown()) }).parse(JSON.parse(json));
  return traceEvents.flatMap((event) => {
    const parsed = eventSchema.safeParse(event);
    return parsed.success ? [parsed.data] : [];
  });
}

function overlaps({ ts, dur = 0 }: TraceEvent, fromMs: number, toMs: number): boolean {
  return ts / 1000 < toMs && (ts + dur) / 1000 > fromMs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
