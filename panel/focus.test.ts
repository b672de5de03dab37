/** Where the focus goes: into a question, back to what asked, and never nowhere. And that it can be seen. */
import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { goodKey } from "./testing/fake-service.ts";
import { eventually, longTestMs, type OpenedPanel } from "./testing/open-panel.ts";
import { panelSuite } from "./testing/panel-suite.ts";

const suite = panelSuite({ perTest: false });
let panel: OpenedPanel;
let page: Page;
beforeAll(async () => {
  const host = { key: goodKey, testKey: () => "unreachable" as const };
  panel = await suite.open({ width: 260, host });
  page = panel.page;
  await page.waitForSelector(".map-tools .button:not([disabled])");
}, longTestMs);

/** What has the focus, by its words, its label or its kind; "nothing" for none. */
const focused = () =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return "nothing";
    const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? "") : "";
    return label || element.getAttribute("aria-label") || element.textContent || element.tagName;
  });

async function press(name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).focus();
  await page.keyboard.press("Enter");
}

it("goes to the heading of a side view, and back to the button that opened it", async () => {
  for (const [button, heading] of [
    ["#open-key", "API key"],
    ["#open-usage", "Usage"],
  ]) {
    await page.locator(button).focus();
    await page.keyboard.press("Enter");
    await eventually(focused).toBe(heading);
    await press("Back");
    await eventually(focused).toBe(await page.locator(button).textContent());
  }
});

it("goes to the safe answer when the key is to be forgotten, and back to the button that asked", async () => {
  await page.locator("#open-key").focus();
  await page.keyboard.press("Enter");
  await press("Forget key");
  expect(await focused()).toBe("Keep it");
  await page.keyboard.press("Enter");
  expect(await focused()).toBe("Forget key");
  expect(panel.served.host.key()).toBe(goodKey);
});

it("goes to the safe answer when an untested key would replace the stored one, and back to the field", async () => {
  await page.locator('input[type="password"]').fill("cw_test_another_key_5555abcd");
  await page.keyboard.press("Enter");
  await eventually(focused).toBe("Keep the stored key");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("password");
  expect(panel.served.host.key()).toBe(goodKey);
});

it("goes to the field when the stored key is forgotten and its buttons go", async () => {
  await press("Forget key");
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe("Forget it now");
  await page.keyboard.press("Enter");
  await eventually(() => panel.served.host.key()).toBe("");
  await eventually(() => page.getByRole("button", { name: "Test key" }).count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe("password");
  await page.locator('input[type="password"]').fill(goodKey);
  await page.keyboard.press("Enter");
  await eventually(() => panel.served.host.key()).toBe(goodKey);
  await page.locator("#tab-area").click();
});

it("stays near a button that is disabled by its own press", async () => {
  await press("Clear");
  await eventually(focused).toBe("Rectangle");
  await press("Undo");
  await eventually(focused).toBe("Redo");
});

it("stays near what is reset, saved, deleted or dismissed", async () => {
  await page.locator("#tab-settings").click();
  await page.getByLabel("Barriers", { exact: true }).uncheck();
  await press("Reset Barriers");
  expect(await focused()).toBe("Barriers");

  await page.locator("#presets summary").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Name of the preset").fill("Site plans");
  await press("Save settings");
  expect(await focused()).toBe("Save settings");
  await press("Delete");
  await eventually(focused).not.toBe("nothing");
  expect(await page.evaluate(() => document.activeElement?.closest("#presets") !== null)).toBe(true);

  panel.service.mode = "error500";
  await page.locator("#primary").focus();
  await page.keyboard.press("Enter");
  await page.locator("#failure").waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("primary");
  await press("Dismiss");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("primary");
});

it("is left alone when the user clicks beside everything", async () => {
  await page.locator("#primary").focus();
  await page.mouse.click(130, 60);
  await page.getByLabel("Surface", { exact: true }).evaluate((box) => box.setAttribute("hidden", ""));
  await page.getByLabel("Surface", { exact: true }).evaluate((box) => box.removeAttribute("hidden"));
  expect(await page.evaluate(() => document.activeElement?.id)).not.toBe("open-key");
});

it(
  "can be seen on everything that Tab reaches, in every step",
  async () => {
    panel.service.mode = "ok";
    await page.locator("#primary").click();
    await page.waitForSelector(".preview[data-ready='true']");
    const unseen: string[] = [];
    for (const tab of ["area", "settings", "preview", "insert"]) {
      await page.locator(`#tab-${tab}`).click();
      await page.locator("#open-key").focus();
      for (let i = 0; i < 90; i++) {
        await page.keyboard.press("Tab");
        const seen = await page.evaluate(focusIsSeen);
        if (seen === "end") break;
        if (seen !== "yes") unseen.push(`${tab}: ${seen}`);
      }
    }
    expect(unseen).toEqual([]);
  },
  longTestMs,
);

/** Runs in the page: "yes", "end" once Tab has left the panel, or what shows no ring or lies out of view. */
function focusIsSeen(): string {
  const { activeElement: element } = document;
  if (element === null || element === document.body) return "end";
  // A radio button of a row is transparent: what is drawn, and outlined, stands behind it.
  const drawn = element.closest(".segmented") === null ? element : element.nextElementSibling;
  if (drawn === null) return "nothing drawn";
  const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
  const name = `${element.tagName}.${element.className} ${(element.textContent ?? "").slice(0, 20)}`;
  if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) return `no ring: ${name}`;
  const { left, right, top, bottom } = drawn.getBoundingClientRect();
  const inView = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
  return inView ? "yes" : `out of view: ${name}`;
}
