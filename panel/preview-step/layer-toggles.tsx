import { useEffect, useState } from "preact/hooks";
import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { Preview } from "../preview/preview.ts";
import { formatCount } from "../ui/format.ts";
import { Swatch } from "../ui/swatch.tsx";
import { t } from "../ui/texts.ts";
import { layerRows } from "./model-facts.ts";

interface LayerTogglesProps {
  model: SceneModel;
  preview: Preview | null;
  state: string;
}

/** Only layers that are there, with their counts. Hiding is for looking: the insert takes every layer. */
export function LayerToggles({ model, preview, state }: LayerTogglesProps) {
  const [hidden, setHidden] = useState<readonly LayerId[]>([]);
  useEffect(() => {
    for (const { id } of layerRows(model)) preview?.setLayerVisible(id, !hidden.includes(id));
  }, [hidden, model, state]);
  return (
    <fieldset class="card">
      <legend class="card-legend">{t.layers}</legend>
      <div>
        {layerRows(model).map(({ id, name, colour, count, leftOut }) => (
          <label key={id} class="layer-row">
            <input
              type="checkbox"
              checked={!hidden.includes(id)}
              onChange={(event) =>
                setHidden(
                  event.currentTarget.checked ? hidden.filter((other) => other !== id) : [...hidden, id],
                )
              }
            />
            <Swatch colour={colour} />
            <span class="grow">{name}</span>
            <span class="number muted">
              {[
                count === null ? t.grid : formatCount(count),
                leftOut > 0 ? t.leftOutCount(formatCount(leftOut)) : "",
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
