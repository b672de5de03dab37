/** A browser page with the panel's preview, and a server that hands it answers. */
import { createServer } from "node:http";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { buildPage } from "../../panel/preview/testing/serve-page.ts";
import { answerContext } from "../../server/engine/answer-context.ts";
import type { EngineSources } from "../../server/engine/engine.ts";
import { toRequest } from "../../shared/api/to-request.ts";
import { contextRequestSchema } from "../../shared/contract/context-request.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { ContextSettings } from "../../shared/settings/schema.ts";
import { launchBrowser } from "../../shared/testing/browser.ts";
import { listen } from "../bench-panel/listen.ts";
import type { gallery } from "./page/page.ts";

declare global {
  interface Window {
    gallery: typeof gallery;
  }
}

export interface Picture {
  label: string;
  sources: EngineSources;
  ring: LonLat[];
  settings: ContextSettings;
}

export interface Studio {
  /** A contact sheet of so many columns as PNG. */
  take(pictures: Picture[], columns: number, size: readonly [width: number, height: number]): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openStudio(): Promise<Studio> {
  const files = await buildPage(join(import.meta.dirname, "page"), "index.html");
  let answer: Buffer = Buffer.alloc(0);
  const server = createServer(({ url = "" }, response) => {
    const body = url === "/answer" ? answer : files.get(url);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": typeOf(url) }).end(body);
  });
  const { url, close } = await listen(server);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(`${url}/index.html`);
  return {
    async take(pictures, columns, [width, height]) {
      await page.evaluate((size) => window.gallery.begin(...size), [columns, width, height] as const);
      for (const { label, sources, ring, settings } of pictures) {
        answer = await answerOf(sources, ring, settings);
        await addShot(page, { url: "/answer", asked: { area: { ring }, settings }, view: "iso", label });
      }
      return page.locator("#sheet").screenshot({ type: "png" });
    },
    async close() {
      await browser.close();
      await close();
    },
  };
}

const addShot = (page: Page, shot: Parameters<typeof gallery.add>[0]) =>
  page.evaluate((one) => window.gallery.add(one), shot);

const typeOf = (url: string) =>
  url.endsWith(".html")
    ? "text/html; charset=utf-8"
    : url.endsWith(".js")
      ? "text/javascript"
      : "application/json";

async function answerOf(sources: EngineSources, ring: LonLat[], settings: ContextSettings): Promise<Buffer> {
  const request = contextRequestSchema.parse(toRequest({ ring }, settings));
  const chunks: Uint8Array[] = [];
  for await (const chunk of answerContext(request, sources, new AbortController().signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
