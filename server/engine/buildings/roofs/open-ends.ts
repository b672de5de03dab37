/** Opens the hips in which wings end: into gables, half hips, or hips with a small gable on top. */
import type { Skeleton } from "../../geometry/straight-skeleton.ts";
import { type Traces, weld } from "./skeleton-roof.ts";
import type { WingEnd } from "./wing-ends.ts";

/** `share`: how much of an end's height is a hip, from the top (half hip) or from the eaves (gable on a hip). */
export interface EndForm {
  share: number;
  hip: "top" | "foot";
}

export const gable: EndForm = { share: 0, hip: "top" };
export const fullHip: EndForm = { share: 1, hip: "top" };
/** The upper third. Source: OSM2World's half-hipped roof, as measured. */
export const halfHip: EndForm = { share: 1 / 3, hip: "top" };
/** The lower two thirds: as much gable as a half-hipped end has hip. */
export const gablet: EndForm = { share: 2 / 3, hip: "foot" };

/**
 * The top of a gable that stands upright inside the plan is drawn this much (mm) behind its foot, for a plan has one height
 * at a place; the finished solid gets it put upright again.
 */
export const lean = 20;

/** Where a corner of the plan (`x,y` as text) really stands when it is up on the roof. */
export type Upright = Map<string, readonly [x: number, y: number]>;

export interface OpenTraces extends Traces {
  upright: Upright;
}

/** `forms`: one for each end. An end with no room for its form stays a hip. */
export function openEnds(
  skeleton: Skeleton,
  ends: readonly WingEnd[],
  forms: readonly EndForm[],
): OpenTraces {
  const opened = new Opened(skeleton);
  ends.forEach((end, i) => {
    const { share, hip } = forms[i];
    if (share >= 1) return;
    if (hip === "foot") opened.gablet(end, share);
    else if (share === 0) opened.gable(end);
    else opened.halfHip(end, share);
  });
  return opened.traces();
}

class Opened {
  private readonly x: number[];
  private readonly y: number[];
  private readonly t: number[];
  private readonly arcs: Traces["arcs"][number][];
  private readonly dropped = new Set<number>();
  /** Where the ridge of an end goes instead of to its apex. */
  private readonly tops = new Map<number, number>();
  private readonly walls: NonNullable<Traces["walls"]>[number][] = [];
  private readonly upright: Upright = new Map();

  constructor({ x, y, t, arcs }: Skeleton) {
    this.x = [...x];
    this.y = [...y];
    this.t = [...t];
    this.arcs = [...arcs];
  }

  gable(end: WingEnd): void {
    const foot = this.node(end.x, end.y, end.t);
    const [before, after] = end.sides;
    if (!this.apart([before.corner, foot, after.corner])) return;
    this.walls.push({
      edge: end.edge,
      nodes: [before.corner, foot, after.corner],
      faces: [before.edge, after.edge],
    });
    this.replace(end, foot, []);
  }

  halfHip(end: WingEnd, share: number): void {
    const [before, after] = end.sides;
    const low = (1 - share) * end.t;
    const feet = end.sides.map(({ corner, t }) => this.between(corner, [end.x, end.y], low / t, low));
    const nodes = [before.corner, ...feet, after.corner];
    if (!this.apart(nodes)) return;
    this.walls.push({ edge: end.edge, nodes, faces: [before.edge, null, after.edge] });
    const top = this.between(end.apex, [end.x, end.y], 1 - share, end.t + share * (this.t[end.apex] - end.t));
    this.replace(end, top, [
      { from: feet[0], to: top, left: before.edge, right: end.edge },
      { from: feet[1], to: top, left: end.edge, right: after.edge },
    ]);
  }

  gablet(end: WingEnd, share: number): void {
    const [before, after] = end.sides;
    const height = this.t[end.apex];
    const apex = [this.x[end.apex], this.y[end.apex]] as const;
    const feet = end.sides.map(({ corner }) => this.between(corner, apex, share, share * height));
    const [px, py] = [end.x + share * (apex[0] - end.x), end.y + share * (apex[1] - end.y)];
    const rest = Math.hypot(apex[0] - px, apex[1] - py);
    if (rest < lean + 2 * weld || !this.apart(feet)) return;
    const [dx, dy] = [((apex[0] - px) * lean) / rest, ((apex[1] - py) * lean) / rest];
    const top = this.node(px + dx, py + dy, end.t + share * (height - end.t));
    this.upright.set(`${Math.round(px + dx)},${Math.round(py + dy)}`, [Math.round(px), Math.round(py)]);
    this.replace(end, top, [
      { from: before.corner, to: feet[0], left: before.edge, right: end.edge },
      { from: after.corner, to: feet[1], left: end.edge, right: after.edge },
      { from: feet[0], to: feet[1], left: end.edge, right: end.edge },
      { from: feet[0], to: top, left: before.edge, right: end.edge },
      { from: feet[1], to: top, left: end.edge, right: after.edge },
    ]);
  }

  traces(): OpenTraces {
    const at = (node: number) => this.tops.get(node) ?? node;
    let maxT = 0;
    const arcs: Traces["arcs"][number][] = [];
    this.arcs.forEach((arc, i) => {
      if (this.dropped.has(i)) return;
      const [from, to] = [at(arc.from), at(arc.to)];
      arcs.push(from === arc.from && to === arc.to ? arc : { ...arc, from, to });
      maxT = Math.max(maxT, this.t[from], this.t[to]);
    });
    for (const { nodes } of this.walls) for (const node of nodes) maxT = Math.max(maxT, this.t[node]);
    const { x, y, t, walls, upright } = this;
    return { x, y, t, maxT, arcs, walls, upright };
  }

  private node(x: number, y: number, t: number): number {
    this.x.push(x);
    this.y.push(y);
    return this.t.push(t) - 1;
  }

  /** A node on the way from another to a place. */
  private between(
    from: number,
    [x, y]: readonly [number, number] | number[],
    share: number,
    t: number,
  ): number {
    const [fx, fy] = [this.x[from], this.y[from]];
    return this.node(fx + share * (x - fx), fy + share * (y - fy), t);
  }

  private apart(nodes: readonly number[]): boolean {
    return nodes
      .slice(1)
      .every(
        (node, i) => Math.hypot(this.x[node] - this.x[nodes[i]], this.y[node] - this.y[nodes[i]]) > weld,
      );
  }

  private replace(end: WingEnd, top: number, arcs: Traces["arcs"][number][]): void {
    for (const arc of end.arcs) this.dropped.add(arc);
    this.tops.set(end.apex, top);
    this.arcs.push(...arcs);
  }
}
