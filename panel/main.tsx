/** Composition root: the only file that knows every part. It picks the bridge, builds the store and paints the form. */

import { says } from "../shared/sentences.ts";
import { language, pickLanguage } from "./ui/language.ts";
import "./polyfills.ts";
import "./zod-config.ts";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/layout.css";
import "./ui/forced-colors.css";
import { render } from "preact";
import { createServiceClient } from "../shared/api/service-client.ts";
import type { HostProfile } from "../shared/bridge/protocol.ts";
import { sendHandoff } from "../shared/bridge/send-handoff.ts";
import { createSession, type Session } from "../shared/bridge/session.ts";
import { type Detected, detectTransport } from "../shared/bridge/transports/detect.ts";
import type { EtoWindow } from "../shared/bridge/transports/eto.ts";
import { failure, toContextileError } from "../shared/errors.ts";
import { sampleDraft } from "./area/sample-area.ts";
import { packInWorker, writeFileInWorker } from "./handoff/export-job.ts";
import { App, type Lazy } from "./shell/app.tsx";
import { followLanguage } from "./shell/follow-language.ts";
import { followTheme } from "./shell/theme.ts";
import { keepAskingForInfo, refreshAccount, refreshInfo } from "./state/account.ts";
import { areaHistory } from "./state/area-history.ts";
import { fetchInWorker, openInWorker } from "./state/fetching/fetch-job.ts";
import { createAnswerStore } from "./state/kept/answer-store.ts";
import { createPurchaseHolds } from "./state/kept/purchase-holds.ts";
import { createPurchaseNotes } from "./state/kept/purchase-notes.ts";
import { refreshStored } from "./state/kept/stored-answers.ts";
import { restoreUnfinished } from "./state/kept/unfinished.ts";
import { restoreAndKeep } from "./state/persist.ts";
import type { HostLink, Ports, Service } from "./state/ports.ts";
import { createStore, type Store } from "./state/store.ts";
import { ErrorText } from "./ui/error-text.tsx";
import { t } from "./ui/texts.ts";

/** Put in by the build, from package.json. */
declare const __CONTEXTILE_VERSION__: string;

declare global {
  interface Window extends EtoWindow {}
}

const placesShown = 12;

const lazy: Lazy = {
  createMap: async (options) => (await import("./area/maplibre-view.ts")).createMapLibreView(options),
  loadPreview: async () => (await import("./preview/create-preview.ts")).createPreview,
};

async function start(root: HTMLElement): Promise<void> {
  const detected = await detectTransport({
    window,
    origin: location.origin,
    fragment: location.hash,
    fetch: (url, init) => fetch(url, init),
  });
  if (detected === null) throw failure("host-gone", says("host-none"), { next: says("next-open-panel") });
  const session = createSession(detected.transport, {
    panelVersion: __CONTEXTILE_VERSION__,
    userAgent: navigator.userAgent,
  });
  const profile = await session.hello();
  const store = createStore(makePorts(session, profile, detected));
  followTheme(store);
  followLanguage(store, navigator.languages);
  followHost(store);
  void restoreUnfinished(store);
  render(<App store={store} lazy={lazy} />, root);
  // What is kept is known as soon as the price is: an account that is slow to answer must not offer it for money.
  const info = refreshInfo(store).then(() => refreshStored(store));
  await Promise.all([restoreAndKeep(store), info, refreshAccount(store)]);
  void keepAskingForInfo(store);
  const sample = sampleDraft(store.info.value);
  if (store.area.value === null && sample !== null) {
    store.area.value = sample.draft;
    store.names.propose(sample.label, sample.draft.ring);
  }
  areaHistory(store).forget();
}

function makePorts(session: Session, profile: HostProfile, { serviceFetch, headers }: Detected): Ports {
  const { serviceUrl } = profile;
  return {
    host: makeHost(session, profile),
    service: makeService(serviceUrl, serviceFetch),
    basemap: { url: `${serviceUrl}/v1/basemap`, headers },
    answerStore: createAnswerStore(openDatabases()),
    purchaseNotes: createPurchaseNotes(openDatabases()),
    purchaseHolds: createPurchaseHolds(openLocks(), openDatabases()),
    openPacked: openInWorker,
    fetchModel: fetchInWorker(serviceUrl, headers),
    packHandoff: packInWorker,
    writeFile: writeFileInWorker,
  };
}

/** Reading `indexedDB` itself throws where the page may not store anything. */
function openDatabases(): IDBFactory | undefined {
  try {
    return window.indexedDB;
  } catch {
    return undefined;
  }
}

/** Safari before 15.4 has none, and no page has them at an address that is not secure. */
function openLocks(): LockManager | undefined {
  return "locks" in navigator ? navigator.locks : undefined;
}

function makeService(serviceUrl: string, serviceFetch: Detected["serviceFetch"]): Service {
  const client = createServiceClient({
    serviceUrl,
    fetch: (input, init) => serviceFetch(input instanceof Request ? input.url : String(input), init),
  });
  return {
    info: () => client.info(),
    account: () => client.account(),
    places: async (query, signal) => (await client.places(query, placesShown, signal))?.places ?? null,
  };
}

function makeHost(session: Session, profile: HostProfile): HostLink {
  return {
    profile,
    request: (name, params) => session.request(name, params),
    on: (event, listener) => void session.on(event, listener),
    onClose: (listener) => session.onClose(listener),
    sendHandoff: (handoff, options) => sendHandoff(session, profile, handoff, options),
  };
}

function followHost(store: Store): void {
  const { host } = store.ports;
  host.on("document-changed", ({ documentName }) => {
    store.documentName.value = documentName;
    // Another document has another origin; it is asked for anew.
    store.georeference.value = null;
  });
  host.onClose(() => {
    store.hostGone.value = true;
  });
}

const root = document.getElementById("app");
if (root)
  start(root).catch((thrown: unknown) => {
    document.documentElement.dataset.theme = "light";
    language.value = pickLanguage(navigator.languages);
    document.documentElement.lang = language.value;
    render(
      <main class="startup">
        <h1>{t.startFailed}</h1>
        <ErrorText error={toContextileError(thrown).toWire()} />
      </main>,
      root,
    );
  });
