import { layerStyles } from "../../shared/layers/layer-style.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { Pick } from "../preview/preview.ts";
import { exclude, kindOf, sameKind, wholeObject } from "../state/exclusions.ts";
import { Button } from "../ui/controls.tsx";
import { formatCount } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { buildingSentence } from "./facts-text.ts";

export interface PickedCardProps {
  model: SceneModel;
  picked: Pick | null;
  onDeselect(): void;
}

/** The facts of the object that was clicked, as the service sent them. Text only: names from maps are hostile. */
export function PickedCard({ model, picked, onDeselect }: PickedCardProps) {
  const sentence = picked?.layer === "buildings" ? buildingSentence(picked.descriptor) : "";
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
          {sentence !== "" && <p>{sentence}</p>}
          <Descriptor facts={Object.entries(picked.descriptor)} />
          <LeaveOut model={model} picked={picked} onDone={onDeselect} />
        </>
      )}
    </section>
  );
}

/** This one, or everything of its kind. */
function LeaveOut({ model, picked, onDone }: { model: SceneModel; picked: Pick; onDone(): void }) {
  const { layer, layerNumber, feature } = picked;
  const source = model.layers[layerNumber];
  if (source === undefined) return null;
  const kind = kindOf(source, feature);
  const alike = kind === null ? [] : sameKind(source, kind);
  const leaveOut = (features: readonly number[]) => {
    exclude(model, { layer, layerNumber, features });
    onDone();
  };
  return (
    <div class="button-row">
      <Button onClick={() => leaveOut(wholeObject(source, feature))}>{t.leaveOut}</Button>
      {kind !== null && alike.length > 1 && (
        <Button onClick={() => leaveOut(alike)}>
          {t.leaveOutKind(kind.slice(0, 30), formatCount(alike.length))}
        </Button>
      )}
    </div>
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
