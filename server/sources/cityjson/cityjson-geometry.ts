/** Surfaces of a CityJSON geometry, with what they are; anything damaged is left out. */
import { isRecord } from "../property-tags.ts";

export type Corner = [x: number, y: number, z: number];

export interface Surface {
  /** Open rings in metres of the file's system; the first is the outer one. */
  rings: Corner[][];
  /** "GroundSurface", "RoofSurface" …; null where not said. */
  type: string | null;
}

/** The finest level of detail that has boundaries. */
export function bestGeometry(list: unknown): Record<string, unknown> | null {
  let best: Record<string, unknown> | null = null;
  for (const geometry of Array.isArray(list) ? list : []) {
    if (!isRecord(geometry) || !Array.isArray(geometry.boundaries) || geometry.boundaries.length === 0)
      continue;
    if (best === null || level(geometry) > level(best)) best = geometry;
  }
  return best;
}

function level({ lod }: Record<string, unknown>): number {
  const value = Number(lod);
  return Number.isFinite(value) ? value : 0;
}

export function surfacesOf(geometry: Record<string, unknown>, vertices: (Corner | null)[]): Surface[] {
  return shellsOf(geometry, vertices).flat();
}

/** One list of surfaces per solid (its outer shell); all surfaces of what is no solid are one list. */
export function shellsOf(geometry: Record<string, unknown>, vertices: (Corner | null)[]): Surface[][] {
  if (depths[String(geometry.type)] !== 3) return [shellOf(geometry, vertices)];
  const { semantics } = geometry;
  const values = isRecord(semantics) && Array.isArray(semantics.values) ? semantics.values : [];
  return (Array.isArray(geometry.boundaries) ? geometry.boundaries : []).map((boundaries, i) => {
    const one = isRecord(semantics) ? { ...semantics, values: values[i] } : undefined;
    return shellOf({ type: "Solid", boundaries, semantics: one }, vertices);
  });
}

function shellOf(geometry: Record<string, unknown>, vertices: (Corner | null)[]): Surface[] {
  const depth = depths[String(geometry.type)];
  if (depth === undefined) return [];
  const semantics = isRecord(geometry.semantics) ? geometry.semantics : {};
  const types = (Array.isArray(semantics.surfaces) ? semantics.surfaces : []).map((surface) =>
    isRecord(surface) && typeof surface.type === "string" ? surface.type : null,
  );
  const result: Surface[] = [];
  collect(geometry.boundaries, semantics.values, depth, (rings, value) => {
    const read = rings.map((ring) => readRing(ring, vertices));
    if (read.length > 0 && read.every((ring) => ring !== null))
      result.push({ rings: read, type: typeof value === "number" ? (types[value] ?? null) : null });
  });
  return result;
}

/** Lists round a surface: of a solid only the outer shell counts. */
const depths: Record<string, number> = {
  MultiSurface: 1,
  CompositeSurface: 1,
  Solid: 2,
  MultiSolid: 3,
  CompositeSolid: 3,
};

function collect(
  list: unknown,
  values: unknown,
  depth: number,
  use: (rings: unknown[], value: unknown) => void,
): void {
  if (!Array.isArray(list)) return;
  const children = depth === 2 ? list.slice(0, 1) : list;
  children.forEach((child, i) => {
    const value = Array.isArray(values) ? values[i] : null;
    if (depth > 1) collect(child, value, depth - 1, use);
    else if (Array.isArray(child)) use(child, value);
  });
}

function readRing(ring: unknown, vertices: (Corner | null)[]): Corner[] | null {
  if (!Array.isArray(ring) || ring.length < 3) return null;
  const corners = ring.map((index) => (typeof index === "number" ? vertices[index] : null));
  return corners.every((at) => at !== null && at !== undefined) ? corners : null;
}
