/** What every file of browser tests of the preview begins with: one browser, and a fresh page for each test. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { openStage, PreviewDriver, type Stage } from "./preview-driver.ts";

interface PreviewSuite {
  readonly stage: Stage;
  /** The page of the test that runs. */
  readonly driver: PreviewDriver;
}

/** Call it once, at the head of the file. */
export function previewSuite(): PreviewSuite {
  let stage: Stage | undefined;
  let driver: PreviewDriver | undefined;
  beforeAll(async () => {
    stage = await openStage();
  });
  beforeEach(async () => {
    await driver?.page.close();
    if (stage) driver = await PreviewDriver.open(stage.browser, stage.url);
  });
  afterAll(() => stage?.close());
  return {
    get stage() {
      return there(stage);
    },
    get driver() {
      return there(driver);
    },
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the browser is not open yet");
  return value;
}
