/** The host without a CAD program: serves the panel to a browser, keeps the key, and writes models into a folder. */
import { join } from "node:path";
import { z } from "zod";
import { type BridgeHandlers, serveBridge } from "../../shared/bridge/host-endpoint.ts";
import { type HostProfile, protocolVersion } from "../../shared/bridge/protocol.ts";
import { createHandoffReceiver, type HandoffReceiver } from "../../shared/bridge/receive-handoff.ts";
import type { ExportFormat } from "../../shared/exports/format.ts";
import { announce } from "./announce.ts";
import { configFolder as defaultConfigFolder } from "./config-folder.ts";
import { DocumentFolder } from "./folder-document.ts";
import { mebibyte } from "./http-answers.ts";
import { insertScene } from "./insert-scene.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";
import { createKeyKeeper, type KeyKeeper } from "./key-keeper.ts";
import { bulkPath, startLoopbackServer } from "./loopback-server.ts";
import type { ReplaceOptions } from "./replace-files.ts";
import { type MakeSceneFiles, makeFilesHere } from "./scene-files.ts";
import { openSecretStore, type SecretStore } from "./secret-store.ts";
import { serviceOriginOf } from "./service-origin.ts";
import { testKey } from "./test-key.ts";

export interface CompanionOptions {
  /** First port to try; 0 = any. */
  port: number;
  /** The built panel. */
  panelFolder: string;
  serviceUrl: string;
  /** The folder that stands for the document. */
  outputFolder: string;
  /** One file of each is written at every insert. */
  formats: readonly ExportFormat[];
  /** Where they are encoded. Default: in this thread; `makeFilesInThread` keeps it free. */
  makeFiles?: MakeSceneFiles;
  version?: string;
  /** Default: keyring, else file, else memory. */
  secrets?: SecretStore;
  /** Settings and, without a keyring, the key. Default: the user's config folder. */
  configFolder?: string;
  env?: NodeJS.ProcessEnv;
  /** Origins of an online map style. */
  mapOrigins?: readonly string[];
  heartbeatMs?: number;
  write?: ReplaceOptions["write"];
}

export interface Companion {
  /** To open in a browser; its fragment holds the pairing token, so do not log it. */
  url: string;
  origin: string;
  port: number;
  pairingToken: string;
  close(): Promise<void>;
}

const settingsSchema = z.record(z.string(), z.json());

export async function startCompanion(options: CompanionOptions): Promise<Companion> {
  const env = options.env ?? process.env;
  const folder = options.configFolder ?? defaultConfigFolder(env);
  const secrets =
    options.secrets ?? (await openSecretStore({ configFolder: folder, serviceUrl: options.serviceUrl }));
  const keys = createKeyKeeper(secrets, options.serviceUrl, env);
  const document = new DocumentFolder(options.outputFolder, options.write);
  const makeFiles = options.makeFiles ?? makeFilesHere(options.formats);
  const receiver: HandoffReceiver = createHandoffReceiver({
    formats: ["scene"],
    isPresent: (owner) => server.isPresent(owner),
    insert: (handoff, context) => insertScene(document, makeFiles, handoff, context),
  });
  const handlers = (owner: string): Partial<BridgeHandlers> => ({
    hello: () => {
      receiver.release(owner);
      return profileOf(options, document, keys);
    },
    ...keyHandlers(keys, options.serviceUrl),
    ...settingsHandlers(join(folder, "settings.json")),
    ...documentHandlers(document),
    ...receiver.handlers(owner),
  });
  const { port, panelFolder, serviceUrl, mapOrigins, heartbeatMs } = options;
  const key = () => keys.key();
  const server = await startLoopbackServer({
    ...{ port, panelFolder, serviceUrl, mapOrigins, heartbeatMs },
    ...{ key, receiver },
    serve: (page, owner) => serveBridge(page, handlers(owner)),
  });
  const withdraw = await announce(folder, { origin: server.origin, token: server.pairingToken });
  return {
    url: `${server.origin}/#t=${server.pairingToken}`,
    origin: server.origin,
    port: server.port,
    pairingToken: server.pairingToken,
    close: async () => {
      await withdraw();
      await server.close();
    },
  };
}

async function profileOf(
  options: CompanionOptions,
  document: DocumentFolder,
  keys: KeyKeeper,
): Promise<HostProfile> {
  return {
    protocol: protocolVersion,
    name: "Contextile companion",
    version: options.version ?? "0",
    documentName: document.name,
    units: "m",
    upAxis: "Z",
    formats: options.formats.length > 0 ? ["scene"] : [],
    maxChunkBytes: 4 * mebibyte,
    bulkUrl: bulkPath,
    serviceUrl: "/service",
    serviceOrigin: serviceOriginOf(options.serviceUrl),
    canStoreKey: true,
    maxPerFeature: 100_000,
    canGeoreference: true,
    canReadSelection: false,
    theme: "system",
    secret: await keys.state(),
  };
}

function keyHandlers(keys: KeyKeeper, serviceUrl: string): Partial<BridgeHandlers> {
  return {
    "secret.test": async ({ key }, { signal }) => ({ verdict: await testKey(serviceUrl, key, signal) }),
    "secret.get": () => keys.state(),
    "secret.set": ({ key }) => keys.set(key),
    "secret.clear": () => keys.clear(),
  };
}

function settingsHandlers(path: string): Partial<BridgeHandlers> {
  return {
    "settings.get": async () => (await readJsonFile(path, settingsSchema)) ?? {},
    "settings.set": async (settings) => {
      await writeJsonFile(path, settings);
      return {};
    },
  };
}

function documentHandlers(document: DocumentFolder): Partial<BridgeHandlers> {
  return {
    "document.georeference.get": async () => ({ georeference: (await document.read()).georeference }),
    "document.georeference.set": async (georeference) => {
      await document.setGeoreference(georeference);
      return {};
    },
  };
}
