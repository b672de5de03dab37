import type { Tags } from "../map-source.ts";

/** Keys that make a closed way an area, with the values that do not. Source: OSM wiki, "Key:area" and the key pages. */
const areaKeys: Record<string, readonly string[]> = {
  building: ["no"],
  "building:part": ["no"],
  landuse: [],
  natural: ["coastline", "cliff", "ridge", "arete", "tree_row", "valley", "earth_bank", "gully"],
  leisure: ["slipway", "track"],
  amenity: [],
  shop: [],
  tourism: [],
  office: [],
  historic: ["citywalls"],
  military: [],
  place: [],
  craft: [],
  healthcare: [],
  public_transport: [],
  club: [],
  golf: ["path", "cartpath", "hole"],
  area_highway: [],
  "area:highway": [],
};

/** Keys that mostly run along a line: only these values are areas. */
const areaValues: Record<string, readonly string[]> = {
  aeroway: ["aerodrome", "apron", "helipad", "terminal", "hangar", "runway_area"],
  man_made: [
    "bridge",
    "pier",
    "storage_tank",
    "silo",
    "water_works",
    "wastewater_plant",
    "works",
    "tower",
    "chimney",
  ],
  waterway: ["riverbank", "dock", "boatyard", "dam"],
  railway: ["platform", "station", "turntable"],
  highway: ["rest_area", "services", "platform"],
  power: ["plant", "substation", "generator", "transformer"],
  barrier: ["hedge_bank"],
  indoor: ["room", "area", "corridor"],
};

/** Whether a closed way with these tags encloses something, rather than running round it. */
export function isArea(tags: Tags): boolean {
  if (tags.area === "yes") return true;
  if (tags.area === "no") return false;
  for (const key in tags) {
    const value = tags[key];
    if (value === "no") continue;
    if (key in areaKeys && !areaKeys[key].includes(value)) return true;
    if (key in areaValues && areaValues[key].includes(value)) return true;
  }
  return false;
}
