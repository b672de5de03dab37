import { useEffect, useState } from "preact/hooks";
import { type ColourBy, colourings, type Legend } from "../preview/layers/colouring.ts";
import type { Preview } from "../preview/preview.ts";
import { SelectField } from "../ui/controls.tsx";
import { formatCount } from "../ui/format.ts";
import { Swatch } from "../ui/swatch.tsx";
import { t } from "../ui/texts.ts";
import { legendText } from "./facts-text.ts";

interface LegendCardProps {
  preview: Preview | null;
  /** True once the model of this moment is on screen. */
  shown: boolean;
}

/** What the colours of the buildings mean; words beside every colour, never colour alone. */
export function LegendCard({ preview, shown }: LegendCardProps) {
  const [by, setBy] = useState<ColourBy>("layer");
  const [legend, setLegend] = useState<Legend | null>(null);
  useEffect(() => setLegend(shown && preview ? preview.setColouring(by) : null), [preview, shown, by]);
  return (
    <section class="card" aria-label={t.colours}>
      <SelectField
        label={t.colourBy}
        value={by}
        options={colourings.map((value) => ({ value, label: t.colourings[value] }))}
        onChange={(value) => setBy(colourings.find((known) => known === value) ?? "layer")}
      />
      {legend !== null && legend.entries.length > 0 && (
        <ul class="legend">
          {legend.entries.map(({ meaning, colour, count }) => (
            <li key={JSON.stringify(meaning)} class="layer-row">
              <Swatch colour={colour} />
              <span class="grow">{legendText(meaning)}</span>
              <span class="number muted">{formatCount(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
