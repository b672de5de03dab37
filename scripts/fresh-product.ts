import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { makeFilesInThread } from "../plugin/companion/encode-thread.ts";
import { type Companion, startCompanion } from "../plugin/companion/start-companion.ts";
import { type RunningService, startService } from "../server/serve.ts";
import { loadRhinoInNode } from "../shared/exports/3dm/load-node.ts";
import { exportFormats } from "../shared/exports/formats.ts";

export interface FreshProduct {
  service: RunningService;
  companion: Companion;
  /** The folder that stands for the document. */
  documentFolder: string;
  /** Ends both and removes everything they wrote. */
  close(): Promise<void>;
}

export interface FreshProductOptions {
  /** Map data; the sample town without it. */
  osmFile?: string;
  demFile?: string;
  documentName?: string;
}

const panelFolder = resolve(fileURLToPath(new URL("../dist/panel", import.meta.url)));

/** Service and companion as `npm start` starts them, in a folder of their own: nothing of the user's is read or kept. */
export async function startFreshProduct(options: FreshProductOptions = {}): Promise<FreshProduct> {
  const { osmFile, demFile, documentName = "document" } = options;
  const { version } = manifest;
  const work = await mkdtemp(join(tmpdir(), "contextile-product-"));
  const documentFolder = join(work, documentName);
  const remove = () => rm(work, { recursive: true, force: true });
  const data = { dataFolder: join(work, "data"), osmFile, demFile };
  const service = await startService({ ...data, version, port: 0, writeLine: () => {} }).catch(
    async (thrown) => {
      await remove();
      throw thrown;
    },
  );
  const formats = exportFormats(loadRhinoInNode);
  const companion = await startCompanion({
    port: 0,
    panelFolder,
    serviceUrl: service.url,
    outputFolder: documentFolder,
    configFolder: join(work, "config"),
    formats,
    makeFiles: makeFilesInThread(formats),
    version,
    env: {},
  });
  return {
    service,
    companion,
    documentFolder,
    async close() {
      await companion.close();
      await service.close();
      await remove();
    },
  };
}
