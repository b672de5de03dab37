/**
 * The life of one job as a pure state machine: area → settings → fetching → ready → inserting → done | failed.
 * It holds keys, never data: a draft key stands for one exact area with one exact set of settings. Everything that
 * costs money goes through `next`, so the promises are testable without a page: one fetch at a time, an answer that
 * is held is never bought again, a retry keeps its request id, an old model is never shown for changed settings.
 */
import type { WireError } from "../../shared/errors.ts";
import type { HandoffReceipt } from "../../shared/scene/handoff.ts";
import {
  afterFailure,
  beginPurchase,
  type FreshPurchase,
  isRepeatable,
  keptPurchases,
  type Purchase,
  withDoubt,
  withoutDraft,
} from "./purchase-list.ts";

type Phase = "area" | "settings" | "fetching" | "ready" | "inserting" | "done" | "failed";

/** What failed: the purchase, the insert, or the writing of a file. */
export type FailedWork = "fetch" | "insert" | "save";

export interface Progress {
  /** Which part of the work runs; the dictionary has a word for each. */
  part:
    | "waiting"
    | "downloading"
    | "decoding"
    | "retrying"
    | "preparing"
    | "encoding"
    | "sending"
    | "placing";
  bytes: number;
  objects: number;
  /** 0..1, or null when the end is not known. */
  fraction: number | null;
  /** Seconds to the end, once the line has shown its pace; absent where they cannot be told. */
  leftS?: number;
}

export interface LifeCycle {
  phase: Phase;
  /** Stands for the area and settings on screen; null while the area is missing or wrong. */
  draftKey: string | null;
  /** Draft keys whose answers are held and can be shown or inserted free, newest first. */
  heldKeys: readonly string[];
  /** The purchase that runs, or ran last. */
  purchase: Purchase | null;
  /** Purchases that have not ended well, newest first: whatever was fetched in between, a retry keeps its request id. */
  unfinished: readonly Purchase[];
  /** Drafts whose last fetch may have been charged without an answer, at a service that cannot be asked. */
  doubtfulKeys: readonly string[];
  progress: Progress | null;
  /** Cancel was pressed; the work has not stopped yet. */
  cancelling: boolean;
  failure: { during: FailedWork; error: WireError } | null;
  receipt: HandoffReceipt | null;
}

export type LifeEvent =
  | { type: "draft"; draftKey: string | null }
  | { type: "fetch"; purchase: FreshPurchase; acceptSecondCharge?: boolean }
  | { type: "progress"; progress: Progress }
  | { type: "fetched"; draftKey: string }
  | { type: "fetch-failed"; error: WireError; doubtful: boolean }
  /** The account has told since that this failure cost nothing. */
  | { type: "not-charged"; error: WireError }
  /** What an earlier panel left unfinished, newest first. */
  | { type: "remembered"; purchases: readonly Purchase[] }
  /** The service that answers now does not confirm request ids, whatever it did before. */
  | { type: "unconfirmed" }
  /** The user wants to hear no more of it. */
  | { type: "forgotten"; draftKey: string }
  | { type: "evicted"; draftKey: string }
  | { type: "insert" }
  | { type: "inserted"; receipt: HandoffReceipt }
  | { type: "insert-failed"; error: WireError; during?: "save" }
  /** A file was written instead: nothing changed in a document. */
  | { type: "saved" }
  | { type: "cancel" }
  | { type: "dismiss" };

export const firstLife: LifeCycle = {
  phase: "area",
  draftKey: null,
  heldKeys: [],
  purchase: null,
  unfinished: [],
  doubtfulKeys: [],
  progress: null,
  cancelling: false,
  failure: null,
  receipt: null,
};

/** The next state. An event that has no business in the present phase changes nothing: the same object comes back. */
export function next(life: LifeCycle, event: LifeEvent): LifeCycle {
  switch (event.type) {
    case "draft":
      return draftChanged(life, event.draftKey);
    case "fetch":
      return startFetch(life, event.purchase, event.acceptSecondCharge === true);
    case "progress":
      return isBusy(life) ? { ...life, progress: event.progress } : life;
    case "fetched":
      return fetched(life, event.draftKey);
    case "fetch-failed":
      return life.phase === "fetching" ? fetchFailed(life, event.error, event.doubtful) : life;
    case "not-charged":
      return notCharged(life, event.error);
    case "remembered":
      return remembered(life, event.purchases);
    case "unconfirmed":
      return unconfirmed(life);
    case "forgotten":
      return {
        ...life,
        unfinished: withoutDraft(life.unfinished, event.draftKey),
        doubtfulKeys: without(life.doubtfulKeys, event.draftKey),
      };
    case "evicted":
      return rest({ ...life, heldKeys: without(life.heldKeys, event.draftKey) });
    case "insert":
      return canInsert(life) ? busy(life, "inserting") : life;
    case "inserted":
      return life.phase === "inserting"
        ? { ...calm(life), phase: "done", receipt: event.receipt, failure: null }
        : life;
    case "saved":
      return life.phase === "inserting" ? rest({ ...calm(life), phase: "ready" }) : life;
    case "insert-failed":
      return life.phase === "inserting" ? failed(life, event.during ?? "insert", event.error) : life;
    case "cancel":
      return isBusy(life) ? { ...life, cancelling: true } : life;
    case "dismiss":
      return life.failure && !isBusy(life) ? rest({ ...life, failure: null }) : life;
  }
}

export function isBusy(life: LifeCycle): boolean {
  return life.phase === "fetching" || life.phase === "inserting";
}

/** What runs is the fetch of exactly what is on screen. */
export function isFetchingDraft(life: LifeCycle): boolean {
  return life.phase === "fetching" && life.draftKey !== null && life.purchase?.draftKey === life.draftKey;
}

/** The answer for exactly what is on screen is here: showing and inserting it is free. */
export function isHeld(life: LifeCycle): boolean {
  return life.draftKey !== null && life.heldKeys.includes(life.draftKey);
}

/** Fetching again might be charged twice: the user has to say so first. */
export function needsConsent(life: LifeCycle): boolean {
  return life.draftKey !== null && life.doubtfulKeys.includes(life.draftKey);
}

/** A try for the draft on screen that ended in doubt: repeated at `nowMs` it would cost nothing more than once. */
export function freeRepeat(life: LifeCycle, nowMs: number): Purchase | null {
  const found = life.unfinished.find(({ draftKey }) => draftKey === life.draftKey);
  const counts = found?.mayBeCharged === true && found.confirmsRequestIds && isRepeatable(found, nowMs);
  return counts ? found : null;
}

export function canFetch(life: LifeCycle): boolean {
  return life.draftKey !== null && !isBusy(life) && !isHeld(life);
}

export function canInsert(life: LifeCycle): boolean {
  return !isBusy(life) && isHeld(life);
}

function draftChanged(life: LifeCycle, draftKey: string | null): LifeCycle {
  if (draftKey === life.draftKey) return life;
  const changed = { ...life, draftKey };
  // Running work goes on under its own key; what it brings is held, not shown for the new draft.
  if (isBusy(life)) return changed;
  return rest({ ...changed, failure: null, receipt: null });
}

function startFetch(life: LifeCycle, fresh: FreshPurchase, acceptSecondCharge: boolean): LifeCycle {
  if (!canFetch(life) || life.draftKey === null) return life;
  if (needsConsent(life) && !acceptSecondCharge) return life;
  const { draftKey } = life;
  const purchase = beginPurchase(life.unfinished, draftKey, fresh);
  const others = withoutDraft(life.unfinished, draftKey);
  return { ...busy(life, "fetching"), purchase, unfinished: [purchase, ...others].slice(0, keptPurchases) };
}

function fetched(life: LifeCycle, draftKey: string): LifeCycle {
  if (life.phase !== "fetching" || life.purchase?.draftKey !== draftKey) return life;
  const heldKeys = [draftKey, ...without(life.heldKeys, draftKey)];
  const doubtfulKeys = without(life.doubtfulKeys, draftKey);
  const unfinished = withoutDraft(life.unfinished, draftKey);
  const kept = { heldKeys, doubtfulKeys, unfinished };
  const bought = { ...calm(life), ...kept, purchase: null, failure: null, receipt: null };
  return rest({ ...bought, phase: "settings" });
}

function fetchFailed(life: LifeCycle, error: WireError, doubtful: boolean): LifeCycle {
  const key = life.purchase?.draftKey;
  const known = key === undefined || !doubtful || life.doubtfulKeys.includes(key);
  const doubtfulKeys = known ? life.doubtfulKeys : [...life.doubtfulKeys, key];
  const { purchase } = life;
  const unfinished = purchase ? afterFailure(life.unfinished, purchase, error) : life.unfinished;
  return failed({ ...life, doubtfulKeys, unfinished }, "fetch", error);
}

function notCharged(life: LifeCycle, error: WireError): LifeCycle {
  const { failure, purchase, unfinished } = life;
  if (failure === null || failure.error !== error) return life;
  // As it was before this try.
  const known = purchase ? withDoubt(unfinished, purchase.draftKey, purchase.mayBeCharged) : unfinished;
  return { ...life, unfinished: known, failure: { ...failure, error: { ...error, charged: "no" } } };
}

function remembered(life: LifeCycle, purchases: readonly Purchase[]): LifeCycle {
  // The note of what has just been bought goes only when its answer is kept.
  const isNew = ({ draftKey }: Purchase) =>
    !life.heldKeys.includes(draftKey) && !life.unfinished.some((known) => known.draftKey === draftKey);
  const found = purchases.filter(isNew);
  if (found.length === 0) return life;
  const doubtful = found.filter(({ confirmsRequestIds }) => !confirmsRequestIds);
  return {
    ...life,
    unfinished: [...life.unfinished, ...found].slice(0, keptPurchases),
    doubtfulKeys: [...life.doubtfulKeys, ...doubtful.map(({ draftKey }) => draftKey)],
  };
}

function unconfirmed(life: LifeCycle): LifeCycle {
  const promised = life.unfinished.filter((known) => known.mayBeCharged && known.confirmsRequestIds);
  if (promised.length === 0) return life;
  return {
    ...life,
    unfinished: life.unfinished.map((known) => ({ ...known, confirmsRequestIds: false })),
    doubtfulKeys: [...life.doubtfulKeys, ...promised.map(({ draftKey }) => draftKey)],
  };
}

function failed(life: LifeCycle, during: FailedWork, error: WireError): LifeCycle {
  const stopped: LifeCycle = { ...calm(life), phase: "failed", failure: { during, error } };
  return error.code === "cancelled" ? rest(stopped) : stopped;
}

function busy(life: LifeCycle, phase: "fetching" | "inserting"): LifeCycle {
  const receipt = phase === "fetching" ? null : life.receipt;
  return { ...life, phase, progress: null, cancelling: false, failure: null, receipt };
}

function calm(life: LifeCycle): LifeCycle {
  return { ...life, progress: null, cancelling: false };
}

/** Where the job stands when nothing runs: decided by the draft alone. */
function rest(life: LifeCycle): LifeCycle {
  if (isBusy(life)) return life;
  if (life.receipt && isHeld(life)) return { ...life, phase: "done" };
  const phase = life.draftKey === null ? "area" : isHeld(life) ? "ready" : "settings";
  return { ...life, phase };
}

function without(keys: readonly string[], gone: string): string[] {
  return keys.filter((key) => key !== gone);
}
