import { layerStyles } from "../../shared/layers/layer-style.ts";
import type { Pick } from "../preview/preview.ts";
import { Button } from "../ui/controls.tsx";
import { t } from "../ui/texts.ts";

/** The facts of the object that was clicked, as the service sent them. Text only: names from maps are hostile. */
export function PickedCard({ picked, onDeselect }: { picked: Pick | null; onDeselect(): void }) {
  return (
    <section class="card" aria-label={t.picked} aria-live="polite">
      {picked === null && <p class="muted">{t.pickHint}</p>}
      {picked && (
        <>
          <div class="card-head">
            <h2 class="caption">
              {layerStyles[picked.layer].name} {picked.feature + 1}
            </h2>
            <Button look="plain" onClick={onDeselect}>
              {t.deselect}
            </Button>
          </div>
          <Descriptor facts={Object.entries(picked.descriptor)} />
        </>
      )}
    </section>
  );
}

function Descriptor({ facts }: { facts: [string, string | number | boolean | null][] }) {
  const known = facts.filter(([, value]) => value !== null && value !== "");
  if (known.length === 0) return <p class="muted">{t.noFacts}</p>;
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <>
          <dt key={name}>{name}</dt>
          <dd>{typeof value === "boolean" ? (value ? t.yes : t.no) : String(value)}</dd>
        </>
      ))}
    </dl>
  );
}
