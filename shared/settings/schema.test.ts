import { expect, test } from "vitest";
import { defaultSettings, roofTypes, settingFields, settingsSchema } from "./schema.ts";

test("pin: the defaults; stored settings and cached answers rely on them", () => {
  expect(defaultSettings).toEqual({
    buildings: true,
    surface: true,
    barriers: true,
    infrastructure: true,
    topography: true,
    topographyReturnType: "meshes",
    disableSurfaceProjection: false,
    defaultRoofType: "flat",
    defaultLevels: 1,
    defaultLevelHeightM: 4,
    cropScene: true,
    crs: "local",
    upAxis: "Z",
  });
});

test("the twelve roof types are the API's, by exact spelling", () => {
  expect([...roofTypes].sort()).toEqual([
    "dome",
    "flat",
    "gabled",
    "gambrel",
    "hipped",
    "mansard",
    "onion",
    "pyramidal",
    "quadrupleSaltbox",
    "round",
    "saltbox",
    "skillion",
  ]);
});

test("every setting has exactly one field, and every field offers only what the schema accepts", () => {
  expect(settingFields.map(({ key }) => key).sort()).toEqual(Object.keys(defaultSettings).sort());
  for (const field of settingFields) {
    for (const { value } of field.options ?? [])
      expect(settingsSchema.safeParse({ ...defaultSettings, [field.key]: value }).success).toBe(true);
    for (const value of [field.min, field.max])
      if (value !== undefined)
        expect(settingsSchema.safeParse({ ...defaultSettings, [field.key]: value }).success).toBe(true);
    if (field.control === "number") {
      const beyond = { ...defaultSettings, [field.key]: (field.max ?? 0) + 1 };
      expect(settingsSchema.safeParse(beyond).success).toBe(false);
    }
    const expected = { checkbox: "boolean", select: "string", number: "number" }[field.control];
    expect(typeof defaultSettings[field.key]).toBe(expected);
    expect(field.control === "select").toBe((field.options ?? []).length > 0);
    expect(field.help).toMatch(/\.$/);
  }
});

test("conditions name settings that exist and values they can have", () => {
  for (const { visibleWhen } of settingFields)
    if (visibleWhen !== undefined)
      expect(
        settingsSchema.safeParse({ ...defaultSettings, [visibleWhen.key]: visibleWhen.value }).success,
      ).toBe(true);
});

test.each([
  { defaultLevels: 0 },
  { defaultLevels: 1.5 },
  { defaultLevels: "2" },
  { defaultLevelHeightM: Number.NaN },
  { defaultLevelHeightM: 0.5 },
  { defaultRoofType: "Flat" },
  { crs: "EPSG:4326" },
  { upAxis: "X" },
  { colour: "red" },
])("%j is refused", (wrong) => {
  expect(settingsSchema.safeParse(wrong).success).toBe(false);
});
