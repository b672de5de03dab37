/** Geometry templates of CityJSON: one shape drawn once and set down in many places. */

import { isRecord } from "../property-tags.ts";
import type { Corner } from "./cityjson-geometry.ts";

export interface Templates {
  geometries: unknown[];
  vertices: (Corner | null)[];
  /** How many more corners instances may be written out to. */
  cornersLeft: number;
}

/** A small file could otherwise ask for any amount of memory. */
const mostCorners = 10_000_000;

export function readTemplates(value: unknown): Templates {
  const root = isRecord(value) ? value : {};
  const list = root["vertices-templates"];
  return {
    geometries: Array.isArray(root.templates) ? root.templates : [],
    vertices: (Array.isArray(list) ? list : []).map((at): Corner | null => {
      const [x, y, z] = Array.isArray(at) ? at : [];
      return [x, y, z].every((entry) => typeof entry === "number" && Number.isFinite(entry))
        ? [x, y, z]
        : null;
    }),
    cornersLeft: mostCorners,
  };
}

/** Geometries with a point in place of every instance: for what is known by its place alone. */
export function anchorsOf(list: unknown): unknown[] {
  return (Array.isArray(list) ? list : []).map((geometry) =>
    isInstance(geometry)
      ? { type: "MultiPoint", lod: geometry.lod, boundaries: geometry.boundaries }
      : geometry,
  );
}

/**
 * Geometries with every instance written out; its corners are added to `vertices` (metres). Damaged ones go. Throws when
 * that would be too many.
 */
export function resolveInstances(
  list: unknown,
  templates: Templates,
  vertices: (Corner | null)[],
): unknown[] {
  const geometries = Array.isArray(list) ? list : [];
  const shapeOf = ({ template }: Record<string, unknown>) => templates.geometries[Number(template)];
  for (const geometry of geometries) {
    if (!isInstance(geometry)) continue;
    const shape = shapeOf(geometry);
    templates.cornersLeft -= isRecord(shape) ? cornersIn(shape.boundaries) : 0;
  }
  if (templates.cornersLeft < 0)
    throw new Error(
      `its templates, set down everywhere, have more than ${mostCorners / 1e6} million corners`,
    );
  return geometries.flatMap((geometry) => {
    if (!isInstance(geometry)) return [geometry];
    const shape = shapeOf(geometry);
    const [anchor] = Array.isArray(geometry.boundaries) ? geometry.boundaries : [];
    const place = typeof anchor === "number" ? vertices[anchor] : null;
    const matrix = geometry.transformationMatrix;
    if (!isRecord(shape) || place === null || place === undefined || !isMatrix(matrix)) return [];
    const numbers = new Map<number, number>();
    const cornerOf = (index: number) => {
      const known = numbers.get(index);
      if (known !== undefined) return known;
      const at = templates.vertices[index] ?? null;
      numbers.set(index, vertices.push(at === null ? null : moved(at, matrix, place)) - 1);
      return vertices.length - 1;
    };
    return [{ ...shape, boundaries: renumbered(shape.boundaries, cornerOf) }];
  });
}

function isInstance(geometry: unknown): geometry is Record<string, unknown> {
  return isRecord(geometry) && geometry.type === "GeometryInstance";
}

function cornersIn(boundaries: unknown): number {
  if (!Array.isArray(boundaries)) return 1;
  return boundaries.reduce<number>((sum, entry) => sum + cornersIn(entry), 0);
}

function isMatrix(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 16 && value.every((entry) => Number.isFinite(entry));
}

/** Rows of four: turned and scaled, then set down at the anchor. */
function moved(at: Corner, m: number[], place: Corner): Corner {
  const row = (k: number) => m[4 * k] * at[0] + m[4 * k + 1] * at[1] + m[4 * k + 2] * at[2] + m[4 * k + 3];
  return [row(0) + place[0], row(1) + place[1], row(2) + place[2]];
}

function renumbered(boundaries: unknown, cornerOf: (index: number) => number): unknown {
  if (Array.isArray(boundaries)) return boundaries.map((entry) => renumbered(entry, cornerOf));
  return typeof boundaries === "number" ? cornerOf(boundaries) : boundaries;
}
