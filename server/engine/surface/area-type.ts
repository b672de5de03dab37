/** Which of the 17 surface types an area is, and what lies on what. */
import type { Tags } from "../../sources/map-source.ts";

export type SurfaceType =
  | "asphalt"
  | "roadwayIntersection"
  | "pavement"
  | "water"
  | "farmland"
  | "grass"
  | "sand"
  | "rock"
  | "pitch"
  | "manicuredGrass"
  | "helipad"
  | "forest"
  | "garden"
  | "construction"
  | "buildingConstruction"
  | "shrubbery"
  | "roadwayArea";

/** Lower lies on top. Within a tier the smaller area lies on the larger. */
export interface AreaType {
  type: SurfaceType;
  tier: 2 | 4 | 5 | 6;
}

const walked = new Set(["pedestrian", "footway", "path", "platform", "steps", "cycleway", "corridor"]);

/** First rule that holds decides. `[key, values, type, tier]`; values null = any but "no". */
const rules: readonly (readonly [string, readonly string[] | null, SurfaceType, AreaType["tier"]])[] = [
  ["aeroway", ["helipad", "heliport"], "helipad", 2],
  ["leisure", ["swimming_pool"], "water", 2],
  ["leisure", ["pitch", "playground", "track"], "pitch", 2],
  ["amenity", ["fountain"], "water", 2],
  ["golf", ["green", "tee"], "manicuredGrass", 2],
  ["golf", ["bunker"], "sand", 2],
  ["golf", ["fairway", "rough"], "manicuredGrass", 4],
  ["building", ["construction"], "buildingConstruction", 2],
  ["area:highway", null, "roadwayArea", 2],
  ["amenity", ["parking", "parking_space", "fuel", "bicycle_parking"], "asphalt", 4],
  ["aeroway", ["apron", "taxiway", "runway"], "asphalt", 4],
  ["natural", ["water"], "water", 4],
  ["waterway", ["riverbank", "dock"], "water", 4],
  ["landuse", ["reservoir", "basin"], "water", 4],
  ["place", ["square"], "pavement", 5],
  ["man_made", ["pier", "breakwater", "groyne", "bridge"], "pavement", 2],
  ["railway", ["platform", "station"], "pavement", 4],
  ["public_transport", ["platform"], "pavement", 4],
  ["natural", ["beach", "sand", "dune"], "sand", 4],
  ["natural", ["bare_rock", "rock", "scree", "shingle", "cliff", "glacier"], "rock", 5],
  ["natural", ["scrub", "heath", "shrubbery", "tundra"], "shrubbery", 5],
  ["natural", ["wood"], "forest", 5],
  ["natural", ["grassland", "fell", "wetland"], "grass", 5],
  ["barrier", ["hedge"], "shrubbery", 4],
  ["landuse", ["forest"], "forest", 5],
  ["landuse", ["flowerbed"], "garden", 4],
  [
    "landuse",
    ["grass", "meadow", "village_green", "recreation_ground", "cemetery", "greenfield"],
    "grass",
    5,
  ],
  ["amenity", ["grave_yard"], "grass", 5],
  [
    "landuse",
    ["farmland", "orchard", "vineyard", "plant_nursery", "farmyard", "greenhouse_horticulture"],
    "farmland",
    6,
  ],
  ["landuse", ["allotments"], "garden", 6],
  ["landuse", ["construction", "brownfield", "landfill", "quarry"], "construction", 6],
  ["leisure", ["garden"], "garden", 5],
  ["leisure", ["park", "common", "dog_park", "golf_course", "nature_reserve", "schoolyard"], "grass", 6],
  ["leisure", ["sports_centre", "stadium"], "pavement", 6],
  ["amenity", ["marketplace", "bus_station"], "pavement", 5],
];

/** Null for areas that say nothing of the ground (a district, a school). */
export function areaType(tags: Tags): AreaType | null {
  if (tags.highway !== undefined)
    return { type: walked.has(tags.highway) ? "pavement" : "roadwayArea", tier: 2 };
  for (const [key, values, type, tier] of rules) {
    const value = tags[key];
    if (value === undefined || value === "no") continue;
    if (values === null || values.includes(value)) return { type, tier };
  }
  return null;
}
