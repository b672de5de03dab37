/** The solids of a CityJSON building as the engine takes them: closed, in degrees, above the building's own ground. */
import type { Point } from "../../engine/geometry/mesh-corners.ts";
import { solidOfSurfaces } from "../../engine/geometry/solid-of-surfaces.ts";
import type { ToLonLat } from "../geometry-thing.ts";
import type { MapModel, MapSolid } from "../map-source.ts";
import type { Corner, Surface } from "./cityjson-geometry.ts";

/** Blocks and more; a footprint alone (LoD 0) is no model. */
const leastLod = 1;

/** `shells`: surfaces of each solid, metres of the file's system. `zero`: height of the building's ground there. */
export function cityModel(
  dataset: string,
  lod: unknown,
  shells: Surface[][],
  zero: number,
  measured: boolean,
  toLonLat: ToLonLat,
): MapModel {
  const level = Number(lod);
  const heightSource = measured && level >= leastLod ? { heightSource: `LoD${lod}` } : {};
  const about = { dataset, ...heightSource };
  if (!(level >= leastLod) || !measured || !Number.isFinite(zero))
    return { ...about, state: "none", solids: [] };
  const solids: MapSolid[] = [];
  let state: MapModel["state"] = "closed";
  for (const surfaces of shells) {
    const found = solidOf(surfaces, zero, toLonLat);
    if (found === null) return { ...about, state: "open", solids: [] };
    if (found.repaired) state = "repaired";
    solids.push(found.solid);
  }
  return solids.length === 0 ? { ...about, state: "none", solids } : { ...about, state, solids };
}

function solidOf(
  surfaces: Surface[],
  zero: number,
  toLonLat: ToLonLat,
): { solid: MapSolid; repaired: boolean } | null {
  const origin = surfaces[0]?.rings[0][0];
  if (origin === undefined) return null;
  const local = ([x, y, z]: Corner): Point => [
    Math.round((x - origin[0]) * 1000),
    Math.round((y - origin[1]) * 1000),
    Math.round((z - zero) * 1000),
  ];
  const found = solidOfSurfaces(surfaces.map(({ rings }) => rings.map((ring) => ring.map(local))));
  if (found === null) return null;
  return { solid: numbered(found.soup, origin, toLonLat), repaired: found.repaired };
}

function numbered(soup: number[], [x0, y0]: Corner, toLonLat: ToLonLat): MapSolid {
  const known = new Map<string, number>();
  const corners: number[] = [];
  const triangles = new Uint32Array(soup.length / 3);
  for (let i = 0; i < triangles.length; i++) {
    const [x, y, z] = [soup[3 * i], soup[3 * i + 1], soup[3 * i + 2]];
    const key = `${x},${y},${z}`;
    let number = known.get(key);
    if (number === undefined) {
      number = known.size;
      known.set(key, number);
      corners.push(...toLonLat(x0 + x / 1000, y0 + y / 1000), z / 1000);
    }
    triangles[i] = number;
  }
  return { corners: Float64Array.from(corners), triangles };
}
