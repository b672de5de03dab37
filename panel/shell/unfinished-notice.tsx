import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { draftOf, forgetUnfinished, takeUnfinished, unfinishedToShow } from "../state/kept/unfinished.ts";
import { isBusy } from "../state/life-cycle.ts";
import { type Purchase, repeatLifeMs } from "../state/purchase-list.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { formatKm2, formatMoment } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { goTo } from "./go-to.ts";

/** A purchase that ended without an answer, in this panel or in one that crashed: what a repeat of it costs. */
export function UnfinishedNotice({ store }: { store: Store }) {
  const life = store.life.value;
  const purchase = unfinishedToShow(store);
  // The message of a failure says it already.
  const quiet = isBusy(life) || life.failure !== null || store.view.value !== "steps";
  if (purchase === null || quiet) return null;
  const isHere = purchase.draftKey === life.draftKey;
  // What belongs to another area is told where areas are chosen.
  if (!isHere && store.step.value !== "area") return null;
  const take = () => {
    takeUnfinished(store, purchase);
    goTo(store, "settings");
  };
  return (
    <div class={purchase.confirmsRequestIds ? "notice" : "notice warn"} role="status" id="unfinished">
      <p>
        {isHere ? t.unfinishedHere : elsewhere(purchase)} {costOfRepeat(purchase)}
      </p>
      <div class="button-row">
        {!isHere && <Button onClick={take}>{t.unfinishedTake}</Button>}
        <Button look="plain" onClick={() => void forgetUnfinished(store, purchase)}>
          {t.unfinishedForget}
        </Button>
      </div>
    </div>
  );
}

function elsewhere({ draftKey, startedAt }: Purchase): string {
  const ring = draftOf(draftKey)?.area.ring ?? [];
  return t.unfinishedElsewhere(formatKm2(ringAreaKm2(ring)), formatMoment(startedAt));
}

function costOfRepeat({ confirmsRequestIds, startedAt }: Purchase): string {
  return confirmsRequestIds ? t.unfinishedFree(formatMoment(startedAt + repeatLifeMs)) : t.unfinishedDoubt;
}
