import { join } from "node:path";
import { fetchContext } from "../../shared/api/fetch-context.ts";
import type { FetchProgress } from "../../shared/api/fetch-context-options.ts";
import { createServiceClient } from "../../shared/api/service-client.ts";
import type { ExportFormat } from "../../shared/exports/format.ts";
import { createKeyKeeper } from "../companion/key-keeper.ts";
import { openSecretStore } from "../companion/secret-store.ts";
import type { McpContext } from "./context.ts";
import { createHostDirectory } from "./host-directory.ts";
import { SceneStore } from "./scene-store.ts";

export interface McpOptions {
  serviceUrl: string;
  configFolder: string;
  exportFolder: string;
  formats: readonly ExportFormat[];
  version: string;
  env: NodeJS.ProcessEnv;
  /** Default 40 s: clients give up at 60 s. */
  patienceMs?: number;
}

/** The real parts behind the tools: the companion's key, the service, the hosts of this machine. */
export async function createMcpContext(options: McpOptions): Promise<McpContext> {
  const { serviceUrl, configFolder, exportFolder, formats, version } = options;
  const keys = createKeyKeeper(await openSecretStore({ configFolder, serviceUrl }), serviceUrl, options.env);
  const key = await keys.key();
  const { hasKey, last4, store } = await keys.state();
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const service = createServiceClient({ serviceUrl, headers });
  const scenes = new SceneStore(async (order, signal, progress) => {
    const { confirmsRequestIds } = await service.info(signal);
    const onProgress = (step: FetchProgress) => progress(fractionOf(step), wordsFor(step));
    return fetchContext({ ...order, serviceUrl, headers, confirmsRequestIds, signal, onProgress });
  });
  return {
    service,
    serviceUrl,
    key: { present: hasKey, last4, source: store },
    scenes,
    hosts: createHostDirectory(join(configFolder, "hosts"), version),
    formats,
    exportFolder,
    patienceMs: options.patienceMs ?? 40_000,
  };
}

function fractionOf({ bytes, totalBytes }: FetchProgress): number | null {
  return totalBytes === null || totalBytes === 0 ? null : bytes / totalBytes;
}

const phaseWords: Record<FetchProgress["phase"], string> = {
  waiting: "Waiting for the service",
  downloading: "Downloading",
  decoding: "Reading",
  retrying: "Trying again",
};

function wordsFor({ phase, bytes, objects }: FetchProgress): string {
  return `${phaseWords[phase]}: ${(bytes / 1e6).toFixed(1)} MB, ${objects} objects`;
}
