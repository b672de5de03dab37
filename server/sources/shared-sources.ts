import type { EngineSources } from "../engine/engine.ts";
import { openSharedFeatures } from "./feature-source.ts";
import type { MapSource, SharedHeights, SharedMap } from "./map-source.ts";
import { openSharedOsm } from "./osm/osm-map-source.ts";

/** What one thread has read into shared memory, for the others: sent as it is, and read by nobody twice. */
export interface SharedSources {
  map?: SharedMap;
  heights?: SharedHeights;
}

/** Nothing of what is read bit by bit, from a database or from elsewhere: each thread opens that by itself. */
export const shareSources = ({ map, elevation }: EngineSources): SharedSources => ({
  map: map.share?.(),
  heights: elevation?.share?.(),
});

export const openSharedMap = (shared: SharedMap): MapSource =>
  "store" in shared ? openSharedOsm(shared) : openSharedFeatures(shared);
