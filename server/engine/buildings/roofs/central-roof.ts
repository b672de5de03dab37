/** Roofs with one top over the middle: pyramid, dome, onion. Outlines that cannot see their middle are not for them. */
import { type Polygon, ringArea } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Roof } from "../../geometry/solid.ts";

/** Centroid, when every edge can be seen from it; null otherwise. */
export function visibleCentre({ outer, holes }: Polygon): [number, number] | null {
  if (holes.length > 0) return null;
  const [x0, y0] = outer;
  let [cx, cy] = [0, 0];
  for (let i = 2; i + 3 < outer.length; i += 2) {
    const cross = (outer[i] - x0) * (outer[i + 3] - y0) - (outer[i + 2] - x0) * (outer[i + 1] - y0);
    cx += cross * (outer[i] + outer[i + 2] - 2 * x0);
    cy += cross * (outer[i + 1] + outer[i + 3] - 2 * y0);
  }
  const six = 6 * ringArea(outer);
  const centre: [number, number] = [Math.round(x0 + cx / six), Math.round(y0 + cy / six)];
  for (let i = 0; i < outer.length; i += 2) {
    const j = (i + 2) % outer.length;
    const length = Math.hypot(outer[j] - outer[i], outer[j + 1] - outer[i + 1]);
    const away =
      ((outer[j] - outer[i]) * (centre[1] - outer[i + 1]) -
        (outer[j + 1] - outer[i + 1]) * (centre[0] - outer[i])) /
      length;
    if (away < 100) return null;
  }
  return centre;
}

export function pyramidRoof(polygon: Polygon, [cx, cy]: [number, number], height: number): Roof {
  const graph = new RoofGraph(polygon);
  const apex = graph.corner(cx, cy, height);
  for (const corner of graph.loops[0]) graph.crease(corner, apex);
  return graph;
}

/** Shares of radius and height of the rings, outline first and without the top. */
export type Rings = readonly (readonly [radius: number, height: number])[];

const domeSteps = 10;

/**
 * A quarter ellipse turned round, in flat rings with exactly the volume of the true one (two thirds of the cylinder): the
 * inner rings are raised a little for it; foot and top are exact.
 */
export const domeRings: Rings = equalVolume(
  Array.from({ length: domeSteps }, (_, i): [number, number] => {
    const angle = (Math.PI * i) / (2 * domeSteps);
    return [Math.cos(angle), Math.sin(angle)];
  }),
  2 / 3,
);

/** Volume of stacked frustums is linear in each height: one factor on all of them sets it. */
function equalVolume(rings: [number, number][], volume: number): Rings {
  const weight = (i: number) => {
    const before = rings[i - 1]?.[0] ?? 1;
    const here = rings[i][0];
    const after = rings[i + 1]?.[0] ?? 0;
    const part = (a: number, b: number) => (a * a + a * b + b * b) / 3;
    return part(before, here) - part(here, after);
  };
  const last = rings[rings.length - 1][0];
  const cap = (last * last) / 3;
  const sum = rings.reduce((total, [, height], i) => (i === 0 ? total : total + weight(i) * height), 0);
  const scale = (volume - cap) / sum;
  return rings.map(([radius, height], i) => [radius, i === 0 ? 0 : height * scale]);
}

/**
 * A bulb drawn in to a point. It does not hang over its own foot, as built onions do: plan area and crop stay exact, and
 * neighbours are not grown into.
 */
export const onionRings: Rings = [
  [1, 0],
  [0.985, 0.14],
  [0.93, 0.27],
  [0.83, 0.38],
  [0.68, 0.48],
  [0.5, 0.56],
  [0.33, 0.64],
  [0.2, 0.73],
  [0.11, 0.83],
  [0.05, 0.93],
];

export function ringRoof(polygon: Polygon, [cx, cy]: [number, number], rings: Rings, height: number): Roof {
  const graph = new RoofGraph(polygon);
  let below = graph.loops[0];
  for (const [radius, rise] of rings.slice(1)) {
    const ring = below.map((_, i) => {
      const corner = graph.loops[0][i];
      const x = cx + radius * (graph.points[2 * corner] - cx);
      const y = cy + radius * (graph.points[2 * corner + 1] - cy);
      return graph.corner(x, y, rise * height);
    });
    ring.forEach((corner, i) => {
      graph.crease(corner, ring[(i + 1) % ring.length]);
      graph.crease(corner, below[i]);
    });
    below = ring;
  }
  const apex = graph.corner(cx, cy, height);
  for (const corner of below) graph.crease(corner, apex);
  return graph;
}
