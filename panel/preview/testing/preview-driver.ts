import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../shared/testing/browser.ts";
import type { Pick, Preview } from "../preview.ts";
import type { underTest } from "./page.ts";
import { servePage } from "./serve-page.ts";

declare global {
  interface Window {
    underTest: typeof underTest;
    preview: Preview;
    picks: (Pick | null)[];
    pictures: ImageData[];
  }
}

/** A page with the preview in a real browser, 480 × 360, and how to look at it. */
export class PreviewDriver {
  /** Errors of the page and requests to anywhere but itself. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    page.on("request", (request) => {
      if (new URL(request.url()).hostname !== "127.0.0.1") this.complaints.push(`asked for ${request.url()}`);
    });
  }

  static async open(browser: Browser, url: string): Promise<PreviewDriver> {
    const page = await browser.newPage({ viewport: { width: 480, height: 360 } });
    const driver = new PreviewDriver(page);
    await page.goto(url);
    return driver;
  }

  /** Shows the town of `blocks` × `blocks`; the tower (building 0) stands in the middle. */
  async showTown(blocks = 4, terrain = true): Promise<void> {
    await this.page.evaluate(
      async ({ blocks, terrain }) => {
        const { createPreview, makeDisplay, madeTown } = window.underTest;
        const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
        if (preview === null) throw new Error("This browser has no WebGL 2.");
        window.preview = preview;
        window.picks = [];
        window.pictures = [];
        preview.onPick((pick) => window.picks.push(pick));
        const model = madeTown(blocks, terrain);
        await preview.show(model, makeDisplay(model));
      },
      { blocks, terrain },
    );
  }

  stats = () => this.page.evaluate(() => window.preview.stats());
  picks = () => this.page.evaluate(() => window.picks);

  async framesWithin(ms: number): Promise<number> {
    const before = (await this.stats()).frames;
    await this.page.waitForTimeout(ms);
    return (await this.stats()).frames - before;
  }

  /** Takes a picture, keeps its pixels in the page and returns their number. */
  picture = () =>
    this.page.evaluate(async () => {
      const image = await createImageBitmap(await window.preview.screenshot());
      const canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      return window.pictures.push(context.getImageData(0, 0, image.width, image.height)) - 1;
    });

  /** Share of pixels that differ, and mean brightness of the second picture minus that of the first. */
  compare = (first: number, second: number) =>
    this.page.evaluate(
      ([before, after]) => {
        const [a, b] = [window.pictures[before].data, window.pictures[after].data];
        let changed = 0;
        let sum = 0;
        for (let i = 0; i < a.length; i += 4) {
          const difference = b[i] + b[i + 1] + b[i + 2] - a[i] - a[i + 1] - a[i + 2];
          sum += difference;
          if (Math.abs(difference) > 12) changed += 1;
        }
        return { changed: changed / (a.length / 4), brighter: sum / a.length };
      },
      [first, second],
    );

  /** Red, green, blue in the middle, or at a place counted from the top left. */
  pixel = (of: number, x = 240, y = 180) =>
    this.page.evaluate(
      ({ of, x, y }) => {
        const { data, width } = window.pictures[of];
        return Array.from(data.slice((y * width + x) * 4, (y * width + x) * 4 + 3));
      },
      { of, x, y },
    );
}

export interface Stage {
  browser: Browser;
  url: string;
  close(): Promise<void>;
}

/** Builds and serves the page and starts a browser: once for all tests of a file. */
export async function openStage(): Promise<Stage> {
  const [served, browser] = await Promise.all([servePage(), launchBrowser()]);
  return {
    browser,
    url: served.url,
    close: async () => {
      await browser.close();
      served.close();
    },
  };
}
