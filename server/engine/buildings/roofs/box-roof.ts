/** Roofs with a ridge that ends before its walls, or two ridges: drawn on the box of the outline and laid over the outline. */
import { layRoof } from "../../geometry/crop-roof.ts";
import type { Polygon } from "../../geometry/rings.ts";
import { RoofGraph } from "../../geometry/roof-graph.ts";
import type { Roof } from "../../geometry/solid.ts";
import { extent } from "../roof-axis.ts";
import { type EndForm, lean, type Upright } from "./open-ends.ts";

/** Unit vector in the plan. */
export interface Direction {
  x: number;
  y: number;
}

/** A roof over an outline, with the tops that stand upright over other places of its plan. */
export interface BoxRoof extends Roof {
  upright: Upright;
}

/**
 * A ridge along `ridge`, its start and end in the given forms; all slopes of equal pitch where the box is long enough.
 * `height` in mm; the roof's top is exactly that.
 */
export function ridgeRoof(
  polygon: Polygon,
  ridge: Direction,
  forms: readonly [start: EndForm, end: EndForm],
  height: number,
): BoxRoof | null {
  const box = new Box(polygon, ridge);
  const { graph } = box;
  const half = box.width / 2;
  // On a box shorter than wide the hips become steeper, so that they meet in one point, or leave a ridge between gables.
  const room = forms.some(isGablet) ? box.length - 4 * lean : box.length;
  const fit = Math.min(1, room / (half * (forms[0].share + forms[1].share) || 1));
  const upright: Upright = new Map();
  const ends = forms.map((form, end) => {
    const inward = form.share * half * fit;
    if (form.share === 0) return box.onWall(end, [half], height)[0];
    if (isGablet(form)) return gabletEnd(box, end, inward, form.share, height, upright);
    return hippedEnd(box, end, inward, form.share, height);
  });
  graph.crease(ends[0], ends[1]);
  const roof = laid(graph, polygon, height);
  return roof === null ? null : { ...roof, upright };
}

function isGablet({ share, hip }: EndForm): boolean {
  return hip === "foot" && share < 1;
}

/** A hip to the ground of the roof, or over an upright piece of the wall. Where the ridge ends. */
function hippedEnd(box: Box, end: number, inward: number, share: number, height: number): number {
  const half = box.width / 2;
  const top = box.corner(box.from(end, inward), half, height);
  const feet =
    share === 1
      ? box.cornersAt(end)
      : box.onWall(end, [half - share * half, half + share * half], (1 - share) * height);
  for (const foot of feet) box.graph.crease(foot, top);
  return top;
}

/** A hip below a small gable. */
function gabletEnd(
  box: Box,
  end: number,
  inward: number,
  share: number,
  height: number,
  upright: Upright,
): number {
  const half = box.width / 2;
  const { graph } = box;
  const feet = [share * half, box.width - share * half].map((across) =>
    box.corner(box.from(end, inward), across, share * height),
  );
  const top = box.corner(box.from(end, inward + lean), half, height);
  upright.set(
    `${graph.points[2 * top]},${graph.points[2 * top + 1]}`,
    box.placed(box.from(end, inward), half),
  );
  const [right, left] = end === 0 ? box.cornersAt(end).reverse() : box.cornersAt(end);
  graph.crease(right, feet[0]);
  graph.crease(left, feet[1]);
  graph.crease(feet[0], feet[1]);
  for (const foot of feet) graph.crease(foot, top);
  return top;
}

/** A gable in the middle of each side of the box: two ridges that cross, valleys to the corners. */
export function crossGabledRoof(polygon: Polygon, ridge: Direction, height: number): Roof | null {
  const box = new Box(polygon, ridge);
  const { graph } = box;
  const centre = box.corner(box.length / 2, box.width / 2, height);
  for (const corner of [0, 1, 2, 3]) graph.crease(corner, centre);
  for (const end of [0, 1]) graph.crease(box.onWall(end, [box.width / 2], height)[0], centre);
  for (const side of [0, 1]) graph.crease(box.onSide(side, box.length / 2, height), centre);
  return laid(graph, polygon, height);
}

/** The box of an outline along a direction, as a roof to be. Corners 0 … 3 counter-clockwise from the start's right. */
class Box {
  readonly graph: RoofGraph;
  readonly length: number;
  readonly width: number;
  private readonly place: (along: number, across: number) => [number, number];

  constructor({ outer }: Polygon, { x, y }: Direction) {
    const along = extent(outer, x, y);
    const across = extent(outer, -y, x);
    this.length = along.max - along.min;
    this.width = across.max - across.min;
    this.place = (a, c) => {
      const [u, v] = [along.min + a, across.min + c];
      return [u * x - v * y, u * y + v * x];
    };
    const corners = [this.place(0, 0), this.place(this.length, 0)];
    corners.push(this.place(this.length, this.width), this.place(0, this.width));
    this.graph = new RoofGraph({ outer: corners.flat().map(Math.round), holes: [] });
  }

  corner(along: number, across: number, z: number): number {
    return this.graph.corner(...this.place(along, across), z);
  }

  /** Along the ridge, so far in from its start or its end. */
  from(end: number, inward: number): number {
    return end === 0 ? inward : this.length - inward;
  }

  /** Where it is in the plan, whole mm. */
  placed(along: number, across: number): [number, number] {
    const [x, y] = this.place(along, across);
    return [Math.round(x), Math.round(y)];
  }

  /** The box's corners at the start (0) or the end (1) of the ridge. */
  cornersAt(end: number): number[] {
    return end === 0 ? [3, 0] : [1, 2];
  }

  /** New corners on the wall at the start or the end. */
  onWall(end: number, across: number[], z: number): number[] {
    const corners = across.map((at) => this.corner(end * this.length, at, z));
    // The loop runs against `across` at the start.
    this.insert(end === 0 ? 3 : 1, end === 0 ? [...corners].reverse() : corners);
    return corners;
  }

  onSide(side: number, along: number, z: number): number {
    const corner = this.corner(along, side * this.width, z);
    this.insert(side === 0 ? 0 : 2, [corner]);
    return corner;
  }

  private insert(after: number, corners: number[]): void {
    this.graph.insertAfter(0, this.graph.loops[0].indexOf(after), corners);
  }
}

/** An outline that leaves the box's top out gets all the height all the same. */
function laid(graph: RoofGraph, polygon: Polygon, height: number): Roof | null {
  const roof = layRoof(graph, polygon);
  if (roof === null) return null;
  const top = Array.from(roof.z).reduce((most, z) => Math.max(most, z), 0);
  if (top === 0) return null;
  return top === height ? roof : { ...roof, z: Array.from(roof.z, (z) => Math.round((z * height) / top)) };
}
