import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface LineProcessOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Print what the program says, for a diagnosis. */
  loud?: boolean;
}

/** A program that talks in lines: waits for marks in its output, is told lines, is ended by its own process group. */
export class LineProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;
  readonly ended: Promise<number | null>;

  constructor(command: string, args: string[], options: LineProcessOptions = {}) {
    this.#child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        if (options.loud) console.log(`        | ${line}`);
        this.#lines.push(line);
        for (const wake of this.#waiting) wake();
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.on("error", () => this.#end(null, resolve));
      this.#child.on("close", (code) => this.#end(code, resolve));
    });
  }

  /** The rest of the first line from now on (or said already) that starts with `mark`. */
  async waitFor(mark: string, timeoutMs = 120_000): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const at = this.#lines.findIndex((line) => line.startsWith(`${mark} `) || line === mark);
      if (at >= 0) return this.#lines.splice(at, 1)[0].slice(mark.length).trim();
      if (this.#ended || Date.now() > until) throw new Error(`"${mark}" never came:\n${this.tail()}`);
      await this.#news(until - Date.now());
    }
  }

  /** The first line that fits, from what was said already on. */
  async firstLine(pattern: RegExp, timeoutMs = 30_000): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const line = this.#lines.find((said) => pattern.test(said));
      if (line !== undefined) return line;
      if (this.#ended || Date.now() > until) throw new Error(`no line like ${pattern} came:\n${this.tail()}`);
      await this.#news(until - Date.now());
    }
  }

  /** Sends one line and gives what the program answers to it, as JSON. */
  async tell(line: string): Promise<unknown> {
    this.#child.stdin?.write(`${line}\n`);
    return JSON.parse((await this.waitFor(`DONE ${line}`)) || "null");
  }

  /** Sends one line without waiting for its answer. */
  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  tail(): string {
    return this.#lines.slice(-25).join("\n");
  }

  /** Ends the program politely where it listens, else at once; waits until it is gone. */
  async stop(line = "quit"): Promise<void> {
    if (!this.#ended) this.#child.stdin?.write(`${line}\n`);
    const patience = setTimeout(() => this.kill(), 15_000);
    await this.ended;
    clearTimeout(patience);
  }

  /** Ends it like a crash: the whole process group, so that no helper of it stays behind. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#ended) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      this.#child.kill("SIGKILL");
    }
  }

  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, ms));
      this.#waiting.add(wake);
    });
  }

  #end(code: number | null, resolve: (code: number | null) => void): void {
    this.#ended = true;
    for (const wake of [...this.#waiting]) wake();
    resolve(code);
  }
}
