import type { Measure } from "../preview/preview.ts";
import { formatExactMetres } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

/** The figures of a measurement, also spoken; the hint says how to do it with and without a mouse. */
export function MeasureCard({ measure }: { measure: Measure | null }) {
  return (
    <section class="card" aria-label={t.measure}>
      <h2 class="caption">{t.measure}</h2>
      <div role="status">
        {measure === null ? (
          <p class="muted">{t.measureHint}</p>
        ) : (
          <dl class="facts">
            <dt>{t.distance}</dt>
            <dd class="number">{formatExactMetres(measure.distanceM)}</dd>
            <dt>{t.planDistance}</dt>
            <dd class="number">{formatExactMetres(measure.planM)}</dd>
            <dt>{t.heightDifference}</dt>
            <dd class="number">{formatExactMetres(measure.heightM)}</dd>
          </dl>
        )}
      </div>
    </section>
  );
}
