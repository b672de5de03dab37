/**
 * The panel's end of the bridge without the panel: speaks every message to the host that opened this page, hands over
 * `model.3dm` from beside it, and leaves what it saw in `window.bridgeReport`. The title says `done` or `failed`.
 */
import { sendHandoff } from "../../../shared/bridge/send-handoff.ts";
import { createSession, type Session } from "../../../shared/bridge/session.ts";
import { detectTransport } from "../../../shared/bridge/transports/detect.ts";
import { toContextileError } from "../../../shared/errors.ts";

export interface BridgeReport {
  /** True when messages went through the webview, not through HTTP. */
  throughWebview: boolean;
  profile: { name: string; formats: string[]; documentName: string; theme: string; hasKey: boolean };
  keyStates: { hasKey: boolean; last4: string }[];
  settings: unknown;
  before: unknown;
  after: unknown;
  receipt: { made: unknown[]; georeference: string; undoName: string; hostIds: number };
  chunks: number;
  phases: string[];
  theme: string;
  unknown: string;
  dropped: string[];
  seconds: number;
  error?: string;
}

declare global {
  interface Window {
    bridgeReport?: Partial<BridgeReport>;
  }
}

const report: Partial<BridgeReport> = { dropped: [], phases: [] };
window.bridgeReport = report;

run().then(
  () => finish("done"),
  (thrown: unknown) => {
    const { code, message } = toContextileError(thrown);
    report.error = `${code}: ${message}`;
    finish("failed");
  },
);

async function run(): Promise<void> {
  const { session, throughWebview } = await connect();
  report.throughWebview = throughWebview;
  const themed = new Promise<string>((resolve) => session.on("theme", ({ theme }) => resolve(theme)));
  const profile = await session.hello();
  const { name, formats, documentName, theme, secret } = profile;
  report.profile = { name, formats, documentName, theme, hasKey: secret.hasKey };
  await speakOfKeys(session);
  await session.request("settings.set", { text: "ü \u2028 </script> \u0000" });
  report.settings = await session.request("settings.get", {});
  report.before = await session.request("document.georeference.get", {});
  await insert(session, profile);
  report.after = await session.request("document.georeference.get", {});
  document.title = "inserted";
  console.log("inserted");
  // The host changes its theme once the model is in.
  report.theme = await themed;
}

async function connect(): Promise<{ session: Session; throughWebview: boolean }> {
  const detected = await detectTransport({
    window: Object.assign(window, {}),
    origin: location.origin,
    fragment: location.hash,
    fetch: window.fetch.bind(window),
  });
  if (detected === null) throw new Error("no host was found");
  const session = createSession(detected.transport, {
    panelVersion: "test",
    userAgent: navigator.userAgent,
    repeatAfterMs: 1500,
    onDropped: (reason) => report.dropped?.push(reason),
  });
  return { session, throughWebview: detected.transport.sendBulk === undefined };
}

async function speakOfKeys(session: Session): Promise<void> {
  const states = [
    await session.request("secret.get", {}),
    await session.request("secret.set", { key: "ck_webview_0123456789" }),
    await session.request("secret.clear", {}),
  ];
  report.keyStates = states.map(({ hasKey, last4 }) => ({ hasKey, last4 }));
}

async function insert(session: Session, profile: Awaited<ReturnType<Session["hello"]>>): Promise<void> {
  const bytes = new Uint8Array(await (await fetch("model.3dm")).arrayBuffer());
  const began = performance.now();
  const georeference = {
    originLonDeg: 7.42,
    originLatDeg: 43.73,
    originHeightM: 12.5,
    crs: "local",
  } as const;
  const header = {
    handoffId: "webview-test-1",
    format: "3dm" as const,
    totalBytes: 1,
    totalChunks: 1,
    sha256: "0".repeat(64),
    replaceKey: "webview test",
    name: "Webview \u2028 test",
    georeference,
    offsetM: [0, 0, 0],
    perFeature: true,
    attribution: ["© OpenStreetMap contributors"],
  };
  report.chunks = 0;
  const {
    made,
    georeference: placed,
    undoName,
    hostIds,
  } = await sendHandoff(
    session,
    profile,
    { header, bytes },
    {
      onProgress: (part, _, __, phase) => {
        if (phase === "chunk") report.chunks = (report.chunks ?? 0) + 1;
        if (part === "placing") report.phases?.push(phase);
      },
    },
  );
  report.receipt = { made, georeference: placed, undoName, hostIds: hostIds.length };
  report.seconds = (performance.now() - began) / 1000;
}

function finish(title: string): void {
  const log = document.getElementById("log");
  if (log) log.textContent = JSON.stringify(report, null, 1);
  document.title = title;
}
