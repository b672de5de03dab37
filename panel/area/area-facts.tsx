import { inCoverage } from "../state/extent.ts";
import { freeRepeat, isHeld } from "../state/life-cycle.ts";
import type { Store } from "../state/store.ts";
import { formatKm2, formatMetres } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { type Money, moneyRows } from "./money-rows.ts";

/** Live figures of the area and, in words, what is wrong with it. */
export function AreaFactsCard({ store }: { store: Store }) {
  const facts = store.facts.value;
  const info = store.info.value;
  const km2 = facts?.km2 ?? null;
  return (
    <section class="card" aria-label={t.area}>
      <dl class="facts">
        <dt>{t.area}</dt>
        <dd class="number strong" id="area-km2">
          {km2 === null ? "–" : formatKm2(km2)}
        </dd>
        <dt>{t.perimeter}</dt>
        <dd class="number">{km2 !== null && facts ? formatMetres(facts.perimeterM) : "–"}</dd>
        {moneyRows(moneyOf(store)).map(({ name, value, id }) => (
          <>
            <dt key={name}>{name}</dt>
            <dd class="number" id={id}>
              {value}
            </dd>
          </>
        ))}
        {info?.maxAreaKm2 != null && (
          <>
            <dt>{t.planLimit}</dt>
            <dd class="number">{t.atATime(formatKm2(info.maxAreaKm2))}</dd>
          </>
        )}
      </dl>
      <div role="status">
        {facts?.issues.map(({ code, path, message }) => (
          <p key={code + path} class="field-issue">
            {message}
          </p>
        ))}
        {facts && facts.issues.length === 0 && leavesCoverage(store) && (
          <p class="field-help">{t.outsideCoverage}</p>
        )}
      </div>
    </section>
  );
}

/** Asked of the same state as the button below, so that the two never contradict each other. */
function moneyOf(store: Store): Money {
  const draftKey = store.life.value.draftKey;
  const kept = isHeld(store.life.value) || (draftKey !== null && store.storedKeys.value.has(draftKey));
  const repeats = freeRepeat(store.life.value, Date.now()) !== null;
  return {
    km2: store.facts.value?.km2 ?? null,
    price: store.info.value?.pricePerKm2 ?? null,
    balanceKm2: store.account.value?.balanceKm2 ?? null,
    free: kept ? "kept" : repeats ? "if-charged" : "no",
  };
}

function leavesCoverage({ area, info }: Store): boolean {
  const ring = area.value?.ring ?? [];
  return inCoverage(ring, info.value?.coverage ?? null) === "part";
}
