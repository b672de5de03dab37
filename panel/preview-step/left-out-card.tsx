import { useEffect } from "preact/hooks";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { Preview } from "../preview/preview.ts";
import { excludedFeatures, exclusionsOf, undoExclusion } from "../state/exclusions.ts";
import { Button } from "../ui/controls.tsx";
import { formatCount } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

interface LeftOutCardProps {
  model: SceneModel;
  preview: Preview | null;
  shown: boolean;
}

/** What the user leaves out: gone from the picture, not handed over, and back with one press. */
export function LeftOutCard({ model, preview, shown }: LeftOutCardProps) {
  const list = exclusionsOf(model).value;
  useEffect(() => {
    const excluded = excludedFeatures(list);
    model.layers.forEach((_, number) => {
      preview?.setHidden(number, Array.from(excluded.get(number) ?? []));
    });
  }, [list, model, preview, shown]);
  const counts = new Map<string, number>();
  excludedFeatures(list).forEach((features, number) => {
    const name = t.layerNames[model.layers[number].id];
    counts.set(name, (counts.get(name) ?? 0) + features.size);
  });
  const words = Array.from(counts, ([name, count]) => `${name}: ${formatCount(count)}`).join(", ");
  return (
    <div role="status">
      {list.length > 0 && (
        <section class="card" aria-label={t.leftOut}>
          <h2 class="caption">{t.leftOut}</h2>
          <p>{words}</p>
          <p class="field-help">{t.leftOutHelp}</p>
          <div class="button-row">
            <Button onClick={() => undoExclusion(model)}>{t.undoLeaveOut}</Button>
          </div>
        </section>
      )}
    </div>
  );
}
