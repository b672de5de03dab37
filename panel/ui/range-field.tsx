import { useId } from "preact/hooks";

interface RangeFieldProps {
  label: string;
  /** What the place of the handle means, as it is read out. */
  text: string;
  max: number;
  step: number;
  value: number;
  onInput(value: number): void;
}

/** A slider from nought. */
export function RangeField({ label, text, max, step, value, onInput }: RangeFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onInput(Number(event.currentTarget.value))}
      />
    </div>
  );
}
