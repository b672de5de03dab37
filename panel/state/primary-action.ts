import type { Account, ServiceInfo } from "../../shared/contract/service.ts";
import { formatBytes, formatCount, formatKm2, formatMoney, formatPercent } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { isHeld, type LifeCycle, needsConsent, type Progress } from "./life-cycle.ts";
import type { Step } from "./store.ts";

export interface PrimaryAction {
  kind: "next" | "key" | "fetch" | "repeat" | "open" | "show" | "insert" | "save" | "cancel";
  label: string;
  /** Second line: price, balance, phase. */
  detail: string;
  /** Why it cannot be pressed, as a sentence; null = it can. */
  blocked: string | null;
  /** 0..1 while something runs and the end is known. */
  fraction: number | null;
  busy: boolean;
}

export interface PrimaryInput {
  life: LifeCycle;
  step: Step;
  km2: number | null;
  draftIssue: string | null;
  hasKey: boolean;
  account: Account | null;
  info: ServiceInfo | null;
  documentName: string;
  hostTakesModels: boolean;
  insertNameMissing: boolean;
  /** The last try may have been charged, and the service answers a repeat of it free. */
  freeRepeat: boolean;
  /** An answer for exactly this was kept on an earlier day. */
  stored: boolean;
}

/** The one button at the bottom: what it does now, what it says, and why not. Pure. */
export function primaryAction(input: PrimaryInput): PrimaryAction {
  const { life, step } = input;
  if (life.phase === "fetching" || life.phase === "inserting") return cancelAction(life);
  if (isHeld(life)) return heldAction(input);
  if (input.stored) return plain("open", t.showModel, t.heldFree, null);
  if (step === "area") return nextAction(input);
  return fetchAction(input);
}

function plain(
  kind: PrimaryAction["kind"],
  label: string,
  detail: string,
  blocked: string | null,
): PrimaryAction {
  return { kind, label, detail, blocked, fraction: null, busy: false };
}

function cancelAction({ progress, cancelling }: LifeCycle): PrimaryAction {
  const fraction = progress?.fraction ?? null;
  const building = progress !== null && isStillBuilding(progress);
  const detail = [
    building ? t.serviceBuilds : t.parts[progress?.part ?? "preparing"],
    progress && progress.bytes > 0 && !building ? formatBytes(progress.bytes) : "",
    progress && progress.objects > 0 ? t.objects(formatCount(progress.objects)) : "",
    fraction === null ? "" : formatPercent(fraction),
    progress?.leftS === undefined ? "" : t.timeLeft(progress.leftS),
  ];
  const blocked = cancelling ? t.cancelling : null;
  const label = cancelling ? t.cancelling : t.cancel;
  return { kind: "cancel", label, detail: detail.filter(Boolean).join(" · "), blocked, fraction, busy: true };
}

/** An answer's first bytes are its head, sent before the model is made: "0 kB" would look like a line that hangs. */
const headBytes = 20_000;

function isStillBuilding({ part, bytes, objects, fraction }: Progress): boolean {
  return part === "downloading" && objects === 0 && fraction === null && bytes < headBytes;
}

function heldAction(input: PrimaryInput): PrimaryAction {
  const { step, life } = input;
  if (step === "area" || step === "settings") return plain("show", t.showModel, t.heldFree, null);
  if (step === "preview") return plain("next", t.nextInsert, t.heldFree, null);
  const blocked = input.insertNameMissing ? t.nameMissing : null;
  if (!input.hostTakesModels) return plain("save", t.saveFile("3dm"), t.heldFree, blocked);
  if (life.receipt) return plain("insert", t.insertAgain, t.insertAgainDetail, blocked);
  return plain("insert", t.insertInto(input.documentName), t.heldFree, blocked);
}

function nextAction(input: PrimaryInput): PrimaryAction {
  const km2 = input.km2 === null ? "" : formatKm2(input.km2);
  const blocked = input.draftIssue ?? (input.km2 === null ? t.whyNoArea : null);
  // An area that cannot be fetched has no price.
  const detail = blocked === null ? [km2, cost(input)].filter(Boolean).join(" · ") : "";
  return plain("next", t.nextSettings, detail, blocked);
}

function fetchAction(input: PrimaryInput): PrimaryAction {
  const { km2, life } = input;
  if (km2 === null) return plain("fetch", t.get(t.stepArea), "", input.draftIssue ?? t.whyNoArea);
  const amount = formatKm2(km2);
  if (!input.hasKey && input.draftIssue === null) return plain("key", t.enterKey, t.get(amount), null);
  // What is paid for already needs no balance; the service says so where it is not.
  const blocked = input.draftIssue ?? (input.freeRepeat ? null : balanceIssue(km2, input.account));
  if (needsConsent(life)) return plain("repeat", t.repeatAccept, [amount, cost(input)].join(" · "), blocked);
  return plain("fetch", t.get(amount), input.draftIssue === null ? cost(input) : "", blocked);
}

function balanceIssue(km2: number, account: Account | null): string | null {
  if (account === null || account.balanceKm2 >= km2) return null;
  return t.whyNoBalance(formatKm2(km2), formatKm2(account.balanceKm2));
}

function cost({ km2, info, account, freeRepeat }: PrimaryInput): string {
  const price = info?.pricePerKm2 ?? null;
  const amount = km2 !== null && price ? formatMoney(price.amount * km2, price.currency) : "";
  const parts = [
    freeRepeat ? t.freeRepeat(amount) : amount,
    account ? t.left(formatKm2(account.balanceKm2)) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}
