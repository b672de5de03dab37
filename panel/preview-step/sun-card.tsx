import { useEffect, useState } from "preact/hooks";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { Preview } from "../preview/preview.ts";
import { SelectField, TextField } from "../ui/controls.tsx";
import { RangeField } from "../ui/range-field.tsx";
import { t } from "../ui/texts.ts";
import { clockOffsetMin, clockText, offsetText, siteDate, sunInstant } from "./sun-clock.ts";

interface SunCardProps {
  model: SceneModel;
  preview: Preview | null;
  state: string;
}

const noon = 720;
const stepMin = 10;
const offsets = Array.from({ length: 27 }, (_, i) => i - 12);
/** Made while painting, so that it follows the language. */
const clockChoices = () => [
  { value: "solar", label: t.solarTime },
  ...offsets.map((hours) => ({ value: String(hours), label: t.utcOffset(offsetText(hours)) })),
];

/** Sun at the site, not at the desk: by the site's own solar time, or by a UTC offset that the user chooses. */
export function SunCard({ model, preview, state }: SunCardProps) {
  const lonDeg = model.frame.originLonDeg;
  const [date, setDate] = useState(() => siteDate(new Date(), lonDeg));
  const [minutes, setMinutes] = useState(noon);
  const [clock, setClock] = useState("solar");
  const clocks = clockChoices();
  const clockLabel = clocks.find(({ value }) => value === clock)?.label ?? "";
  const text = t.sunAt(clockText(minutes), clockLabel);

  useEffect(() => {
    const offset = clockOffsetMin(clock === "solar" ? "solar" : Number(clock), lonDeg);
    const instant = sunInstant(date, minutes, offset);
    if (instant && state === "ready") preview?.setSun(instant);
  }, [date, minutes, clock, lonDeg, state]);

  return (
    <details class="card">
      <summary>
        {t.sun} <span class="muted number">{text}</span>
      </summary>
      <div class="pair">
        <TextField label={t.date} type="date" value={date} onInput={setDate} />
        <SelectField label={t.clock} value={clock} options={clocks} onChange={setClock} />
      </div>
      <RangeField label={t.time} text={text} max={1430} step={stepMin} value={minutes} onInput={setMinutes} />
    </details>
  );
}
