/** What the panel knows, as signals. Actions live beside what they act on and take the store as first argument. */

import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import type { SecretState } from "../../shared/bridge/protocol.ts";
import type { Account, ServiceInfo } from "../../shared/contract/service.ts";
import type { WireError } from "../../shared/errors.ts";
import type { Georeference } from "../../shared/scene/handoff.ts";
import type { Preset } from "../../shared/settings/presets.ts";
import { type ContextSettings, defaultSettings } from "../../shared/settings/schema.ts";
import type { SavedFile } from "../handoff/save-file.ts";
import type { Language } from "../ui/language.ts";
import { issueWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";
import { type AreaDraft, type AreaFacts, areaFacts, draftKeyOf, settingsIssues } from "./draft.ts";
import type { PieceFeed } from "./fetching/piece-feed.ts";
import { type AnswerCache, createAnswerCache } from "./kept/answer-cache.ts";
import { firstLife, isFetchingDraft, isHeld, type LifeCycle, type LifeEvent, next } from "./life-cycle.ts";
import type { FetchedModel, Ports } from "./ports.ts";
import { createProposedName, type ProposedName } from "./proposed-name.ts";
import type { RecentArea } from "./recent-areas.ts";

export const steps = ["area", "settings", "preview", "insert"] as const;
export type Step = (typeof steps)[number];
export type View = "steps" | "key" | "usage";
export type Theme = "light" | "dark";

/** An online map is off until the user types its address; it is the only thing that leaves the machine. */
interface OnlineMap {
  on: boolean;
  styleUrl: string;
  attribution: string;
}

export interface Store {
  readonly ports: Ports;
  readonly secret: Signal<SecretState>;
  readonly theme: Signal<Theme>;
  readonly documentName: Signal<string>;
  readonly hostGone: Signal<boolean>;
  /** The document's own place on Earth; null before the first import. */
  readonly georeference: Signal<Georeference | null>;
  readonly info: Signal<ServiceInfo | null>;
  readonly account: Signal<Account | null>;
  readonly accountError: Signal<WireError | null>;
  readonly area: Signal<AreaDraft | null>;
  /** While the pen is down on the map: what is being drawn. It cannot be fetched before it is finished. */
  readonly drawing: Signal<AreaDraft | null>;
  /** Of what is being drawn, else of the area. */
  readonly facts: ReadonlySignal<AreaFacts | null>;
  readonly settings: Signal<ContextSettings>;
  /** Texts of number fields that are not numbers in range, by field: they block the fetch. */
  readonly badFields: Signal<Readonly<Record<string, string>>>;
  /** The first sentence about what is wrong with area or settings; null when they can be fetched. */
  readonly draftIssue: ReadonlySignal<string | null>;
  /** Chosen by the user; null follows the browser or the program it belongs to. */
  readonly languageChoice: Signal<Language | null>;
  readonly presets: Signal<readonly Preset[]>;
  /** Newest first, at most ten. */
  readonly recentAreas: Signal<readonly RecentArea[]>;
  readonly onlineMap: Signal<OnlineMap>;
  readonly view: Signal<View>;
  readonly step: Signal<Step>;
  readonly life: Signal<LifeCycle>;
  /** The model for exactly what is on screen, or null. Never one for other settings. */
  readonly answer: ReadonlySignal<FetchedModel | null>;
  readonly names: ProposedName;
  /** `names.name` */
  readonly insertName: Signal<string>;
  readonly perFeature: Signal<boolean>;
  /** The last file written, for its link. */
  readonly saved: Signal<SavedFile | null>;
  readonly answers: AnswerCache;
  /** Draft keys whose answers were kept on disk, for the present service. */
  readonly storedKeys: Signal<ReadonlySet<string>>;
  /** Draft keys that another window of this browser is fetching at this moment. */
  readonly fetchedElsewhere: Signal<ReadonlySet<string>>;
  readonly storedSize: Signal<{ count: number; bytes: number }>;
  /** Pieces of the answer that is being fetched for what is on screen, once there are any; else null. */
  readonly feed: ReadonlySignal<PieceFeed | null>;
  /** Of the fetch that runs, whatever is on screen. */
  readonly runningFeed: Signal<PieceFeed | null>;
  /** Of the running fetch or insert. */
  running: AbortController | null;
  send(event: LifeEvent): void;
}

export function createStore(ports: Ports): Store {
  const { profile } = ports.host;
  const info = signal<ServiceInfo | null>(null);
  const area = signal<AreaDraft | null>(null);
  const settings = signal<ContextSettings>(defaultSettings);
  const badFields = signal<Readonly<Record<string, string>>>({});
  const drawing = signal<AreaDraft | null>(null);
  const facts = computed(() => {
    const draft = drawing.value ?? area.value;
    return draft && areaFacts(draft, info.value?.maxAreaKm2 ?? null, info.value?.coverage ?? null);
  });
  const draftIssue = computed(() =>
    drawing.value ? t.whyDrawing : firstIssue(facts.value, settings.value, badFields.value),
  );
  const life = signal(firstLife);
  const answers = createAnswerCache();
  const answer = computed(() => heldAnswer(life.value, answers));
  const names = createProposedName();
  const runningFeed = signal<PieceFeed | null>(null);
  const feed = computed(() => (isFetchingDraft(life.value) ? runningFeed.value : null));
  const send = (event: LifeEvent) => {
    life.value = next(
      untracked(() => life.value),
      event,
    );
  };
  effect(() => {
    const usable = area.value !== null && draftIssue.value === null;
    send({ type: "draft", draftKey: usable && area.value ? draftKeyOf(area.value, settings.value) : null });
  });
  const store: Store = {
    ports,
    secret: signal(profile.secret),
    theme: signal<Theme>("light"),
    documentName: signal(profile.documentName),
    hostGone: signal(false),
    georeference: signal<Georeference | null>(null),
    info,
    account: signal<Account | null>(null),
    accountError: signal<WireError | null>(null),
    area,
    drawing,
    facts,
    settings,
    badFields,
    draftIssue,
    languageChoice: signal<Language | null>(null),
    presets: signal<readonly Preset[]>([]),
    recentAreas: signal<readonly RecentArea[]>([]),
    onlineMap: signal<OnlineMap>({ on: false, styleUrl: "", attribution: "" }),
    view: signal<View>("steps"),
    step: signal<Step>("area"),
    life,
    answer,
    names,
    insertName: names.name,
    perFeature: signal(false),
    saved: signal<SavedFile | null>(null),
    answers,
    storedKeys: signal<ReadonlySet<string>>(new Set()),
    fetchedElsewhere: signal<ReadonlySet<string>>(new Set()),
    storedSize: signal({ count: 0, bytes: 0 }),
    feed,
    runningFeed,
    running: null,
    send,
  };
  // Another program may answer at the same address: a repeat that was free is asked for first.
  effect(() => {
    if (life.value.unfinished.length > 0 && info.value?.confirmsRequestIds === false)
      send({ type: "unconfirmed" });
  });
  // The name of one place must not be the name of another: in the document, its undo step, the recent areas.
  effect(() => {
    const ring = area.value?.ring;
    if (ring !== undefined) untracked(() => names.follow(ring));
  });
  return store;
}

/** Stops what runs; the part that runs reports its end itself. */
export function cancelRunning(store: Store): void {
  store.send({ type: "cancel" });
  store.running?.abort();
}

function firstIssue(
  facts: AreaFacts | null,
  settings: ContextSettings,
  badFields: Readonly<Record<string, string>>,
): string | null {
  const issues = [...(facts?.issues ?? []), ...settingsIssues(settings)];
  return issues.map(issueWords)[0] ?? Object.values(badFields)[0] ?? null;
}

function heldAnswer(life: LifeCycle, answers: AnswerCache): FetchedModel | null {
  if (life.draftKey === null || !isHeld(life)) return null;
  return answers.get(life.draftKey) ?? null;
}
