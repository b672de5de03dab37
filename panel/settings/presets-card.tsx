import { useState } from "preact/hooks";
import {
  maxPresets,
  mergePresets,
  type Preset,
  presetSchema,
  readPresetFile,
  renamePreset,
  writePresetFile,
} from "../../shared/settings/presets.ts";
import type { Store } from "../state/store.ts";
import { Button, SelectField, TextField } from "../ui/controls.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { issueWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

const maxFileBytes = 1_000_000;

/** Settings by name: apply, save, rename, delete, share as a file. */
export function PresetsCard({ store }: { store: Store }) {
  const presets = store.presets.value;
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const [said, setSaid] = useState("");
  const preset = presets.find((one) => one.name === chosen) ?? null;

  const choose = (next: string) => {
    setChosen(next);
    setName(next);
    setSaid("");
  };
  const keep = (next: Preset[], selected: string, sentence: string) => {
    store.presets.value = next;
    setChosen(selected);
    setName(selected);
    setSaid(sentence);
  };
  const apply = () => {
    if (preset === null) return;
    store.settings.value = preset.settings;
    store.badFields.value = {};
    setSaid(t.presetApplied(preset.name));
  };
  const save = () => {
    const made = presetSchema.safeParse({ name, settings: store.settings.value });
    if (!made.success) return setSaid(t.presetNameBad);
    const next = mergePresets(presets, [made.data]);
    if (!next.includes(made.data)) return setSaid(t.presetsFull(maxPresets));
    return keep(next, made.data.name, t.presetSaved(made.data.name));
  };
  const rename = () => {
    const next = renamePreset(presets, chosen, name);
    if (next === null) return setSaid(t.presetNameBad);
    return keep(next, name.trim(), t.presetRenamed(name.trim()));
  };
  const take = async (file: File) => {
    if (file.size > maxFileBytes) return setSaid(t.fileUnreadable);
    const read = readPresetFile(await file.text());
    if (!read.ok) return setSaid(read.issues.map(issueWords)[0] ?? t.fileUnreadable);
    const next = mergePresets(presets, read.value);
    // All of them or none: half a file would not be noticed.
    if (!read.value.every(({ name }) => next.some((kept) => kept.name === name)))
      return setSaid(t.presetsFull(maxPresets));
    return keep(next, read.value[0].name, t.presetsImported(read.value.length));
  };

  return (
    <details class="card" id="presets">
      <summary>{t.presets}</summary>
      <SelectField
        label={t.preset}
        value={preset?.name ?? ""}
        options={[
          { value: "", label: t.presetNone },
          ...presets.map((one) => ({ value: one.name, label: one.name })),
        ]}
        onChange={choose}
      />
      <TextField label={t.presetName} value={name} maxLength={60} onInput={setName} />
      <div class="button-row">
        <Button disabled={preset === null} onClick={apply}>
          {t.presetApply}
        </Button>
        <Button onClick={save}>{t.presetSave}</Button>
        <Button disabled={preset === null || name.trim() === chosen} onClick={rename}>
          {t.presetRename}
        </Button>
        <Button
          disabled={preset === null}
          onClick={() =>
            keep(
              presets.filter((one) => one !== preset),
              "",
              t.presetDeleted(chosen),
            )
          }
        >
          {t.presetDelete}
        </Button>
        <Button disabled={presets.length === 0} onClick={() => download(preset ? [preset] : presets)}>
          {t.presetExport}
        </Button>
        <FileButton
          label={t.presetImport}
          id="preset-file"
          accept=".json,application/json"
          onFile={(file) => void take(file).catch(() => setSaid(t.fileUnreadable))}
        />
      </div>
      <p role="status" class="field-help" id="preset-said">
        {said}
      </p>
    </details>
  );
}

function download(presets: readonly Preset[]): void {
  const url = URL.createObjectURL(new Blob([writePresetFile(presets)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = presets.length === 1 ? "contextile-preset.json" : "contextile-presets.json";
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
