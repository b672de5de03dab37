import { useState } from "preact/hooks";
import {
  type ContextSettings,
  defaultSettings,
  type SettingField,
  type SettingKey,
  settingFields,
  settingsSchema,
} from "../../shared/settings/schema.ts";
import { settingsIssues } from "../state/draft.ts";
import type { Store } from "../state/store.ts";
import { Button, Checkbox, NumberField, SelectField } from "../ui/controls.tsx";
import { issueWords } from "../ui/said.ts";
import { inLanguage, t } from "../ui/texts.ts";
import { PresetsCard } from "./presets-card.tsx";

type Group = SettingField["group"];
const groups: readonly Group[] = ["layers", "buildings", "terrain", "output"];

/** The form of the one settings schema: a new setting there appears here by itself. */
export function SettingsStep({ store }: { store: Store }) {
  const settings = store.settings.value;
  const changed = settingFields.filter(({ key }) => settings[key] !== defaultSettings[key]);
  const issue = settingsIssues(settings).map(issueWords)[0];
  return (
    <div class="stack">
      <div class="columns">
        {groups.map((group) => (
          <SettingsGroup
            key={group}
            store={store}
            group={group}
            issue={group === "layers" ? issue : undefined}
          />
        ))}
      </div>
      <div class="button-row">
        <p class="grow" role="status" id="settings-changed">
          {changedSentence(changed)}
        </p>
        <Button
          disabled={changed.length === 0}
          onClick={() => {
            store.settings.value = defaultSettings;
            store.badFields.value = {};
          }}
        >
          {t.resetAll}
        </Button>
      </div>
      <PresetsCard store={store} />
    </div>
  );
}

/** By name, because a setting that does not apply just now is not shown and counts all the same. */
function changedSentence(changed: readonly SettingField[]): string {
  const labels = changed.map((field) => inLanguage(field).label);
  return labels.length === 0 ? t.settingsDefault : t.settingsChanged(labels.length, labels.join(", "));
}

function SettingsGroup({ store, group, issue }: { store: Store; group: Group; issue: string | undefined }) {
  const fields = settingFields.filter(
    (field) => field.group === group && isVisible(field, store.settings.value),
  );
  if (fields.length === 0) return null;
  return (
    <fieldset class="card">
      <legend class="card-legend">{t.groups[group]}</legend>
      {fields.map((field) => (
        <SettingInput key={field.key} store={store} field={inLanguage(field)} />
      ))}
      {issue && <p class="field-issue">{issue}</p>}
    </fieldset>
  );
}

function isVisible({ visibleWhen }: SettingField, settings: ContextSettings): boolean {
  return visibleWhen === undefined || settings[visibleWhen.key] === visibleWhen.value;
}

/** One value into the settings, checked by the schema; what it refuses stays out. */
function withSetting(settings: ContextSettings, key: SettingKey, value: unknown): ContextSettings | null {
  const parsed = settingsSchema.safeParse({ ...settings, [key]: value });
  return parsed.success ? parsed.data : null;
}

function SettingInput({ store, field }: { store: Store; field: SettingField }) {
  const { key, label, help, unit } = field;
  const value = store.settings.value[key];
  const set = (next: unknown) => {
    store.settings.value = withSetting(store.settings.value, key, next) ?? store.settings.value;
  };
  const reset = () => {
    set(defaultSettings[key]);
    setBadField(store, key, null);
  };
  const differs = value !== defaultSettings[key];
  const badge = differs && <ResetMark label={label} onReset={reset} />;
  if (field.control === "checkbox")
    return <Checkbox label={label} help={help} badge={badge} checked={value === true} onChange={set} />;
  if (field.control === "select") {
    const options = field.options ?? [];
    return <SelectField {...{ label, help, unit, badge, options }} value={String(value)} onChange={set} />;
  }
  return <SettingNumber store={store} field={field} badge={badge} />;
}

function SettingNumber({
  store,
  field,
  badge,
}: {
  store: Store;
  field: SettingField;
  badge: preact.ComponentChildren;
}) {
  const { key, label, help, unit, min = 0, max = 1e6, step } = field;
  const stored = String(store.settings.value[key]);
  const [typed, setTyped] = useState<string | null>(null);
  const bad = store.badFields.value[key];
  const input = (text: string) => {
    setTyped(text);
    const next = text.trim() === "" ? null : withSetting(store.settings.value, key, Number(text));
    if (next) store.settings.value = next;
    const range = step === 1 ? t.wholeRange(min, max) : t.numberRange(min, max);
    setBadField(store, key, next ? null : range);
  };
  const value = shownNumber(typed, stored, bad !== undefined);
  return <NumberField {...{ label, help, unit, min, max, step, badge, value }} issue={bad} onInput={input} />;
}

/** As typed while it is wrong or means the stored value; otherwise the setting itself, for instance after a reset. */
function shownNumber(typed: string | null, stored: string, bad: boolean): string {
  if (typed === null) return stored;
  return bad || Number(typed) === Number(stored) ? typed : stored;
}

function setBadField({ badFields }: Store, key: SettingKey, message: string | null): void {
  const { [key]: _, ...others } = badFields.value;
  badFields.value = message === null ? others : { ...others, [key]: message };
}

function ResetMark({ label, onReset }: { label: string; onReset(): void }) {
  return (
    <span class="changed">
      <span class="changed-word">{t.changed}</span>
      <button
        type="button"
        class="reset"
        aria-label={t.resetField(label)}
        title={t.resetField(label)}
        onClick={onReset}
      >
        ↺
      </button>
    </span>
  );
}
