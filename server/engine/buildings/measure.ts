/** Heights from tags. Rules: OSM wiki "Simple 3D Buildings"; orders and defaults: docs of the engine, city-geometry facts. */
import type { WireSettings } from "../../../shared/contract/context-request.ts";
import { parseAngle, parseLength, parseNumber } from "../tag-values.ts";
import type { BuildingTags } from "./building-tags.ts";
import { type RoofShape, roofShapeOf } from "./roof-shape.ts";

/** Metres above the ground of the building; `roofHeight` waits for the outline where it is null. */
export interface Measures {
  shape: RoofShape;
  hasDefaultRoof: boolean;
  /** Null: walls + roof, known when the roof is. */
  total: number | null;
  /** Height of the walls where `total` is null. */
  walls: number;
  min: number;
  roofHeight: number | null;
  roofAngle: number | null;
  levels: number | null;
  heightSource: "OSM" | "levels" | "default";
  /** A roof on posts: nothing under it. */
  open: boolean;
}

/** Taller is a typing error: the tallest building of the world has 830 m. */
const tallest = 1000;
const mostLevels = 200;

const small = new Set(
  "garage garages hut shed cabin carport canopy greenhouse roof kiosk boathouse container".split(" "),
);

export function measure(tags: BuildingTags, settings: WireSettings): Measures {
  const levelHeight = settings.defaultLevelHeight;
  const tagged = roofShapeOf(tags["roof:shape"] ?? tags["building:roof:shape"]);
  const levels = within(parseNumber(tags["building:levels"] ?? tags.levels), mostLevels);
  const total = above0(tags.height) ?? above0(tags["building:height"]) ?? above0(tags.est_height);
  const min = length(tags.min_height) ?? length(tags["building:min_height"]);
  const minLevel = within(parseNumber(tags["building:min_level"]), mostLevels);
  const roofLevels = within(parseNumber(tags["roof:levels"] ?? tags["building:roof:levels"]), 20);
  const roofHeight = above0(tags["roof:height"]) ?? above0(tags["building:roof:height"]);
  const guessed = guessLevels(tags, settings.defaultLevels);
  return {
    shape: tagged ?? settings.defaultRoofType,
    hasDefaultRoof: tagged === null,
    total,
    walls: Math.max(0.5, (levels ?? guessed) * levelHeight),
    min: min ?? (minLevel ?? 0) * levelHeight,
    roofHeight: roofHeight ?? (roofLevels ? roofLevels * levelHeight : null),
    roofAngle: parseAngle(tags["roof:angle"]),
    levels,
    heightSource: total !== null ? "OSM" : levels !== null ? "levels" : "default",
    open: isOpen(tags),
  };
}

const onPosts = new Set(["roof", "carport", "canopy"]);

function isOpen(tags: BuildingTags): boolean {
  if (tags.wall === "no") return true;
  if (tags.wall === "yes") return false;
  return onPosts.has(tags.building ?? "") || tags["building:part"] === "roof";
}

function guessLevels(tags: BuildingTags, defaultLevels: number): number {
  return small.has(tags.building ?? tags["building:part"] ?? "") ? Math.min(1, defaultLevels) : defaultLevels;
}

function length(text: string | undefined): number | null {
  return text === undefined ? null : within(parseLength(text), tallest);
}

function above0(text: string | undefined): number | null {
  const value = length(text);
  return value !== null && value > 0 ? value : null;
}

function within(value: number | null, most: number): number | null {
  return value !== null && value <= most ? value : null;
}
