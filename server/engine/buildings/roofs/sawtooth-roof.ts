/** Saw-tooth roofs: skillions one behind the other, with upright faces between. One solid, also on crooked outlines. */
import type { Polygon } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Soup } from "../../geometry/solid.ts";
import { triangulateGraph } from "../../geometry/triangulate.ts";
import type { RoofAxis } from "../roof-axis.ts";
import { cornersOnLine, joinInside } from "./profile-roof.ts";

/** Heights and places in mm. Every tooth rises from the eaves to the full height and falls towards the axis. */
export interface Teeth {
  axis: RoofAxis;
  /** Extent of the whole outline along the axis: a crop does not move the teeth. */
  min: number;
  max: number;
  count: number;
  height: number;
}

/** Slope of teeth where nothing is tagged, degrees: the steepest that still counts as a usual shed roof. */
const usualSlope = 30;
/** Teeth are at least this wide (mm) where there is room for two, and no more than this many. */
const narrowest = 2000;
const most = 24;
/** Width of a tooth where nothing tells its height, mm. */
export const usualTooth = 6000;

/** The tooth rule: as many as bring the slope nearest to roof:angle, else to 30°; at least two. */
export function teethOver(span: number, height: number, angle: number | null): number {
  const wanted = Math.round((span * Math.tan(((angle ?? usualSlope) * Math.PI) / 180)) / height);
  return Math.max(2, Math.min(wanted, most, Math.floor(span / narrowest)));
}

/** Null where the borders of the teeth cannot be drawn into the outline. */
export function sawtoothSolid(polygon: Polygon, teeth: Teeth, base: number, eaves: number): Soup | null {
  const plan = new TeethPlan(polygon, teeth);
  const top = triangulateGraph(plan.graph);
  if (top === null) return null;
  const owners = plan.ownersOf(top);
  if (owners === null) return null;
  const { graph } = plan;
  const bottom = triangulateGraph({ ...graph, creases: [] }) ?? top;
  const soup: Soup = [];
  const push = (corner: number, z: number) =>
    soup.push(graph.points[2 * corner], graph.points[2 * corner + 1], z);
  const levels = (corner: number, tooth: number) => {
    const z = plan.heightAt(corner, tooth);
    // Beside a border the lower tooth ends at the eaves: both walls there need a corner at that height.
    return plan.lineOf(corner) !== null && z > 0 ? [base, eaves, eaves + z] : [base, eaves + z];
  };
  const owner = new Map<string, number>();
  for (let i = 0; i < top.length; i += 3)
    for (let k = 0; k < 3; k++) {
      push(top[i + k], eaves + plan.heightAt(top[i + k], owners[i / 3]));
      owner.set(`${top[i + k]},${top[i + ((k + 1) % 3)]}`, owners[i / 3]);
    }
  for (let i = 0; i < bottom.length; i += 3)
    for (const corner of [bottom[i], bottom[i + 2], bottom[i + 1]]) push(corner, base);
  for (const loop of graph.loops)
    loop.forEach((a, i) => {
      const b = loop[(i + 1) % loop.length];
      const tooth = owner.get(`${a},${b}`) ?? 0;
      pushWall(push, a, levels(a, tooth), b, levels(b, tooth));
    });
  for (const [edge, tooth] of owner) {
    const [a, b] = edge.split(",").map(Number);
    const behind = owner.get(`${b},${a}`);
    if (behind === undefined || behind >= tooth) continue;
    pushWall(push, a, [eaves, eaves + plan.heightAt(a, tooth)], b, [eaves, eaves + plan.heightAt(b, tooth)]);
  }
  return soup;
}

/** The upright face from corner a to corner b, body to its left: two chains of heights, zipped up. */
function pushWall(
  push: (corner: number, z: number) => void,
  a: number,
  left: number[],
  b: number,
  right: number[],
): void {
  let [i, j] = [0, 0];
  while (i < left.length - 1 || j < right.length - 1) {
    const up = j < right.length - 1 && (i === left.length - 1 || right[j + 1] <= left[i + 1]);
    push(a, left[i]);
    push(b, right[j]);
    if (up) push(b, right[++j]);
    else push(a, left[++i]);
  }
}

class TeethPlan {
  readonly graph: RoofGraph;
  private readonly teeth: Teeth;
  private readonly width: number;
  private readonly lines = new Map<number, number>();

  constructor(polygon: Polygon, teeth: Teeth) {
    this.teeth = teeth;
    this.width = (teeth.max - teeth.min) / teeth.count;
    this.graph = new RoofGraph(polygon);
    for (let line = 1; line < teeth.count; line++) {
      const on = cornersOnLine(this.graph, this.across, teeth.min + line * this.width, 0);
      for (const corner of on) this.lines.set(corner, line);
      joinInside(this.graph, polygon, on, teeth.axis);
    }
  }

  /** Number of the border a corner lies on, counted from the first tooth's end = 1. */
  lineOf(corner: number): number | null {
    return this.lines.get(corner) ?? null;
  }

  /** The tooth of each triangle; null when one reaches over a border. */
  ownersOf(triangles: number[]): number[] | null {
    const { min, count } = this.teeth;
    const owners: number[] = [];
    for (let i = 0; i < triangles.length; i += 3) {
      const places = [0, 1, 2].map((k) => this.placeOf(triangles[i + k]));
      const middle = (places[0] + places[1] + places[2]) / 3;
      const tooth = Math.max(0, Math.min(count - 1, Math.floor((middle - min) / this.width)));
      const from = min + tooth * this.width;
      if (Math.min(...places) < from - 1 || Math.max(...places) > from + this.width + 1) return null;
      owners.push(tooth);
    }
    return owners;
  }

  heightAt(corner: number, tooth: number): number {
    const { min, height } = this.teeth;
    const at = (this.placeOf(corner) - min) / this.width - tooth;
    return Math.round(height * (1 - Math.max(0, Math.min(1, at))));
  }

  /** Corners on a border lie on it exactly, wherever rounding put them. */
  private placeOf(corner: number): number {
    const line = this.lines.get(corner);
    return line === undefined ? this.across(corner) : this.teeth.min + line * this.width;
  }

  private readonly across = (corner: number) =>
    this.graph.points[2 * corner] * this.teeth.axis.x + this.graph.points[2 * corner + 1] * this.teeth.axis.y;
}
