/** Named settings that can be kept and shared as JSON. */
import { z } from "zod";
import { type Checked, issueSaying } from "../issues.ts";
import { type Said, says } from "../sentences.ts";
import { settingsSchema } from "./schema.ts";

export const maxPresets = 50;

/** `name` is trimmed and not empty, at most 60 characters; it is the key of a preset in a list. */
export const presetSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  settings: settingsSchema,
});
export type Preset = z.infer<typeof presetSchema>;

/** What a shared file holds. The number is of this form, for later ones. */
const fileSchema = z.strictObject({
  contextilePresets: z.literal(1),
  presets: z.array(presetSchema).min(1).max(maxPresets),
});

/** The file for these presets: JSON, indented, so that it can be read and compared. */
export function writePresetFile(presets: readonly Preset[]): string {
  return `${JSON.stringify({ contextilePresets: 1, presets }, null, 2)}\n`;
}

/**
 * A file's text → its presets. Missing settings take their defaults, unknown ones are refused. Issue codes:
 * `presets-not-json`, `presets-wrong` (its `path` names the place).
 */
export function readPresetFile(text: string): Checked<Preset[]> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return fault("", says("presets-not-json"));
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data.presets };
  const place = (parsed.error.issues[0]?.path ?? []).join(".").slice(0, 120);
  return fault(place, says("presets-wrong", { place }));
}

/** `added` over `presets`: one of the same name is replaced in its place. At most `maxPresets` are kept. */
export function mergePresets(presets: readonly Preset[], added: readonly Preset[]): Preset[] {
  const merged = new Map(presets.map((preset) => [preset.name, preset]));
  for (const preset of added) merged.set(preset.name, preset);
  return [...merged.values()].slice(0, maxPresets);
}

/** With one name changed; null where the new name is empty, too long or taken. */
export function renamePreset(presets: readonly Preset[], from: string, to: string): Preset[] | null {
  const name = presetSchema.shape.name.safeParse(to);
  if (!name.success || presets.some((preset) => preset.name === name.data && preset.name !== from))
    return null;
  return presets.map((preset) => (preset.name === from ? { ...preset, name: name.data } : preset));
}

function fault<T>(path: string, said: Said): Checked<T> {
  return { ok: false, issues: [issueSaying(path, said)] };
}
