/** Roofs that look the same all along their ridge: gabled, skillion, gambrel, saltbox, round. Works on any outline. */
import { type Polygon, pointInPolygon } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Roof } from "../../geometry/solid.ts";
import { extent, type RoofAxis } from "../roof-axis.ts";

/** Points of the cross-section: share of the width, share of the height; from 0 to 1 in the first. */
export type Profile = readonly (readonly [at: number, height: number])[];

/** Source of the proportions of saltbox and gambrel: measured from Streets GL (city-geometry facts), for parity. */
export const profiles = {
  skillion: [
    [0, 1],
    [1, 0],
  ],
  gabled: [
    [0, 0],
    [0.5, 1],
    [1, 0],
  ],
  /** The outer quarter of each slope has half the pitch of what is above it. */
  bellcastGable: [
    [0, 0],
    [0.125, 1 / 7],
    [0.5, 1],
    [0.875, 1 / 7],
    [1, 0],
  ],
  gambrel: [
    [0, 0],
    [0.15, 0.8],
    [0.5, 1],
    [0.85, 0.8],
    [1, 0],
  ],
  saltbox: [
    [0, 0],
    [0.7, 1],
    [1, 0.2],
  ],
  doubleSaltbox: [
    [0, 0],
    [0.25, 1],
    [0.75, 1],
    [1, 0],
  ],
  /** Eaves of different heights: the lower one where the longer slope looks. */
  gabledHeightMoved: [
    [0, 0.5],
    [0.5, 1],
    [1, 0],
  ],
  butterfly: [
    [0, 1],
    [0.5, 0],
    [1, 1],
  ],
  round: halfEllipse(20),
} as const satisfies Record<string, Profile>;

/**
 * A half ellipse in `pieces` straight ones with exactly its area: corners lie a little outside of the curve, except top
 * and ends, which are exact.
 */
function halfEllipse(pieces: number): Profile {
  const angles = Array.from({ length: pieces + 1 }, (_, i) => (Math.PI * i) / pieces);
  const at = angles.map((angle) => (1 - Math.cos(angle)) / 2);
  const heights = angles.map((angle) => Math.sin(angle));
  const top = pieces / 2;
  // Area = Σ widthᵢ heightᵢ over corners, with half-widths on both sides of each.
  const weight = (i: number) => (at[Math.min(pieces, i + 1)] - at[Math.max(0, i - 1)]) / 2;
  const rest = angles.reduce((sum, _, i) => (i === top ? sum : sum + weight(i) * heights[i]), 0);
  const scale = (Math.PI / 4 - weight(top)) / rest;
  return angles.map((_, i) => [
    at[i],
    i === 0 || i === pieces ? 0 : i === top ? 1 : Math.min(1, heights[i] * scale),
  ]);
}

/** Corners this near to a crease (mm) lie on it. */
const snap = 3;

/** `height`: rise of the roof in mm; the profile's 0 lies where the outline is least along the axis. */
export function profileRoof(polygon: Polygon, axis: RoofAxis, profile: Profile, height: number): Roof {
  const graph = new RoofGraph(polygon);
  const { min, max } = extent(graph.points, axis.x, axis.y);
  const across = (corner: number) =>
    graph.points[2 * corner] * axis.x + graph.points[2 * corner + 1] * axis.y;
  const outline = graph.z.length;
  for (let i = 0; i < outline; i++) graph.z[i] = heightAt(profile, (across(i) - min) / (max - min), height);
  for (const [share, rise] of profile.slice(1, -1)) {
    const line = min + share * (max - min);
    const on = cornersOnLine(graph, across, line, Math.round(rise * height));
    joinInside(graph, polygon, on, axis);
  }
  return graph;
}

function heightAt(profile: Profile, at: number, height: number): number {
  for (let i = 1; i < profile.length; i++) {
    const [b, hb] = profile[i];
    if (at > b && i < profile.length - 1) continue;
    const [a, ha] = profile[i - 1];
    return Math.round(height * (ha + ((hb - ha) * (Math.min(1, Math.max(0, at)) - a)) / (b - a)));
  }
  return 0;
}

/** Makes the outline have a corner wherever the line crosses it; returns those corners. */
export function cornersOnLine(
  graph: RoofGraph,
  across: (corner: number) => number,
  line: number,
  z: number,
): Set<number> {
  const on = new Set<number>();
  graph.loops.forEach((loop, number) => {
    for (const corner of loop)
      if (Math.abs(across(corner) - line) <= snap) {
        on.add(corner);
        graph.z[corner] = z;
      }
    for (let i = loop.length - 1; i >= 0; i--) {
      const a = loop[i];
      const b = loop[(i + 1) % loop.length];
      if (on.has(a) || on.has(b)) continue;
      const da = across(a) - line;
      const db = across(b) - line;
      if (da < 0 === db < 0) continue;
      const share = da / (da - db);
      const x = graph.points[2 * a] + share * (graph.points[2 * b] - graph.points[2 * a]);
      const y = graph.points[2 * a + 1] + share * (graph.points[2 * b + 1] - graph.points[2 * a + 1]);
      // Rounding moves the corner off the line; where it fell is as good a place for the crease.
      const corner = graph.corner(x, y, z);
      if (corner === a || corner === b) continue;
      graph.insertAfter(number, i, [corner]);
      on.add(corner);
    }
  });
  return on;
}

/** Creases between neighbours on the line, where the roof lies between them. */
export function joinInside(graph: RoofGraph, polygon: Polygon, on: Set<number>, axis: RoofAxis): void {
  const along = (corner: number) => graph.points[2 * corner + 1] * axis.x - graph.points[2 * corner] * axis.y;
  const sorted = [...on].sort((a, b) => along(a) - along(b));
  const walls = wallsOf(graph);
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1], sorted[i]];
    if (walls.has(`${a},${b}`) || walls.has(`${b},${a}`)) continue;
    const x = (graph.points[2 * a] + graph.points[2 * b]) / 2;
    const y = (graph.points[2 * a + 1] + graph.points[2 * b + 1]) / 2;
    if (pointInPolygon(polygon, x, y)) graph.crease(a, b);
  }
}

function wallsOf(graph: Roof): Set<string> {
  const walls = new Set<string>();
  for (const loop of graph.loops)
    for (let i = 0; i < loop.length; i++) walls.add(`${loop[i]},${loop[(i + 1) % loop.length]}`);
  return walls;
}
