/** Plans as sets of points, by manifold-3d's cross-sections: nothing of the engine's own clipping takes part. */
import type { CrossSection, ManifoldToplevel } from "manifold-3d";
import type { MapFeature } from "../../sources/map-source.ts";

type Contour = [number, number][];

/** The area asked for, metres. */
export function areaSection(flat: readonly number[], { CrossSection }: ManifoldToplevel): CrossSection {
  return new CrossSection([pairs(flat)], "EvenOdd");
}

/**
 * A feature's outline, metres, to the whole millimetres of the wire; an outline that crosses itself counts even-odd. Null
 * for what is no area.
 */
export function outlineSection(
  feature: MapFeature,
  toLocal: (lon: number, lat: number) => [number, number],
  { CrossSection }: ManifoldToplevel,
): CrossSection | null {
  if (feature.kind !== "area") return null;
  const rings = feature.polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
  const contours = rings.map((ring): Contour => {
    const contour: Contour = [];
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [x, y] = toLocal(ring[i], ring[i + 1]);
      contour.push([Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000]);
    }
    return contour;
  });
  return new CrossSection(
    contours.filter(({ length }) => length >= 3),
    "EvenOdd",
  );
}

/** Length of all edges, metres. */
export function edgeLength(section: CrossSection): number {
  return section.toPolygons().reduce((sum, contour) => {
    const next = (i: number) => contour[(i + 1) % contour.length];
    return sum + contour.reduce((s, [x, y], i) => s + Math.hypot(next(i)[0] - x, next(i)[1] - y), 0);
  }, 0);
}

function pairs(flat: readonly number[]): Contour {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
