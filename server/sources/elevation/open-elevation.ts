import type { ElevationSource } from "../map-source.ts";
import type { OpenPoliteFetch } from "../polite-fetch.ts";
import type { StatedCredit } from "../source-file.ts";
import { openGeoTiff } from "./geotiff-heights.ts";
import { openHgt } from "./hgt.ts";
import { openTerrarium } from "./terrarium.ts";

/** `.hgt` and zips of it, `.tif`, a folder of tiles or the address of a tile server: the place says which. */
export function openElevation(
  place: string,
  options: { credit?: StatedCredit; cacheFolder?: string; openFetch?: OpenPoliteFetch } = {},
): Promise<ElevationSource> {
  if (/\.(hgt|zip)$/i.test(place)) return openHgt(place);
  if (/\.tiff?$/i.test(place)) return openGeoTiff(place, options.credit);
  return openTerrarium(place, options);
}
