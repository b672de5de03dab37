/** What every file of browser tests begins with: one browser, and panels that are closed however a test ends. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchBrowser, type OpenedPanel, type OpenOptions, openPanel } from "./open-panel.ts";

interface PanelSuite {
  readonly browser: Browser;
  /** The panel that was opened last. */
  readonly opened: OpenedPanel;
  readonly page: Page;
  open(options?: Partial<OpenOptions>): Promise<OpenedPanel>;
}

/** Call it once, at the head of the file. `perTest` false: panels stay open until the last test, which share them. */
export function panelSuite({ perTest = true } = {}): PanelSuite {
  let browser: Browser | undefined;
  let open: OpenedPanel[] = [];
  const theBrowser = () => there(browser, "no browser is open yet");
  const last = () => there(open[open.length - 1], "no panel is open");
  const closeAll = async () => {
    const closing = open;
    open = [];
    for (const { service, close } of closing) {
      service.letGo("break");
      await close();
    }
  };
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  if (perTest) afterEach(closeAll);
  afterAll(async () => {
    await closeAll();
    await browser?.close();
  });
  return {
    get browser() {
      return theBrowser();
    },
    get opened() {
      return last();
    },
    get page() {
      return last().page;
    },
    async open(options = {}) {
      const opened = await openPanel({ browser: theBrowser(), ...options });
      open.push(opened);
      return opened;
    },
  };
}

function there<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
