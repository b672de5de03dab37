/** What a barrier is built like: wall or fence, how high, how wide, of what. */
import type { Tags } from "../../sources/map-source.ts";
import { parseLength } from "../tag-values.ts";

export interface BarrierKind {
  type: "wall" | "fence";
  heightM: number;
  widthM: number;
  detail: Record<string, string>;
}

/** Usual sizes in metres. Source: city-geometry facts (OSM2World, Streets GL); rounded. */
const kinds: Record<string, BarrierKind> = {
  wall: { type: "wall", heightM: 2, widthM: 0.25, detail: { wallType: "stone" } },
  retaining_wall: { type: "wall", heightM: 1.5, widthM: 0.4, detail: { wallType: "concrete" } },
  city_wall: { type: "wall", heightM: 8, widthM: 2, detail: { wallType: "stone" } },
  hedge: { type: "wall", heightM: 1.5, widthM: 0.8, detail: { wallType: "hedge" } },
  fence: { type: "fence", heightM: 1.5, widthM: 0.06, detail: { fenceMaterial: "wood" } },
  guard_rail: { type: "fence", heightM: 0.75, widthM: 0.1, detail: { fenceMaterial: "metal" } },
  handrail: { type: "fence", heightM: 1, widthM: 0.06, detail: { fenceMaterial: "metal" } },
  jersey_barrier: { type: "wall", heightM: 1.1, widthM: 0.6, detail: { wallType: "concrete" } },
};
const fenceHeights: Record<string, number> = {
  chain_link: 2,
  wire: 1.2,
  railing: 1.2,
  metal: 1.5,
  concrete: 2.5,
  wood: 2,
};
const fenceMaterials: Record<string, string> = {
  chain_link: "chainLink",
  wire: "chainLink",
  railing: "metal",
  metal: "metal",
  concrete: "concrete",
  wood: "wood",
};

/** Null for kerbs, cables and whatever else is not built here. */
export function kindOf(tags: Tags): BarrierKind | null {
  const value = tags.barrier;
  if (value === undefined || !Object.hasOwn(kinds, value) || (value === "hedge" && tags.area === "yes"))
    return null;
  const base = kinds[value];
  const fence = tags.fence_type ?? tags.material ?? "";
  const detail =
    value === "fence" && Object.hasOwn(fenceMaterials, fence)
      ? { fenceMaterial: fenceMaterials[fence] }
      : base.detail;
  const usual = value === "fence" && Object.hasOwn(fenceHeights, fence) ? fenceHeights[fence] : base.heightM;
  return {
    type: base.type,
    heightM: sensible(parseLength(tags.height), 0.1, 60) ?? usual,
    widthM: sensible(parseLength(tags.width), 0.02, 20) ?? base.widthM,
    detail,
  };
}

/** Null for a slip of the map's. */
export function sensible(value: number | null, least: number, most: number): number | null {
  return value !== null && value >= least && value <= most ? value : null;
}
