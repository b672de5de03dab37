/** Which things an answer is made of: what to ask the map for, and what a thing would have been that it could not use. */
import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { Tags } from "../sources/map-source.ts";
import { isForest } from "./forest.ts";
import { nodeKindOf } from "./node-kind.ts";
import type { Plan } from "./plan.ts";
import { areaType } from "./surface/area-type.ts";
import { stripOf } from "./surface/path-type.ts";

/**
 * Those of the layers asked for that lack it: none for what is drawn by no layer, a border or a route; "unknown" where the
 * tags could not be read.
 */
export function layersOf(
  tags: Tags | undefined,
  { settings }: Pick<Plan, "settings">,
): (LayerId | "unknown")[] {
  if (tags === undefined) return ["unknown"];
  const wanted = new Set<string>(settings.geometry);
  return layersByTags(tags).filter((layer) => wanted.has(layer));
}

/** Without one of these nothing is a building or a part of one. */
const buildingKeys = ["building", "building:part"] as const;

/** Keys of which a thing must have one to be of any use to the answer; undefined where more may be. */
export function keysOf({
  settings,
  terrain,
}: Pick<Plan, "settings" | "terrain">): readonly string[] | undefined {
  // The ground is made of waters too.
  const onlyBuildings = !terrain.lift && settings.geometry.every((layer) => layer === "buildings");
  return onlyBuildings ? buildingKeys : undefined;
}

function layersByTags(tags: Tags): LayerId[] {
  if (buildingKeys.some((key) => tags[key] !== undefined)) return ["buildings"];
  const found: LayerId[] = [];
  if (tags.natural === "coastline" || areaType(tags) !== null || stripOf(tags) !== null)
    found.push("surface");
  if (tags.barrier !== undefined) found.push("barriers");
  if (nodeKindOf(tags) !== null || tags.natural === "tree_row" || isForest(tags))
    found.push("infrastructure");
  return found;
}
