/** Roads, ways and tracks as strips: which kind, how wide, of what. */
import type { Tags } from "../../sources/map-source.ts";
import { parseLength, parseNumber } from "../tag-values.ts";

export type PathType = "roadway" | "footway" | "cycleway" | "railway" | "tramway" | "runway";

export interface Strip {
  type: "path" | "water";
  pathType: PathType | null;
  widthM: number;
  material: string | null;
}

/** Width in metres without other word; class table of the city-geometry facts. */
const roadWidths: Record<string, number> = {
  motorway: 8.75,
  trunk: 7.5,
  primary: 7,
  secondary: 7,
  tertiary: 6.5,
  unclassified: 5.5,
  residential: 5.5,
  living_street: 5,
  busway: 4,
  raceway: 10,
  motorway_link: 4.5,
  trunk_link: 4.5,
  primary_link: 4.5,
  secondary_link: 4.5,
  tertiary_link: 4.5,
  service: 3.5,
  road: 4,
  track: 2.5,
};
const footWidths: Record<string, number> = {
  footway: 2,
  pedestrian: 4,
  path: 1.5,
  steps: 2,
  bridleway: 2,
  platform: 2.5,
};
const laneWidth = 3.25;
const waterWidths: Record<string, number> = {
  river: 10,
  canal: 8,
  stream: 2,
  drain: 1,
  ditch: 1,
  tidal_channel: 4,
};
const rails: Record<string, PathType> = {
  rail: "railway",
  light_rail: "railway",
  narrow_gauge: "railway",
  subway: "railway",
  preserved: "railway",
  funicular: "railway",
  monorail: "railway",
  tram: "tramway",
};

const materials: Record<string, string> = {
  asphalt: "asphalt",
  paved: "asphalt",
  chipseal: "asphalt",
  concrete: "concrete",
  "concrete:plates": "concrete",
  "concrete:lanes": "concrete",
  cobblestone: "cobblestone",
  sett: "cobblestone",
  unhewn_cobblestone: "cobblestone",
  paving_stones: "cobblestone",
  gravel: "gravel",
  fine_gravel: "gravel",
  compacted: "gravel",
  pebblestone: "gravel",
  dirt: "dirt",
  earth: "dirt",
  ground: "dirt",
  unpaved: "dirt",
  mud: "dirt",
  grass: "dirt",
  sand: "sand",
  wood: "wood",
};

/** Wider is a typing error, metres. */
const widest = 60;

/** Null for lines that are no strip on the ground. */
export function stripOf(tags: Tags): Strip | null {
  const material = Object.hasOwn(materials, tags.surface ?? "") ? materials[tags.surface] : null;
  const tagged = taggedWidth(tags);
  if (tags.highway !== undefined) return roadStrip(tags, tagged, material);
  const rail = Object.hasOwn(rails, tags.railway ?? "") ? rails[tags.railway] : null;
  if (rail !== null)
    return {
      type: "path",
      pathType: rail,
      widthM: railWidth(tags),
      material: rail === "railway" ? "gravel" : material,
    };
  if (tags.aeroway === "runway" || tags.aeroway === "taxiway") {
    const widthM = tagged ?? (tags.aeroway === "runway" ? 40 : 15);
    return { type: "path", pathType: "runway", widthM, material: material ?? "asphalt" };
  }
  const water = Object.hasOwn(waterWidths, tags.waterway ?? "") ? waterWidths[tags.waterway] : null;
  return water === null ? null : { type: "water", pathType: null, widthM: tagged ?? water, material: null };
}

function taggedWidth(tags: Tags): number | null {
  const width = parseLength(tags.width ?? tags["width:carriageway"] ?? tags.est_width);
  return width !== null && width >= 0.3 && width <= widest ? width : null;
}

function roadStrip(tags: Tags, tagged: number | null, material: string | null): Strip | null {
  const kind = tags.highway;
  if (tags.indoor === "yes" || kind === "corridor") return null;
  if (Object.hasOwn(roadWidths, kind)) {
    const lanes = parseNumber(tags.lanes);
    const byLanes = lanes !== null && lanes >= 1 && lanes <= 16 ? Math.max(3, lanes * laneWidth) : null;
    const oneway = tags.oneway === "yes" && !kind.endsWith("_link") ? 0.65 : 1;
    const aisle = tags.service === "parking_aisle" || tags.service === "driveway" ? 0.8 : 1;
    const widthM = tagged ?? byLanes ?? roadWidths[kind] * (kind === "motorway" ? 1 : oneway) * aisle;
    return {
      type: "path",
      pathType: "roadway",
      widthM,
      material: material ?? (kind === "track" ? "dirt" : "asphalt"),
    };
  }
  if (kind === "cycleway")
    return { type: "path", pathType: "cycleway", widthM: tagged ?? 2, material: material ?? "asphalt" };
  if (!Object.hasOwn(footWidths, kind)) return null;
  return {
    type: "path",
    pathType: "footway",
    widthM: tagged ?? footWidths[kind],
    material: material ?? "concrete",
  };
}

/** Gauge and a metre of ballast on either side for railways; trams lie in the street. */
function railWidth(tags: Tags): number {
  const gauge = (parseNumber(tags.gauge) ?? 1435) / 1000;
  const between = gauge > 0.3 && gauge < 2 ? gauge : 1.435;
  return tags.railway === "tram" ? between + 0.6 : between + 2;
}
