import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { goodKey, startFakeService } from "./testing/fake-service.ts";
import { longTestMs } from "./testing/open-panel.ts";
import { servePanel } from "./testing/serve-panel.ts";

const python = "/usr/bin/python3";
const script = fileURLToPath(new URL("./testing/qt_webengine.py", import.meta.url));

/** Why Chromium 87 cannot be asked on this machine, or null. */
function whyNot(): string | null {
  const qt = spawnSync(python, ["-c", "import PyQt5.QtWebEngineWidgets"]);
  if (qt.status !== 0) return "python3-pyqt5.qtwebengine (Chromium 87) is not installed";
  return spawnSync("xvfb-run", ["--help"]).status === 0 ? null : "xvfb is not installed";
}

const click = (selector: string) => `document.querySelector(${JSON.stringify(selector)}).click()`;
const there = (selector: string) => `document.querySelector(${JSON.stringify(selector)}) !== null`;
const says = (text: string) =>
  `document.querySelector("#primary").textContent.includes(${JSON.stringify(text)})`;
const save = '[...document.querySelectorAll(".button")].find((b) => b.textContent.includes(".3dm"))';

/** The main job from map to file, then what the receipt says. */
const steps = [
  [there(".map-tools .button:not([disabled])"), click("#tab-settings")],
  [says("Get 0.12"), click("#primary")],
  [says("Next: insert"), click("#primary")],
  [says("Insert into"), click("#primary")],
  [there("#receipt"), `${save}.click()`],
  ['document.body.innerText.includes("Saved ") && document.querySelector("#receipt").innerText', "1"],
];

it(
  "does the main job in Chromium 87: map, preview, insert and Rhino file",
  async () => {
    const reason = whyNot();
    if (reason !== null) {
      console.log(`Chromium 87 was not asked: ${reason}`);
      expect(reason).toMatch(/is not installed$/);
      return;
    }
    const service = await startFakeService();
    const served = await servePanel({ serviceUrl: service.url, host: { key: goodKey } });
    const { stdout } = await promisify(execFile)("xvfb-run", [
      "-a",
      python,
      script,
      served.url,
      JSON.stringify(steps),
    ]);
    await served.stop();
    await service.stop();
    const { agent, last, done, messages } = JSON.parse(stdout.trim().split("\n").pop() ?? "{}");
    expect(agent).toMatch(/Chrome\/87\./);
    // The engine is older than this word of the policy and says so for each worker; it still runs the Rhino writer.
    const known = (message: string) => message.includes("'wasm-unsafe-eval''. It will be ignored");
    expect({ done, messages: messages.filter((message: string) => !known(message)) }).toEqual({
      done: true,
      messages: [],
    });
    expect(last).toMatch(/Buildings\s+1\s+480\s+0/);
    expect(served.host.inserted).toHaveLength(1);
  },
  longTestMs,
);
