import { useState } from "preact/hooks";
import { insertModel } from "../handoff/insert-model.ts";
import { saveModel } from "../handoff/save-file.ts";
import { startPurchase } from "../state/fetching/purchase.ts";
import { openStored } from "../state/kept/stored-answers.ts";
import { freeRepeat } from "../state/life-cycle.ts";
import { type PrimaryAction, primaryAction } from "../state/primary-action.ts";
import { cancelRunning, type Store } from "../state/store.ts";
import { t } from "../ui/texts.ts";
import { goTo } from "./go-to.ts";

/** Always at the bottom: the next thing to do, what it costs, how far it is, and why it cannot be done. */
export function PrimaryButton({ store }: { store: Store }) {
  const action = currentAction(store);
  const [, drawAgain] = useState({});
  const press = () => {
    // A repeat is free for a day: what has got its price since it was drawn is drawn anew first.
    if (buys(action) && currentAction(store).detail !== action.detail) drawAgain({});
    else act(store, action);
  };
  const blocked = action.blocked !== null;
  const reason = blocked && !action.busy ? action.blocked : null;
  return (
    <div class="primary-block">
      <button
        type="button"
        id="primary"
        class={action.busy ? "primary busy" : "primary"}
        // Not `disabled`: it keeps its place in the tab order and says why.
        aria-disabled={blocked}
        aria-describedby={reason ? "primary-reason" : undefined}
        // The second click of a double click would meet another button: it must not buy, insert or cancel anything.
        onClick={(event) => event.detail < 2 && !blocked && press()}
      >
        {action.busy && <ProgressBar fraction={action.fraction} />}
        <span class="primary-label">{action.label}</span>
        {action.detail && <span class="primary-detail number">{action.detail}</span>}
      </button>
      {reason && (
        <p id="primary-reason" class="primary-reason">
          {reason}
        </p>
      )}
      {!reason && store.view.value === "steps" && store.step.value === "area" && (
        <p class="primary-no-reason" aria-hidden="true">
          {"\u00a0"}
        </p>
      )}
      <Announcement store={store} />
    </div>
  );
}

function currentAction(store: Store): PrimaryAction {
  return primaryAction({
    life: store.life.value,
    step: store.step.value,
    km2: store.facts.value?.km2 ?? null,
    draftIssue: store.draftIssue.value,
    hasKey: store.secret.value.hasKey,
    account: store.account.value,
    info: store.info.value,
    documentName: store.documentName.value,
    hostTakesModels: store.ports.host.profile.formats.length > 0 && !store.hostGone.value,
    freeRepeat: freeRepeat(store.life.value, Date.now()) !== null,
    stored: store.life.value.draftKey !== null && store.storedKeys.value.has(store.life.value.draftKey),
    insertNameMissing: store.insertName.value.trim() === "",
  });
}

const buys = ({ kind }: PrimaryAction) => kind === "fetch" || kind === "repeat";

function act(store: Store, { kind }: PrimaryAction): void {
  const acts: Record<PrimaryAction["kind"], () => void> = {
    cancel: () => cancelRunning(store),
    key: () => goTo(store, "key"),
    show: () => goTo(store, "preview"),
    next: () => goTo(store, store.step.value === "area" ? "settings" : "insert"),
    fetch: () => void startPurchase(store),
    open: () => void openStored(store),
    repeat: () => void startPurchase(store, true),
    save: () => void saveModel(store, "3dm"),
    insert: () => void insertModel(store),
  };
  acts[kind]();
}

/** Set by script: the page's policy forbids style attributes in markup. */
function ProgressBar({ fraction }: { fraction: number | null }) {
  if (fraction === null) return <span class="primary-bar unknown" aria-hidden="true" />;
  return <span class="primary-bar" aria-hidden="true" style={{ transform: `scaleX(${fraction})` }} />;
}

/** The phase in words for screen readers, once per phase and not per megabyte. */
function Announcement({ store }: { store: Store }) {
  const { phase, progress } = store.life.value;
  const part = progress ? t.parts[progress.part] : "";
  const words = phase === "done" ? t.receipt : phase === "ready" ? t.heldFree : part;
  return (
    <p role="status" class="visually-hidden">
      {words}
    </p>
  );
}
