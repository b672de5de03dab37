/** The town as a map source in memory, and as an OSM file of a wanted size. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createFeatureSource, type PlacedThing } from "../../server/sources/feature-source.ts";
import type { BoundingBox, MapSource } from "../../server/sources/map-source.ts";
import { gridCity, type Lot, plane } from "./grid-city.ts";

export function cityInMemory(sideM: number, seed: number): { map: MapSource; buildings: number } {
  const things: PlacedThing[] = [];
  for (const lot of gridCity(sideM, seed)) things.push(thingOf(lot, things.length + 1));
  const map = createFeatureSource("grid", "synthetic", [{ text: "synthetic" }], things);
  return { map, buildings: things.length };
}

function thingOf({ outline, tags }: Lot, number: number): PlacedThing {
  const degrees = outline.map(([x, y]) => plane.toLonLat(x, y));
  const lons = degrees.map(([lon]) => lon);
  const lats = degrees.map(([, lat]) => lat);
  const box: BoundingBox = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  const outer = Float64Array.from([...degrees, degrees[0]].flat());
  return { made: { id: `way/${number}`, tags, kind: "area", polygons: [{ outer, holes: [] }] }, box };
}

/** Bytes of OSM XML a building of the town takes, about. */
const bytesPerBuilding = 560;
/** Buildings a km² of the town has, about. */
const perKm2 = 1100;

/** Writes about `megabytes` of the town; returns the side of the town in metres. */
export async function writeCity(path: string, megabytes: number, seed: number): Promise<number> {
  const sideM = Math.max(800, 1000 * Math.sqrt((megabytes * 1e6) / bytesPerBuilding / perKm2));
  const file = createWriteStream(path);
  file.write('<?xml version="1.0"?>\n<osm version="0.6">\n');
  const ways: string[] = [];
  let node = 1;
  let chunk: string[] = [];
  const flush = async () => {
    const text = chunk.join("\n");
    chunk = [];
    if (!file.write(`${text}\n`)) await once(file, "drain");
  };
  for (const { outline, tags } of gridCity(sideM, seed)) {
    const first = node;
    for (const [x, y] of outline) {
      const [lon, lat] = plane.toLonLat(x, y);
      chunk.push(`<node id="${node++}" lat="${lat.toFixed(8)}" lon="${lon.toFixed(8)}"/>`);
    }
    const refs = [...outline.map((_, i) => first + i), first].map((ref) => `<nd ref="${ref}"/>`).join("");
    const pairs = Object.entries(tags).map(([key, value]) => `<tag k="${key}" v="${value}"/>`);
    ways.push(`<way id="${ways.length + 1}">${refs}${pairs.join("")}</way>`);
    if (chunk.length > 20_000) await flush();
  }
  await flush();
  for (let i = 0; i < ways.length; i += 10_000) {
    chunk = ways.slice(i, i + 10_000);
    await flush();
  }
  file.end("</osm>\n");
  await once(file, "finish");
  return sideM;
}
