import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { Pick } from "../preview/preview.ts";
import { exclude, kindOf, sameKind, wholeObject } from "../state/exclusions.ts";
import { Button } from "../ui/controls.tsx";
import { formatCount } from "../ui/format.ts";
import { mapWord } from "../ui/map-words.ts";
import { Swatch } from "../ui/swatch.tsx";
import { t } from "../ui/texts.ts";
import { type FactRow, pickedWords } from "./picked-words.ts";

interface PickedCardProps {
  model: SceneModel;
  picked: Pick | null;
  onDeselect(): void;
}

/** What was clicked, in words. Text only: names from maps are hostile. */
export function PickedCard({ model, picked, onDeselect }: PickedCardProps) {
  return (
    <section class="card" aria-label={t.picked} aria-live="polite">
      {picked === null && <p class="muted">{t.pickHint}</p>}
      {picked && <Facts model={model} picked={picked} onDeselect={onDeselect} />}
    </section>
  );
}

function Facts({ model, picked, onDeselect }: { model: SceneModel; picked: Pick; onDeselect(): void }) {
  const source = model.layers[picked.layerNumber];
  const kind = source === undefined ? null : kindOf(source, picked.feature);
  const { layer, descriptor } = picked;
  const words = pickedWords({ layer, kind, descriptor, attributions: model.attributions });
  return (
    <>
      <div class="card-head">
        <p class="caption grow">{t.numbered(t.layerWords[layer], formatCount(picked.feature + 1))}</p>
        <Button look="plain" onClick={onDeselect}>
          {t.deselect}
        </Button>
      </div>
      <h2 class="picked-title">{words.title}</h2>
      {words.sentence !== "" && <p>{words.sentence}</p>}
      <Rows rows={words.rows} />
      {words.more.length > 0 && (
        <details>
          <summary>{t.moreFacts}</summary>
          <Rows rows={words.more} />
        </details>
      )}
      <LeaveOut model={model} picked={picked} onDone={onDeselect} />
    </>
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
          {t.leaveOutKind(mapWord(kind).slice(0, 30), formatCount(alike.length))}
        </Button>
      )}
    </div>
  );
}

function Rows({ rows }: { rows: readonly FactRow[] }) {
  if (rows.length === 0) return null;
  return (
    <dl class="facts">
      {rows.map(({ label, words, colour }) => (
        <>
          <dt key={label}>{label}</dt>
          <dd>
            {colour && <Swatch colour={colour} />} {words}
          </dd>
        </>
      ))}
    </dl>
  );
}
