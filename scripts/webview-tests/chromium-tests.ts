import type { Page } from "playwright-core";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { type Checks, holds, same } from "../host-tests/checks.ts";
import type { LineProcess } from "../host-tests/line-process.ts";
import type { TestPage } from "./build-page.ts";
import type { BridgeReport } from "./page/bridge-page.ts";
import { checkReceived, checkReport, startStandIn } from "./rhino-stand-in.ts";

export interface Faults {
  /** WebView2 appears this long after the page began, ms. */
  lateMs: number;
  /** Every n-th script from the host is lost: an answer that never comes. 0: none. */
  loseEvery: number;
}

/** The bridge in Chromium with a stub of `chrome.webview`: the stand-in for Rhino on Windows. */
export async function testChromium(checks: Checks, page: TestPage): Promise<void> {
  await checks.run("Chromium: late injection, twice quoted messages, every third answer lost", async () => {
    const { report, lost, received } = await runPage(page, { lateMs: 700, loseEvery: 3 });
    checkReport(report, page.model);
    await checkReceived(received, page.model);
    holds(lost >= 4, `only ${lost} answers were lost: the test tests nothing`);
    console.log(`        ${lost} answers lost, all made good in ${report.seconds?.toFixed(1)} s`);
  });
  await checks.run("Chromium: without faults", async () => {
    const { report, requests } = await runPage(page, { lateMs: 0, loseEvery: 0 });
    checkReport(report, page.model);
    same(requests, [], "requests to other addresses");
  });
  await checks.run(
    "Chromium: a Rhino whose webview hands no messages over is reached by HTTP instead",
    async () => {
      const { report, received } = await runPage(page, { lateMs: 0, loseEvery: 0 }, ["--old"]);
      checkReport(report, page.model, false);
      await checkReceived(received, page.model);
    },
  );
  await checks.run(
    "Chromium: a worker of the page writes a Rhino file with the library's browser build",
    async () => {
      const written = await writeInPage(page);
      same(
        { ...written, bytes: 0 },
        { bytes: 0, objects: 203, facets: 2400, instances: 3, magic: "3D Geometry File Format" },
        "file",
      );
    },
  );
}

async function writeInPage(page: TestPage) {
  const { program, url } = await startStandIn("pipe", page.folder);
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(new URL("/writer.html", url).href);
    await tab.waitForFunction(() => window.writerReport !== undefined, null, { timeout: 60_000 });
    return await tab.evaluate(() => window.writerReport);
  } finally {
    await browser.close();
    await program.stop();
  }
}

async function runPage(page: TestPage, faults: Faults, more: string[] = []) {
  const { program, url, received } = await startStandIn("pipe", page.folder, more);
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    const requests: string[] = [];
    tab.on("request", (request) => {
      if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith("data:"))
        requests.push(request.url());
    });
    const link = await connectWebView2(tab, program, faults);
    await tab.goto(url);
    await tab.waitForFunction(() => document.title === "done" || document.title === "failed", null, {
      timeout: 120_000,
    });
    const report: Partial<BridgeReport> = await tab.evaluate(() => window.bridgeReport ?? {});
    return { report, lost: link.lost, received, requests };
  } finally {
    await browser.close();
    await program.stop();
  }
}

/** What WebView2 does between page and host: messages as JSON (a string arrives quoted), scripts in the page. */
export async function connectWebView2(
  tab: Page,
  program: LineProcess,
  { lateMs, loseEvery }: Faults,
): Promise<{ lost: number }> {
  const link = { lost: 0 };
  await tab.exposeFunction("postToStandIn", (text: string) => program.say(`MESSAGE ${JSON.stringify(text)}`));
  await tab.addInitScript({ content: webView2(lateMs) });
  tab.on("domcontentloaded", () => void forward(tab, program, loseEvery, link));
  tab.on("console", (message) => {
    if (message.text() === "inserted") program.say("theme light");
  });
  return link;
}

async function forward(
  tab: Page,
  program: LineProcess,
  loseEvery: number,
  link: { lost: number },
): Promise<void> {
  for (let count = 1; ; count++) {
    const script: string = JSON.parse(await program.waitFor("SCRIPT", 120_000).catch(() => '""'));
    if (script === "") return;
    if (loseEvery > 0 && count % loseEvery === 0 && !script.includes("theme")) {
      link.lost += 1;
      continue;
    }
    await tab.evaluate(script).catch(() => {});
  }
}

/** Text, not a function: what compiles this file adds helpers that a page does not have. */
function webView2(lateMs: number): string {
  return `(function () {
    function inject() {
      window.chrome = window.chrome || {};
      window.chrome.webview = { postMessage: function (m) { window.postToStandIn(JSON.stringify(m)); } };
    }
    if (${lateMs} === 0) inject(); else setTimeout(inject, ${lateMs});
  })();`;
}
