/** The panel's own form controls: native elements, so that keyboard and assistive technology come for free. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface ButtonProps {
  children: ComponentChildren;
  onClick(): void;
  pressed?: boolean;
  disabled?: boolean;
  look?: "normal" | "plain" | "danger";
  id?: string;
  title?: string;
}

export function Button({ children, onClick, pressed, disabled, look = "normal", id, title }: ButtonProps) {
  const className = look === "normal" ? "button" : `button ${look}`;
  return (
    <button
      type="button"
      id={id}
      title={title}
      class={className}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

interface FieldProps {
  label: string;
  help?: string;
  issue?: string | null;
  unit?: string;
  /** Beside the label: a mark that the value differs from its default. */
  badge?: ComponentChildren;
}

interface FieldFrameProps extends FieldProps {
  children(ids: { input: string; describedBy: string | undefined; invalid: boolean }): ComponentChildren;
}

/** Label, help, unit and issue around one input, joined by ids. */
export function FieldFrame({ label, help, issue, unit, badge, children }: FieldFrameProps) {
  const id = useId();
  const describedBy =
    [help ? `${id}-help` : "", issue ? `${id}-issue` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <div class="field-label">
        <label for={id}>{label}</label>
        {badge}
      </div>
      <div class="field-input">
        {children({ input: id, describedBy, invalid: Boolean(issue) })}
        {unit && <span class="field-unit">{unit}</span>}
      </div>
      {help && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {issue && (
        <p class="field-issue" id={`${id}-issue`}>
          {issue}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onInput(text: string): void;
  type?: "text" | "password" | "search" | "date" | "url";
  placeholder?: string;
  rows?: number;
  maxLength?: number;
}

export function TextField({
  value,
  onInput,
  type = "text",
  placeholder,
  rows,
  maxLength,
  ...field
}: TextFieldProps) {
  return (
    <FieldFrame {...field}>
      {({ input, describedBy, invalid }) =>
        rows ? (
          <textarea
            id={input}
            class="input"
            rows={rows}
            value={value}
            placeholder={placeholder}
            spellcheck={false}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        ) : (
          <input
            id={input}
            class="input"
            // The element's types are a union over `type`; text-like ones share every attribute used here.
            type={type as "text"}
            value={value}
            placeholder={placeholder}
            maxLength={maxLength}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={describedBy}
            aria-invalid={invalid}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )
      }
    </FieldFrame>
  );
}

interface NumberFieldProps extends FieldProps {
  /** As typed: the owner parses, so that a half-typed number is not corrected under the user's hands. */
  value: string;
  onInput(text: string): void;
  min?: number;
  max?: number;
  step?: number;
}

export function NumberField({ value, onInput, min, max, step, ...field }: NumberFieldProps) {
  return (
    <FieldFrame {...field}>
      {({ input, describedBy, invalid }) => (
        <input
          id={input}
          class="input number"
          type="number"
          inputMode="decimal"
          value={value}
          min={min}
          max={max}
          step={step ?? "any"}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

interface SelectFieldProps extends FieldProps {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange(value: string): void;
}

export function SelectField({ value, options, onChange, ...field }: SelectFieldProps) {
  return (
    <FieldFrame {...field}>
      {({ input, describedBy }) => (
        <select
          id={input}
          class="input"
          value={value}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

interface CheckboxProps {
  label: string;
  help?: string;
  badge?: ComponentChildren;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

export function Checkbox({ label, help, badge, checked, disabled, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div class="check-text">
        <div class="field-label">
          <label for={id}>{label}</label>
          {badge}
        </div>
        {help && (
          <span class="field-help" id={`${id}-help`}>
            {help}
          </span>
        )}
      </div>
    </div>
  );
}

interface SegmentedProps<T extends string> {
  legend: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
}

/** A row of radio buttons that looks like one control. */
export function Segmented<T extends string>({ legend, value, options, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend class="visually-hidden">{legend}</legend>
      <div class="segmented">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
