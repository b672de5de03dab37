/** What of the answer a thing would have been that its source could not use. */
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

function layersByTags(tags: Tags): LayerId[] {
  if (tags.building !== undefined || tags["building:part"] !== undefined) return ["buildings"];
  const found: LayerId[] = [];
  if (tags.natural === "coastline" || areaType(tags) !== null || stripOf(tags) !== null)
    found.push("surface");
  if (tags.barrier !== undefined) found.push("barriers");
  if (nodeKindOf(tags) !== null || tags.natural === "tree_row" || isForest(tags))
    found.push("infrastructure");
  return found;
}
