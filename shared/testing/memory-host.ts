import { type BridgeHandlers, type HostEndpoint, serveBridge } from "../bridge/host-endpoint.ts";
import type {
  HostProfile,
  KeyVerdict,
  SecretState,
  SelectionBoundary,
  SelectionFault,
} from "../bridge/protocol.ts";
import { createHandoffReceiver, type HandoffReceiver } from "../bridge/receive-handoff.ts";
import type { Transport } from "../bridge/transport.ts";
import { linkedPair } from "../bridge/transports/memory.ts";
import { ContextileError } from "../errors.ts";
import { decodeScene } from "../exports/scene.ts";
import type { Georeference, HandoffReceipt, HostHandoff } from "../scene/handoff.ts";
import { measureScene } from "../scene/measure.ts";

/** What may go wrong in a host; change it at any time, it is read at each request. */
export interface MemoryHostFaults {
  /** `handoff.begin` is refused with `host-busy`. */
  busy?: boolean;
  /** The insert throws this. */
  failAtCommit?: ContextileError;
  /** The connection breaks in the middle of the insert. */
  goneDuringInsert?: boolean;
  /** The insert takes so long, in ten steps with progress, and can be cancelled. */
  slowMs?: number;
}

export interface MemoryHostOptions {
  profile?: Partial<HostProfile>;
  faults?: MemoryHostFaults;
  /** Stored key at the start; "" = none. */
  key?: string;
  georeference?: Georeference | null;
  /** What the user has selected: corners in document metres, or why there is no outline. Default: nothing. */
  selection?: MemorySelection;
  /** What the service says of a key. Default: every key is good. */
  testKey?: (key: string) => KeyVerdict | Promise<KeyVerdict>;
  /** Other ends than a new pair in memory. */
  transport?: Transport;
}

export type MemorySelection =
  | { corners: [number, number][]; name?: string; others?: number }
  | { fault: Exclude<SelectionFault, "not-georeferenced"> };

export interface MemoryHost {
  /** The panel's end: give it to `createSession`. */
  panel: Transport;
  profile: HostProfile;
  faults: MemoryHostFaults;
  endpoint: HostEndpoint;
  receiver: HandoffReceiver;
  /** Everything inserted, in order. */
  inserted: HostHandoff[];
  settings: Record<string, unknown>;
  georeference(): Georeference | null;
  key(): string;
  /** The user selects something else. */
  select(selection: MemorySelection): void;
  /** The connection breaks without a word. */
  vanish(): void;
}

/** A profile with everything a host can do; units metres, Z up. */
export const sampleProfile: HostProfile = {
  protocol: 1,
  name: "Memory host",
  version: "1.0",
  documentName: "Untitled",
  units: "m",
  upAxis: "Z",
  formats: ["scene"],
  maxChunkBytes: 64_000,
  bulkUrl: null,
  serviceUrl: "/service",
  serviceOrigin: "https://service.example",
  canStoreKey: true,
  maxPerFeature: 2000,
  canGeoreference: true,
  canReadSelection: true,
  theme: "light",
  secret: { hasKey: false, last4: "", store: "memory", warning: "" },
};

/** A whole host in memory: real endpoint, real receiver, a list for a document. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const pair = linkedPair();
  const transport = options.transport ?? pair.host;
  const state: MemoryState = {
    key: options.key ?? "",
    georeference: options.georeference ?? null,
    selection: options.selection ?? { fault: "nothing-selected" },
  };
  const faults: MemoryHostFaults = { ...options.faults };
  const inserted: HostHandoff[] = [];
  const profile: HostProfile = { ...sampleProfile, ...options.profile };
  const receiver = createHandoffReceiver({
    formats: profile.formats,
    insert: async (handoff, { signal, progress }) => {
      if (faults.failAtCommit) throw faults.failAtCommit;
      if (faults.goneDuringInsert) transport.close();
      await work(faults.slowMs ?? 0, signal, progress);
      const aligned = state.georeference !== null;
      state.georeference ??= handoff.header.georeference;
      const receipt = makeReceipt(handoff, inserted, profile, aligned);
      inserted.push(handoff);
      return receipt;
    },
  });
  const secret = (): SecretState => ({
    ...profile.secret,
    hasKey: state.key !== "",
    last4: state.key.slice(-4),
  });
  const host: MemoryHost = {
    panel: pair.panel,
    profile,
    faults,
    receiver,
    inserted,
    settings: {},
    endpoint: serveBridge(transport, {
      hello: () => ({ ...profile, secret: secret() }),
      ...keyHandlers(state, secret, options.testKey ?? (() => "accepted")),
      ...documentHandlers(state),
      ...(profile.canReadSelection ? { "selection.boundary": () => boundaryOf(state) } : {}),
      "settings.get": () => ({ ...stored }),
      "settings.set": (value) => {
        stored = value;
        host.settings = value;
        return {};
      },
      ...receiver.handlers("memory"),
      "handoff.begin": (header) => {
        if (faults.busy) throw new ContextileError("host-busy", "A command is running.");
        return receiver.begin(header, "memory");
      },
    }),
    georeference: () => state.georeference,
    key: () => state.key,
    select: (selection) => {
      state.selection = selection;
    },
    vanish: () => transport.close(),
  };
  let stored: Awaited<ReturnType<BridgeHandlers["settings.get"]>> = {};
  return host;
}

interface MemoryState {
  key: string;
  georeference: Georeference | null;
  selection: MemorySelection;
}

function boundaryOf({ selection, georeference }: MemoryState): SelectionBoundary {
  if ("fault" in selection) return { found: false, fault: selection.fault };
  if (georeference === null) return { found: false, fault: "not-georeferenced" };
  const { corners, name = "", others = 0 } = selection;
  return { found: true, georeference, corners, name, others };
}

function keyHandlers(
  state: { key: string },
  secret: () => SecretState,
  testKey: NonNullable<MemoryHostOptions["testKey"]>,
) {
  return {
    "secret.test": async ({ key }: { key: string }) => ({ verdict: await testKey(key) }),
    "secret.get": secret,
    "secret.set": ({ key }: { key: string }) => {
      state.key = key;
      return secret();
    },
    "secret.clear": () => {
      state.key = "";
      return secret();
    },
  };
}

function documentHandlers(state: { georeference: Georeference | null }) {
  return {
    "document.georeference.get": () => ({ georeference: state.georeference }),
    "document.georeference.set": (georeference: Georeference) => {
      state.georeference = georeference;
      return {};
    },
  };
}

async function work(
  totalMs: number,
  signal: AbortSignal,
  progress: (phase: string, fraction: number | null) => void,
): Promise<void> {
  for (let step = 0; step < 10; step++) {
    if (signal.aborted) throw new ContextileError("cancelled", "Cancelled.");
    progress("build", step / 10);
    if (totalMs > 0) await new Promise((resolve) => setTimeout(resolve, totalMs / 10));
  }
}

function makeReceipt(
  { header, bytes }: HostHandoff,
  before: HostHandoff[],
  profile: HostProfile,
  aligned: boolean,
): HandoffReceipt {
  const measures = header.format === "scene" ? measureScene(decodeScene(bytes)) : [];
  return {
    handoffId: header.handoffId,
    undoName: header.name,
    documentName: profile.documentName,
    made: measures.map(({ id, features, facets, instances }) => ({
      layer: id,
      objects: instances > 0 ? 0 : header.perFeature ? features : 1,
      facets,
      instances,
    })),
    replaced: before.filter((earlier) => earlier.header.replaceKey === header.replaceKey).length,
    skipped: [],
    hostIds: [header.name],
    georeference: aligned ? "aligned" : "stored",
    warnings: [],
  };
}
