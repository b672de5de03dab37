/** Fuzz cases in a process of their own: one that hangs is ended, named and stepped over. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface FuzzFailure {
  seed: number;
  number: number;
  kind: string;
  why: string;
}

export interface FuzzResult {
  /** Begun; all of them have ended, one way or another. */
  cases: number;
  byKind: Record<string, number>;
  failures: FuzzFailure[];
}

export interface FuzzOptions {
  seed: number;
  /** Number of the first case; default 0. */
  first?: number;
  cases: number;
  /** Told about every failure when it happens, and now and then how far it is. */
  progress?: (line: string) => void;
  /** What runs the cases, source or bundle; another one only to test the watch itself. */
  program?: string;
  /** Ends the run behind the case it is at. */
  signal?: AbortSignal;
  /** Longest for one case, seconds of processor time (machines are shared); default 5. */
  longestS?: number;
}

/** And of plain time, for a case that waits for something that never comes: this many times as much. */
const patience = 18;

export async function watchedRun(options: FuzzOptions): Promise<FuzzResult> {
  const { first = 0, cases } = options;
  const result: FuzzResult = { cases: 0, byKind: {}, failures: [] };
  for (let next = first; next < first + cases && options.signal?.aborted !== true; )
    next = (await runUntilHang(options, next, first + cases - next, result)) + 1;
  return result;
}

/** What a process is at, and since when. */
interface State {
  number: number;
  kind: string;
  sinceMs: number;
  cpuS: number;
  /** Already noted: its end is no news. */
  failed: boolean;
  done: boolean;
}

/** Returns the number of the last case that was begun. */
async function runUntilHang(
  options: FuzzOptions,
  first: number,
  count: number,
  result: FuzzResult,
): Promise<number> {
  const { seed, progress, signal } = options;
  const child = startCases(options, first, count);
  const stop = () => child.kill();
  signal?.addEventListener("abort", stop, { once: true });
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const state: State = {
    number: first,
    kind: "",
    sinceMs: performance.now(),
    cpuS: 0,
    failed: false,
    done: false,
  };
  const note = (why: string) => {
    state.failed = true;
    result.failures.push({ seed, number: state.number, kind: state.kind, why });
    progress?.(`seed ${seed} case ${state.number} (${state.kind}): ${why}`);
  };
  const watch = setInterval(() => {
    const why = overdue(child, state, options.longestS ?? 5);
    if (why === null) return;
    note(why);
    clearInterval(watch);
    child.kill("SIGKILL");
  }, 250);
  for await (const line of linesOf(child)) readWord(line, state, child, result, note, options);
  const how = await ended;
  clearInterval(watch);
  signal?.removeEventListener("abort", stop);
  if (signal?.aborted) return state.number;
  if (state.kind === "") throw new Error(`The fuzz process ended with ${how} before its first case.`);
  if (!state.done && !state.failed) note(`the process ended with ${how}`);
  return state.done ? first + count - 1 : state.number;
}

function startCases({ seed, program = source }: FuzzOptions, first: number, count: number): ChildProcess {
  const loader = program.endsWith(".ts") ? ["--import", "tsx"] : [];
  return spawn(process.execPath, [...loader, program, `${seed}`, `${first}`, `${count}`], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
}

const source = fileURLToPath(new URL("run-cases.ts", import.meta.url));

function linesOf({ stdio }: ChildProcess) {
  const pipe = stdio[3];
  if (!(pipe instanceof Readable)) throw new Error("The fuzz process has no way to say how far it is.");
  return createInterface({ input: pipe });
}

/** Words of `run-cases.ts`: a case begins, a case failed, all are done. */
function readWord(
  line: string,
  state: State,
  child: ChildProcess,
  result: FuzzResult,
  note: (why: string) => void,
  { seed, first = 0, cases, progress }: FuzzOptions,
): void {
  const word: { at?: number; kind?: string; failed?: number; why?: string; done?: boolean } =
    JSON.parse(line);
  if (word.done === true) state.done = true;
  if (word.failed !== undefined) note(word.why ?? "");
  if (word.at === undefined || word.kind === undefined) return;
  Object.assign(state, { number: word.at, kind: word.kind, failed: false });
  Object.assign(state, { sinceMs: performance.now(), cpuS: cpuSeconds(child) ?? 0 });
  result.cases++;
  result.byKind[word.kind] = (result.byKind[word.kind] ?? 0) + 1;
  if (word.at % 1000 === 999)
    progress?.(`seed ${seed}: ${word.at + 1 - first} of ${cases} cases, ${result.failures.length} failed`);
}

function overdue(child: ChildProcess, state: State, longestS: number): string | null {
  const waitedS = (performance.now() - state.sinceMs) / 1000;
  const cpuS = cpuSeconds(child);
  if (state.kind !== "" && cpuS !== null && cpuS - state.cpuS > longestS)
    return `works for more than ${longestS} s`;
  // Where processor time cannot be asked for, plain time must do.
  const longest = cpuS === null && state.kind !== "" ? 4 * longestS : patience * longestS;
  return waitedS > longest ? `does not end within ${Math.round(waitedS)} s` : null;
}

/** Processor time of a process so far; null where the system has no /proc. Ticks are hundredths of a second on Linux. */
function cpuSeconds({ pid }: ChildProcess): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}
