import { expect, test } from "vitest";
import { mergePresets, readPresetFile, renamePreset, writePresetFile } from "./presets.ts";
import { defaultSettings } from "./schema.ts";

const site = { name: "Site plan", settings: { ...defaultSettings, topography: false } };
const tower = { name: "Towers", settings: { ...defaultSettings, defaultLevels: 30 } };

test("what is written is read again", () => {
  expect(readPresetFile(writePresetFile([site, tower]))).toEqual({ ok: true, value: [site, tower] });
});

test("settings that a file leaves out take their defaults", () => {
  const text = '{"contextilePresets":1,"presets":[{"name":" Old ","settings":{"defaultLevels":3}}]}';
  expect(readPresetFile(text)).toEqual({
    ok: true,
    value: [{ name: "Old", settings: { ...defaultSettings, defaultLevels: 3 } }],
  });
});

const file = (preset: unknown) => JSON.stringify({ contextilePresets: 1, presets: [preset] });

test.each([
  ["", "presets-not-json", ""],
  ["<html>", "presets-not-json", ""],
  ["null", "presets-wrong", ""],
  ["[]", "presets-wrong", ""],
  ['{"contextilePresets":2,"presets":[]}', "presets-wrong", "contextilePresets"],
  ['{"contextilePresets":1,"presets":[]}', "presets-wrong", "presets"],
  [file({ name: "", settings: {} }), "presets-wrong", "presets.0.name"],
  [file({ name: "a".repeat(61), settings: {} }), "presets-wrong", "presets.0.name"],
  [file({ name: "a", settings: { defaultLevels: 0 } }), "presets-wrong", "presets.0.settings.defaultLevels"],
  [
    file({ name: "a", settings: { defaultLevels: "3" } }),
    "presets-wrong",
    "presets.0.settings.defaultLevels",
  ],
  [file({ name: "a", settings: { apiKey: "x" } }), "presets-wrong", "presets.0.settings"],
])("the file %j is refused as %s at %j", (text, code, path) => {
  expect(readPresetFile(text)).toMatchObject({ ok: false, issues: [{ code, path }] });
});

test("a preset of the same name is replaced where it stands; more than fifty are not kept", () => {
  const changed = { ...site, settings: defaultSettings };
  expect(mergePresets([site, tower], [changed])).toEqual([changed, tower]);
  const many = Array.from({ length: 60 }, (_, i) => ({ ...site, name: `Preset ${i}` }));
  expect(mergePresets([], many)).toHaveLength(50);
});

test("a name that is taken or empty is refused; the same name with blanks is not", () => {
  expect(renamePreset([site, tower], "Towers", "Site plan")).toBeNull();
  expect(renamePreset([site, tower], "Towers", "  ")).toBeNull();
  expect(renamePreset([site, tower], "Towers", " High-rise ")?.map(({ name }) => name)).toEqual([
    "Site plan",
    "High-rise",
  ]);
});
