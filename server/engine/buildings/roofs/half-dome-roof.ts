/** Half a dome against a wall, as over an apse: full height in the middle of that wall, down to the eaves all round. */
import type { Polygon } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Roof } from "../../geometry/solid.ts";
import { extent, type RoofAxis } from "../roof-axis.ts";
import { domeRings } from "./central-roof.ts";

/** Corners this near to the line of the wall (mm) stand on it. */
const snap = 3;
/** All other walls must be seen from the middle of this one at least this clearly, mm. */
const clear = 100;
/** The wall is at least this share of the outline's width along it. */
const leastWall = 0.5;

/** The wall a half dome leans on. Plan in mm. */
export interface BackWall {
  /** Number of the edge. */
  edge: number;
  middle: readonly [x: number, y: number];
  /** How far the outline reaches from the wall, and how wide it is along it. */
  depth: number;
  width: number;
}

/** Behind roof:direction, or else the longest wall. Null where no straight, long wall is there, or it does not see all. */
export function backWall({ outer, holes }: Polygon, axis: RoofAxis): BackWall | null {
  if (holes.length > 0) return null;
  const { x, y } = axis.directed === true ? axis : inwardOfLongest(outer);
  const reach = extent(outer, x, y);
  const sideways = extent(outer, -y, x);
  const isOn = (i: number) => outer[i] * x + outer[i + 1] * y - reach.min <= snap;
  const width = sideways.max - sideways.min;
  for (let i = 0; i < outer.length; i += 2) {
    const j = (i + 2) % outer.length;
    if (!isOn(i) || !isOn(j)) continue;
    if (Math.hypot(outer[j] - outer[i], outer[j + 1] - outer[i + 1]) < leastWall * width) continue;
    const middle = [
      Math.round((outer[i] + outer[j]) / 2),
      Math.round((outer[i + 1] + outer[j + 1]) / 2),
    ] as const;
    return seesAll(outer, i, middle) ? { edge: i / 2, middle, depth: reach.max - reach.min, width } : null;
  }
  return null;
}

function inwardOfLongest(ring: number[]): { x: number; y: number } {
  let best = { x: 0, y: 1, length: 0 };
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const length = Math.hypot(dx, dy);
    // A millimetre of rounding must not choose the wall.
    if (length > best.length + 2) best = { x: -dy / length, y: dx / length, length };
  }
  return best;
}

function seesAll(ring: number[], wall: number, [x, y]: readonly [number, number]): boolean {
  for (let i = 0; i < ring.length; i += 2) {
    if (i === wall) continue;
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    if ((dx * (y - ring[i + 1]) - dy * (x - ring[i])) / Math.hypot(dx, dy) < clear) return false;
  }
  return true;
}

/** Rings of the outline drawn together towards the middle of the wall, as those of a dome. `height` in mm. */
export function halfDomeRoof(polygon: Polygon, { edge, middle: [cx, cy] }: BackWall, height: number): Roof {
  const graph = new RoofGraph(polygon);
  const outline = [...graph.loops[0]];
  const apex = graph.corner(cx, cy, height);
  // From each corner of the outline up to the apex.
  const ribs = outline.map((corner) => {
    const [dx, dy] = [graph.points[2 * corner] - cx, graph.points[2 * corner + 1] - cy];
    const rings = domeRings.slice(1);
    const steps = rings.map(([radius, rise]) =>
      graph.corner(cx + radius * dx, cy + radius * dy, rise * height),
    );
    return [corner, ...steps, apex];
  });
  const end = (edge + 1) % outline.length;
  ribs.forEach((rib, i) => {
    if (i !== edge && i !== end) for (let k = 1; k < rib.length; k++) graph.crease(rib[k - 1], rib[k]);
    const next = ribs[(i + 1) % ribs.length];
    if (i !== edge) for (let k = 1; k < rib.length; k++) graph.crease(rib[k], next[k]);
  });
  // The ribs of the wall's own ends stand on it.
  const [up, down] = [ribs[edge].slice(1), ribs[end].slice(1, -1).reverse()];
  graph.insertAfter(0, edge, [...up, ...down]);
  return graph;
}
