/**
 * The one settings schema: the form, MCP inputs, presets, stored values and the wire request all derive from it.
 * Adding a setting: docs/add-a-setting.md.
 */
import { z } from "zod";

/** The twelve roof types of the API, exact spelling. Source: Cityweft documentation, "Customizations". */
export const roofTypes = [
  "flat",
  "hipped",
  "gabled",
  "onion",
  "dome",
  "round",
  "skillion",
  "mansard",
  "quadrupleSaltbox",
  "saltbox",
  "gambrel",
  "pyramidal",
] as const;

export const settingsSchema = z.strictObject({
  buildings: z.boolean().default(true),
  surface: z.boolean().default(true),
  barriers: z.boolean().default(true),
  infrastructure: z.boolean().default(true),
  topography: z.boolean().default(true),
  topographyReturnType: z.enum(["meshes", "elevationMap", "both"]).default("meshes"),
  disableSurfaceProjection: z.boolean().default(false),
  defaultRoofType: z.enum(roofTypes).default("flat"),
  defaultLevels: z.number().int().min(1).max(200).default(1),
  defaultLevelHeightM: z.number().min(1).max(20).default(4),
  cropScene: z.boolean().default(true),
  crs: z.enum(["local", "EPSG:3857", "UTM"]).default("local"),
  upAxis: z.enum(["Z", "Y"]).default("Z"),
});

export type ContextSettings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof ContextSettings;

export const defaultSettings: ContextSettings = settingsSchema.parse({});

/** How a setting is shown. Texts are English; the panel's dictionary translates by key. */
export interface SettingField {
  key: SettingKey;
  group: "layers" | "buildings" | "terrain" | "output";
  control: "checkbox" | "select" | "number";
  label: string;
  help: string;
  unit?: "m";
  /** For `select`. */
  options?: { value: string; label: string }[];
  /** For `number`. */
  min?: number;
  max?: number;
  step?: number;
  /** Shown only while this other setting has this value. */
  visibleWhen?: { key: SettingKey; value: boolean | string };
}

const layer = (key: SettingKey, label: string, help: string): SettingField => ({
  key,
  group: "layers",
  control: "checkbox",
  label,
  help,
});

const roofLabels: Record<(typeof roofTypes)[number], string> = {
  flat: "Flat",
  hipped: "Hipped",
  gabled: "Gabled",
  onion: "Onion",
  dome: "Dome",
  round: "Round",
  skillion: "Skillion",
  mansard: "Mansard",
  quadrupleSaltbox: "Quadruple saltbox",
  saltbox: "Saltbox",
  gambrel: "Gambrel",
  pyramidal: "Pyramidal",
};

export const settingFields: SettingField[] = [
  layer("buildings", "Buildings", "Closed solids with roofs, one per building or building part."),
  layer("surface", "Surface", "Roads, water, grass and other ground areas."),
  layer("barriers", "Barriers", "Walls, fences and hedges."),
  layer("infrastructure", "Infrastructure", "Trees, benches, bus stops, masts."),
  layer("topography", "Topography", "Terrain; everything else is lifted onto it."),
  {
    key: "defaultRoofType",
    group: "buildings",
    control: "select",
    label: "Roof where unknown",
    help: "Used for buildings whose roof shape is not recorded.",
    options: roofTypes.map((value) => ({ value, label: roofLabels[value] })),
    visibleWhen: { key: "buildings", value: true },
  },
  {
    key: "defaultLevels",
    group: "buildings",
    control: "number",
    label: "Levels where unknown",
    help: "Floors above ground for buildings with neither height nor levels.",
    min: 1,
    max: 200,
    step: 1,
    visibleWhen: { key: "buildings", value: true },
  },
  {
    key: "defaultLevelHeightM",
    group: "buildings",
    control: "number",
    label: "Level height",
    help: "Height of one floor where only levels are known.",
    unit: "m",
    min: 1,
    max: 20,
    step: 0.1,
    visibleWhen: { key: "buildings", value: true },
  },
  {
    key: "topographyReturnType",
    group: "terrain",
    control: "select",
    label: "Terrain as",
    help: "A mesh, a height grid (about 94 % smaller to download), or both.",
    options: [
      { value: "meshes", label: "Mesh" },
      { value: "elevationMap", label: "Height grid" },
      { value: "both", label: "Both" },
    ],
    visibleWhen: { key: "topography", value: true },
  },
  {
    key: "disableSurfaceProjection",
    group: "terrain",
    control: "checkbox",
    label: "Keep surfaces flat",
    help: "Surfaces stay on one level instead of following the terrain; smaller and faster.",
    visibleWhen: { key: "topography", value: true },
  },
  {
    key: "cropScene",
    group: "output",
    control: "checkbox",
    label: "Cut at the boundary",
    help: "Everything ends exactly at the drawn area. Off: objects that cross it come whole.",
  },
  {
    key: "crs",
    group: "output",
    control: "select",
    label: "Coordinates",
    help: "Local metres around the origin suit most models; the others are map projections.",
    options: [
      { value: "local", label: "Local metres" },
      { value: "EPSG:3857", label: "Web Mercator (EPSG:3857)" },
      { value: "UTM", label: "UTM zone" },
    ],
  },
  {
    key: "upAxis",
    group: "output",
    control: "select",
    label: "Up axis of the answer",
    help: "How the service sends heights. Your model is always placed with the host's own up axis.",
    options: [
      { value: "Z", label: "Z up (CAD)" },
      { value: "Y", label: "Y up (viewers)" },
    ],
  },
];
