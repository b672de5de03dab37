/** One run: the panel against a service, then the peer-like page with the very same purchase. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { memoryStore } from "../../plugin/companion/secret-store.ts";
import { startCompanion } from "../../plugin/companion/start-companion.ts";
import { contextPath } from "../../shared/contract/context-request.ts";
import { waitForMap } from "../panel-driver.ts";
import { type Figures, measure } from "./measure.ts";
import { type PeerServer, type Purchase, startPeerServer } from "./peer-server.ts";
import { type Run, rounded } from "./report.ts";
import type { Target } from "./target.ts";

export interface BenchOptions {
  panelFolder: string;
  peerFolder: string;
  /** "lat, lon, width, height" in degrees and metres; without it the service's own sample area. */
  area?: string;
  seed: number;
  /** Folder for the traces of both pages; none are kept without it. */
  traces?: string;
}

/** The public client needs fifteen seconds of CPU for 20,000 buildings and software GL several times that. */
const timeoutMs = 10 * 60_000;

export async function benchTarget(target: Target, options: BenchOptions): Promise<Run> {
  let purchase: Purchase | null = null;
  const onPurchase = (made: Purchase) => {
    purchase = made;
  };
  const repeat = () => {
    if (purchase === null) throw new Error("The panel bought nothing.");
    return purchase;
  };
  const peer = await startPeerServer(options.peerFolder, target, repeat);
  try {
    const panel = await measurePanel(target, options, peer, onPurchase);
    const subject = { url: peer.url, prepare: async () => {}, timeoutMs, touches: false, seed: options.seed };
    const traceFile = await nameTrace(target, options, "peer-like");
    const peerLike = await measure({ ...subject, traceFile }, peer.emptyUrl);
    const { source, buildings } = target;
    const answerMB = peer.answerBytes() / 2 ** 20;
    return { source, buildings, answerMB, ...rounded(panel), peerLike: rounded(peerLike) };
  } finally {
    await peer.close();
  }
}

async function measurePanel(
  target: Target,
  options: BenchOptions,
  peer: PeerServer,
  onPurchase: (made: Purchase) => void,
): Promise<Figures> {
  const { panelFolder, area, seed } = options;
  const traceFile = await nameTrace(target, options, "panel");
  const work = await mkdtemp(join(tmpdir(), "contextile-bench-panel-"));
  const companion = await startCompanion({
    port: 0,
    panelFolder,
    serviceUrl: target.serviceUrl,
    outputFolder: join(work, "document"),
    configFolder: join(work, "config"),
    secrets: memoryStore(),
    formats: [],
    env: { CONTEXTILE_API_KEY: target.key },
  });
  const prepare = async (page: Page) => {
    page.on("request", (request) => {
      if (new URL(request.url()).pathname.endsWith(contextPath))
        onPurchase({ body: request.postData() ?? "", headers: request.headers() });
    });
    await waitForMap(page);
    if (area !== undefined) await typeArea(page, area);
    await page.locator("#tab-settings").click();
    await page.waitForTimeout(1000); // the map's last frames are not the model's
  };
  try {
    const subject = { url: companion.url, prepare, timeoutMs, touches: true, seed, traceFile };
    return await measure(subject, peer.emptyUrl);
  } finally {
    await companion.close();
    await rm(work, { recursive: true, force: true });
  }
}

async function nameTrace({ source, buildings }: Target, { traces }: BenchOptions, page: string) {
  if (traces === undefined) return undefined;
  await mkdir(traces, { recursive: true });
  const name = [source, ...(buildings === null ? [] : [buildings]), page].join("-");
  return join(traces, `${name.replace(/[^\w.-]+/g, "-")}.json`);
}

async function typeArea(page: Page, area: string): Promise<void> {
  const [lat, lon, width, height] = area.split(",").map((part) => part.trim());
  const form = page.locator("details", { hasText: "Type the area" });
  if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
  await page.getByLabel("Rectangle").first().check();
  await page.getByLabel("Centre (latitude, longitude)").fill(`${lat}, ${lon}`);
  await page.getByLabel(/^Width/).fill(width);
  await page.getByLabel(/^Height \(north/).fill(height);
}
