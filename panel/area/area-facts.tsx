import { inCoverage } from "../state/extent.ts";
import type { Store } from "../state/store.ts";
import { formatKm2, formatMetres, formatMoney } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

/** Live figures of the area and, in words, what is wrong with it. */
export function AreaFactsCard({ store }: { store: Store }) {
  const facts = store.facts.value;
  const info = store.info.value;
  const account = store.account.value;
  const price = info?.pricePerKm2 ?? null;
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
        {price && (
          <>
            <dt>{t.price}</dt>
            <dd class="number">{km2 === null ? "–" : formatMoney(price.amount * km2, price.currency)}</dd>
          </>
        )}
        {account && (
          <>
            <dt>{t.balance}</dt>
            <dd class="number">{formatKm2(account.balanceKm2)}</dd>
            <dt>{t.balanceAfter}</dt>
            <dd class="number" id="balance-after">
              {km2 === null ? "–" : balanceAfter(account.balanceKm2 - km2)}
            </dd>
          </>
        )}
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

/** A balance that is not enough is said in words: a minus sign or a colour alone is overlooked. */
function balanceAfter(km2: number): string {
  return km2 < 0 ? t.missingKm2(formatKm2(-km2)) : formatKm2(km2);
}

function leavesCoverage({ area, info }: Store): boolean {
  const ring = area.value?.ring ?? [];
  return inCoverage(ring, info.value?.coverage ?? null) === "part";
}
