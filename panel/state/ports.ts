/** What the panel needs from outside, as narrow interfaces: `main.tsx` fills them with the real parts, tests with fakes. */

import type { HandoffPlan } from "../../shared/bridge/make-handoff.ts";
import type {
  EventData,
  EventName,
  HostProfile,
  MessageName,
  MessageParams,
  MessageResult,
} from "../../shared/bridge/protocol.ts";
import type { Account, Places, ServiceInfo } from "../../shared/contract/service.ts";
import type { ExportArtifact, ExportOptions } from "../../shared/exports/format.ts";
import type { AreaSelection } from "../../shared/scene/area-selection.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { HandoffReceipt, HostHandoff } from "../../shared/scene/handoff.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { ContextSettings } from "../../shared/settings/schema.ts";
import type { PieceSink } from "./fetching/piece-feed.ts";
import type { AnswerStore } from "./kept/answer-store.ts";
import type { PurchaseHolds } from "./kept/purchase-holds.ts";
import type { PurchaseNotes } from "./kept/purchase-notes.ts";
import type { Progress } from "./life-cycle.ts";

/** The CAD program at the other end of the bridge. */
export interface HostLink {
  profile: HostProfile;
  request<N extends MessageName>(method: N, params: MessageParams<N>): Promise<MessageResult<N>>;
  on<N extends EventName>(event: N, listener: (data: EventData<N>) => void): void;
  onClose(listener: () => void): void;
  sendHandoff(handoff: HostHandoff, options: SendOptions): Promise<HandoffReceipt>;
}

interface SendOptions {
  signal: AbortSignal;
  /** `fraction` 0..1 or null when unknown; `placing` once all bytes are there and the host builds. */
  onProgress(part: "sending" | "placing", fraction: number | null, bytes: number): void;
}

/** The small endpoints beside the purchase. Each throws ContextileError; null where the service lacks the endpoint. */
export interface Service {
  info(): Promise<ServiceInfo>;
  account(): Promise<Account | null>;
  places(query: string, signal: AbortSignal): Promise<Places["places"] | null>;
}

export interface FetchedModel {
  model: SceneModel;
  display: DisplayLayer[];
  /** For each layer the group whose pieces were exactly it, or null; absent where nothing was shown early. */
  streamed?: readonly (number | null)[];
}

/** A model just bought, with its packed form to keep. */
export interface BoughtModel extends FetchedModel {
  packed: Blob | null;
}

/** Unpacks a kept answer off the main thread. Rejects with ContextileError. */
export type OpenPacked = (packed: Blob, signal: AbortSignal) => Promise<FetchedModel>;

export interface PurchaseOrder {
  area: AreaSelection;
  settings: ContextSettings;
  requestId: string;
  confirmsRequestIds: boolean;
}

/** Runs the purchase off the main thread; `feed` is told what is finished meanwhile. Rejects with ContextileError. */
export type FetchModel = (
  order: PurchaseOrder,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  feed?: PieceSink,
) => Promise<BoughtModel>;

/** Packs a model for the host, moved into the document's frame, off the main thread. Rejects with ContextileError. */
export type PackHandoff = (order: HandoffOrder, signal: AbortSignal) => Promise<HostHandoff>;

export interface HandoffOrder {
  model: SceneModel;
  maxChunkBytes: number;
  plan: Omit<HandoffPlan, "encode">;
}

/** Writes a file off the main thread. Rejects with ContextileError. */
export type WriteFile = (order: FileOrder, signal: AbortSignal) => Promise<ExportArtifact>;

export interface FileOrder {
  model: SceneModel;
  /** Id of an export format. */
  format: string;
  options: ExportOptions;
}

/** Where the map to draw on comes from: GeoJSON, lon-lat, read by the map's own worker. */
export interface BasemapSource {
  url: string;
  headers: Readonly<Record<string, string>>;
}

export interface Ports {
  host: HostLink;
  basemap: BasemapSource;
  service: Service;
  fetchModel: FetchModel;
  openPacked: OpenPacked;
  answerStore: AnswerStore;
  purchaseNotes: PurchaseNotes;
  purchaseHolds: PurchaseHolds;
  packHandoff: PackHandoff;
  writeFile: WriteFile;
}
