/** Which of the 17 node kinds a thing is. */
import type { Tags } from "../sources/map-source.ts";
import { parseLength } from "./tag-values.ts";

export type NodeKind =
  | "tree"
  | "adColumn"
  | "transmissionTower"
  | "utilityPole"
  | "wire"
  | "hydrant"
  | "trackedCrane"
  | "towerCrane"
  | "bench"
  | "picnicTable"
  | "busStop"
  | "windTurbine"
  | "shrubbery"
  | "memorial"
  | "statueSmall"
  | "statueBig"
  | "sculpture";

/** Statues from this height on are big ones, metres. */
const bigStatue = 4;

export function nodeKindOf(tags: Tags): NodeKind | null {
  if (tags.natural === "tree") return "tree";
  if (tags.natural === "shrub" || tags.barrier === "bush") return "shrubbery";
  if (tags.amenity === "bench" || tags.leisure === "bench") return "bench";
  if (tags.leisure === "picnic_table") return "picnicTable";
  if (tags.highway === "bus_stop") return "busStop";
  if (tags.emergency === "fire_hydrant") return "hydrant";
  if (tags.advertising === "column") return "adColumn";
  if (tags.power === "tower") return "transmissionTower";
  if (tags.power === "pole" || tags.man_made === "utility_pole" || tags.telecom === "pole")
    return "utilityPole";
  if (tags.power === "generator" && tags["generator:source"] === "wind") return "windTurbine";
  if (tags.man_made === "crane") return tags["crane:type"] === "crawler" ? "trackedCrane" : "towerCrane";
  return artKind(tags);
}

function artKind(tags: Tags): NodeKind | null {
  const statue = tags.artwork_type === "statue" || tags.memorial === "statue" || tags.artwork_type === "bust";
  if (statue) return (parseLength(tags.height) ?? 0) >= bigStatue ? "statueBig" : "statueSmall";
  if (tags.tourism === "artwork")
    return tags.artwork_type === "mural" || tags.artwork_type === "graffiti" ? null : "sculpture";
  if (tags.historic === "memorial" || tags.historic === "monument")
    return tags.memorial === "plaque" ? null : "memorial";
  return null;
}

/** Kind of tree in the contract's names. */
export function treeTypeOf(tags: Tags): string {
  const genus = (tags.genus ?? tags.species ?? tags.taxon ?? "").toLowerCase();
  const known: [string, string][] = [
    ["fagus", "beech"],
    ["quercus", "oak"],
    ["tilia", "linden"],
    ["abies", "fir"],
    ["picea", "fir"],
  ];
  for (const [name, type] of known) if (genus.startsWith(name)) return type;
  return tags.leaf_type === "needleleaved" || genus.startsWith("pinus")
    ? "genericNeedleleaved"
    : "genericBroadleaved";
}
