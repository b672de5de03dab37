import { expect, it } from "vitest";
import { click, runInChromium87, says, there, whyNoChromium87 } from "./testing/chromium-87.ts";
import { goodKey, startFakeService } from "./testing/fake-service.ts";
import { longTestMs } from "./testing/open-panel.ts";
import { servePanel } from "./testing/serve-panel.ts";

const save = '[...document.querySelectorAll(".button")].find((b) => b.textContent.includes(".3dm"))';

/** The main job from map to file, then what the receipt says. */
const steps = [
  [there(".map-tools .button:not([disabled])"), click("#tab-settings")],
  [says("Get 0.12"), click("#primary")],
  [says("Next: insert"), click("#primary")],
  [says("Insert into"), click("#primary")],
  [there("#receipt"), `${save}.click()`],
  ['document.body.innerText.includes("Saved ") && document.querySelector("#receipt").innerText', "1"],
] as const;

it(
  "does the main job in Chromium 87: map, preview, insert and Rhino file",
  async () => {
    const reason = whyNoChromium87();
    if (reason !== null) {
      console.log(`Chromium 87 was not asked: ${reason}`);
      expect(reason).toMatch(/is not installed$/);
      return;
    }
    const service = await startFakeService();
    const served = await servePanel({ serviceUrl: service.url, host: { key: goodKey } });
    const { agent, last, done, messages } = await runInChromium87(served.url, steps);
    await served.stop();
    await service.stop();
    expect(agent).toMatch(/Chrome\/87\./);
    expect({ done, messages }).toEqual({ done: true, messages: [] });
    expect(last).toMatch(/Buildings\s+1\s+480\s+0/);
    expect(served.host.inserted).toHaveLength(1);
  },
  longTestMs,
);
