import { useEffect } from "preact/hooks";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { areaHistory } from "../state/area-history.ts";
import { refreshStored } from "../state/kept/stored-answers.ts";
import {
  draftOf,
  forgetUnfinished,
  restoreUnfinished,
  takeUnfinished,
  unfinishedToShow,
} from "../state/kept/unfinished.ts";
import { isBusy } from "../state/life-cycle.ts";
import { type Purchase, repeatLifeMs } from "../state/purchase-list.ts";
import type { Store } from "../state/store.ts";
import { Button } from "../ui/controls.tsx";
import { formatKm2, formatMoment } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { goTo } from "./go-to.ts";

/** How often it is asked whether another window is still fetching, ms. */
const lookMs = 2_000;

/** A purchase that ended without an answer, in this panel or in one that crashed: what a repeat of it costs. One that another window is fetching is not unfinished. */
export function UnfinishedNotice({ store }: { store: Store }) {
  const life = store.life.value;
  const purchase = unfinishedToShow(store);
  const others = store.fetchedElsewhere.value.size > 0;
  useEffect(() => {
    if (!others) return;
    const timer = setInterval(() => void restoreUnfinished(store).then(() => refreshStored(store)), lookMs);
    return () => clearInterval(timer);
  }, [others]);
  // The message of a failure says it already.
  const quiet = isBusy(life) || life.failure !== null || store.view.value !== "steps";
  if (purchase === null || quiet) return null;
  const isHere = purchase.draftKey === life.draftKey;
  // What belongs to another area is told where areas are chosen.
  if (!isHere && store.step.value !== "area") return null;
  const underWay = store.fetchedElsewhere.value.has(purchase.draftKey);
  const history = areaHistory(store);
  const goBack = () => {
    history.undo();
    goTo(store, "area");
  };
  const take = () => {
    takeUnfinished(store, purchase);
    goTo(store, "settings");
  };
  return (
    <div
      class={purchase.confirmsRequestIds || underWay ? "notice" : "notice warn"}
      role="status"
      id="unfinished"
    >
      <p>
        {isHere ? here(underWay) : elsewhere(purchase, underWay)} {costOfRepeat(purchase, underWay)}
      </p>
      <div class="button-row">
        {!isHere && <Button onClick={take}>{t.unfinishedTake}</Button>}
        {isHere && history.undoesSettings.value && <Button onClick={goBack}>{t.unfinishedBack}</Button>}
        {!underWay && (
          <Button look="plain" onClick={() => void forgetUnfinished(store, purchase)}>
            {t.unfinishedForget}
          </Button>
        )}
      </div>
    </div>
  );
}

const here = (underWay: boolean) => (underWay ? t.underWayHere : t.unfinishedHere);

function elsewhere({ draftKey, startedAt }: Purchase, underWay: boolean): string {
  const ring = draftOf(draftKey)?.area.ring ?? [];
  const km2 = formatKm2(ringAreaKm2(ring));
  return underWay ? t.underWayElsewhere(km2) : t.unfinishedElsewhere(km2, formatMoment(startedAt));
}

function costOfRepeat({ confirmsRequestIds, startedAt }: Purchase, underWay: boolean): string {
  if (underWay) return confirmsRequestIds ? t.underWayFree : t.underWayDoubt;
  return confirmsRequestIds ? t.unfinishedFree(formatMoment(startedAt + repeatLifeMs)) : t.unfinishedDoubt;
}
