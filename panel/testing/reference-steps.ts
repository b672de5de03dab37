/** Every place of the panel as one picture, always the same: fixed font, fixed day, map and 3D covered. */
import type { Browser, Page } from "playwright-core";
import { goodKey } from "./fake-service.ts";
import { mapShowsArea, type OpenedPanel, openPanel } from "./open-panel.ts";

export const pictureThemes = ["light", "dark"] as const;
export const pictureWidths = [260, 420, 900] as const;

interface PictureView {
  theme: (typeof pictureThemes)[number];
  width: number;
}

/** There on every Debian with a browser, since fontconfig brings it. Its measure tells another one. */
const font = "DejaVu Sans";
const sample = "0.12 km² · €3.60 Größe Wjgpqy";
/** Width of the sample at 100 px in the font of the kept pictures, px. */
const sampleWidthPx = 1573;

interface PictureStep {
  name: string;
  go(opened: OpenedPanel): Promise<unknown>;
}

/** In the order of a job. */
export const pictureSteps: readonly PictureStep[] = [
  { name: "area", go: ({ page }) => mapShowsArea(page) },
  { name: "settings", go: ({ page }) => changeSetting(page) },
  { name: "error", go: (opened) => failToFetch(opened) },
  { name: "preview", go: (opened) => fetchAndPick(opened) },
  { name: "insert", go: ({ page }) => page.locator("#tab-insert").click() },
  { name: "receipt", go: ({ page }) => insert(page) },
  {
    name: "usage",
    go: ({ page }) =>
      page
        .locator("#open-usage")
        .click()
        .then(() => page.waitForSelector(".bars")),
  },
  { name: "key", go: ({ page }) => page.locator("#open-key").click() },
];

async function changeSetting(page: Page): Promise<void> {
  await page.locator("#tab-settings").click();
  await page.getByLabel("Roof where unknown").selectOption("gabled");
}

async function failToFetch({ page, service }: OpenedPanel): Promise<void> {
  service.mode = "error500";
  await page.locator("#tab-preview").click();
  await page.locator("#primary").click();
  await page.locator("#failure").waitFor();
}

async function fetchAndPick({ page, service }: OpenedPanel): Promise<void> {
  service.mode = "ok";
  await page.locator("#primary").click();
  // Before the whole model is on screen a key meets nothing, and another house would be picked than the last time.
  await page.waitForSelector(".preview[data-ready='true']");
  await page.locator(".preview canvas").focus();
  const leaveOut = page.getByRole("button", { name: "Leave out", exact: true });
  for (let i = 0; i < 30 && !(await leaveOut.isVisible()); i++) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(200);
    if (!(await leaveOut.isVisible()))
      await page.keyboard.press(i % 4 === 3 ? "Shift+ArrowDown" : "Shift+ArrowRight");
  }
}

async function insert(page: Page): Promise<void> {
  await page.locator("#primary").click();
  await page.waitForSelector("#receipt");
}

interface TakenPicture {
  name: string;
  png: Buffer;
}

interface TakePictures {
  browser: Browser;
  view: PictureView;
  /** Only these steps are pictured, in the order of the job; the ones before are walked through. Default: all. */
  only?: readonly string[];
  /** Styles put over the page, one after the other: a picture of each, named by it, instead of the plain one. */
  spoils?: readonly string[];
}

/** All pictures of one view. `font` false: this machine's font is another one, and pictures cannot be compared. */
export async function takePictures(
  options: TakePictures,
): Promise<{ pictures: TakenPicture[]; font: boolean }> {
  const { browser, view, only, spoils } = options;
  const context = await browser.newContext({
    viewport: { width: view.width, height: 760 },
    bypassCSP: true,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const opened = await openPanel({
    browser,
    context,
    host: { key: goodKey, profile: { theme: view.theme } },
    before: (page) => page.clock.setFixedTime(new Date("2026-06-21T10:00:00Z")),
  });
  const { page } = opened;
  await page.addStyleTag({
    content: `:root { --font: "${font}"; } * { caret-color: transparent !important; }`,
  });
  const sameFont = Math.abs((await measureFont(page)) - sampleWidthPx) < 3;
  const pictures: TakenPicture[] = [];
  for (const { name, go } of pictureSteps) {
    await go(opened);
    if (only !== undefined && !only.includes(name)) continue;
    if (spoils === undefined) pictures.push({ name, png: await shoot(page, view) });
    for (const css of spoils ?? []) {
      const style = await page.addStyleTag({ content: css });
      pictures.push({ name: css, png: await shoot(page, view) });
      await style.evaluate((element) => element.parentNode?.removeChild(element));
    }
    if (only !== undefined && only[only.length - 1] === name) break;
  }
  await opened.close();
  await context.close();
  return { pictures, font: sameFont };
}

function measureFont(page: Page): Promise<number> {
  return page.evaluate(
    ([family, text]) => {
      const context = document.createElement("canvas").getContext("2d");
      if (context === null) return 0;
      context.font = `100px "${family}"`;
      return context.measureText(text).width;
    },
    [font, sample],
  );
}

/** As high as its content, so that nothing hides below; map and 3D as grey boxes. */
async function shoot(page: Page, { width }: PictureView): Promise<Buffer> {
  await page.mouse.move(0, 0);
  await page.evaluate(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined,
  );
  let height = 760;
  // The picture grows with the page, so that it takes a few rounds.
  for (let round = 0; round < 6; round++) {
    const missing = await page.evaluate(() => {
      const main = document.querySelector(".main");
      return main === null ? 0 : main.scrollHeight - main.clientHeight;
    });
    if (missing <= 0 || height >= 2000) break;
    height = Math.min(2000, height + missing);
    await page.setViewportSize({ width, height });
  }
  await page.waitForTimeout(300);
  const png = await page.screenshot({
    animations: "disabled",
    mask: [page.locator(".map-frame:visible"), page.locator(".preview-frame:visible")],
    maskColor: "#8899a0",
  });
  await page.setViewportSize({ width, height: 760 });
  return png;
}
