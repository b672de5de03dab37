import type { EngineSources } from "./engine/engine.ts";
import { openHgt } from "./sources/hgt.ts";
import { openOsmFile } from "./sources/open-osm-file.ts";
import { openSampleTown } from "./sources/sample-town.ts";

export interface SourceOptions {
  /** `.osm` or `.osm.pbf`; absent: the sample town. */
  osmFile?: string;
  /** Elevation for `osmFile`, `.hgt`. */
  demFile?: string;
}

/** The person's own map file, or the sample town that needs no file. */
export async function openSources(options: SourceOptions): Promise<EngineSources> {
  if (!options.osmFile) return openSampleTown();
  const map = await openOsmFile(options.osmFile);
  const elevation = options.demFile ? await openHgt(options.demFile) : null;
  return { map, elevation };
}
