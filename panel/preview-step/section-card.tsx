import { useEffect, useState } from "preact/hooks";
import type { Preview } from "../preview/preview.ts";
import { Checkbox, Segmented } from "../ui/controls.tsx";
import { formatMetres } from "../ui/format.ts";
import { RangeField } from "../ui/range-field.tsx";
import { t } from "../ui/texts.ts";

interface SectionCardProps {
  preview: Preview | null;
  /** Changes with every model that is on screen: its size is the range of the slider. */
  shown: boolean;
}

type Axis = "none" | "up" | "east" | "north";
const axisNumber = { east: 0, north: 1, up: 2 } as const;

/** Cuts the model open on screen; what is inserted stays whole. */
export function SectionCard({ preview, shown }: SectionCardProps) {
  const [axis, setAxis] = useState<Axis>("none");
  const [share, setShare] = useState(50);
  const [flip, setFlip] = useState(false);
  const extent = shown ? preview?.extent() : null;
  const range =
    axis === "none" || !extent ? null : [extent.min[axisNumber[axis]], extent.max[axisNumber[axis]]];
  const atM = range === null ? 0 : range[0] + ((range[1] - range[0]) * share) / 100;
  const text = range === null ? t.sectionOff : t.sectionAt[axis === "none" ? "up" : axis](formatMetres(atM));

  useEffect(() => {
    preview?.setSection(axis === "none" || range === null ? null : { axis, atM, flip });
  }, [preview, axis, atM, flip, range === null]);

  return (
    <details class="card">
      <summary>
        {t.section} <span class="muted number">{text}</span>
      </summary>
      <Segmented<Axis>
        legend={t.section}
        value={axis}
        options={(["none", "up", "east", "north"] as const).map((value) => ({
          value,
          label: t.sectionAxes[value],
        }))}
        onChange={(value) => setAxis(value)}
      />
      {axis !== "none" && (
        <>
          <RangeField
            label={t.sectionPlace}
            text={text}
            max={100}
            step={0.5}
            value={share}
            onInput={setShare}
          />
          <Checkbox label={t.sectionFlip} checked={flip} onChange={setFlip} />
        </>
      )}
      <p class="field-help">{t.sectionHelp}</p>
    </details>
  );
}
