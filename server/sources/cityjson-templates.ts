/** Geometry templates of CityJSON: one shape drawn once and set down in many places. */
import type { Corner } from "./cityjson-geometry.ts";
import { isRecord } from "./property-tags.ts";

export interface Templates {
  geometries: unknown[];
  vertices: (Corner | null)[];
}

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
  };
}

/** Geometries with every instance written out; its corners are added to `vertices` (metres). Damaged ones go. */
export function resolveInstances(
  list: unknown,
  templates: Templates,
  vertices: (Corner | null)[],
): unknown[] {
  return (Array.isArray(list) ? list : []).flatMap((geometry) => {
    if (!isRecord(geometry) || geometry.type !== "GeometryInstance") return [geometry];
    const shape = templates.geometries[Number(geometry.template)];
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
