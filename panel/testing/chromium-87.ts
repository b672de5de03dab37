/** The oldest engine the panel runs in, as Debian has it: QtWebEngine 5.15 below Xvfb. */
import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const python = "/usr/bin/python3";
const script = fileURLToPath(new URL("./qt_webengine.py", import.meta.url));

/** Why Chromium 87 cannot be asked on this machine, or null. */
export function whyNoChromium87(): string | null {
  const qt = spawnSync(python, ["-c", "import PyQt5.QtWebEngineWidgets"]);
  if (qt.status !== 0) return "python3-pyqt5.qtwebengine (Chromium 87) is not installed";
  return spawnSync("xvfb-run", ["--help"]).status === 0 ? null : "xvfb is not installed";
}

/** Waits for the first expression to hold, then runs the second. */
type OldStep = readonly [until: string, then: string];

export const click = (selector: string) => `document.querySelector(${JSON.stringify(selector)}).click()`;
export const there = (selector: string) => `document.querySelector(${JSON.stringify(selector)}) !== null`;
export const says = (text: string) =>
  `document.querySelector("#primary").textContent.includes(${JSON.stringify(text)})`;

interface OldRun {
  agent: string;
  /** What the last step gave. */
  last: string;
  done: boolean;
  /** What the console said, but for one that is known. */
  messages: string[];
}

export async function runInChromium87(url: string, steps: readonly OldStep[]): Promise<OldRun> {
  const { stdout } = await promisify(execFile)("xvfb-run", [
    "-a",
    python,
    script,
    url,
    JSON.stringify(steps),
  ]);
  const run: OldRun = JSON.parse(stdout.trim().split("\n").pop() ?? "{}");
  // The engine is older than this word of the policy and says so for each worker; it still runs WebAssembly.
  const known = (message: string) => message.includes("'wasm-unsafe-eval''. It will be ignored");
  return { ...run, messages: run.messages.filter((message) => !known(message)) };
}
