import type { Skeleton, Wavefront } from "./wavefront.ts";

/** A face may be this far off the plane of its edge before the result is thrown away, mm. */
const planeTolerance = 0.5;

/** Whether the front has come to its end, and every face closes and lies in the plane of its edge, with its area on the right side. */
export function facesAreSound(front: Wavefront): boolean {
  if (front.starts.some((list) => list.some((wave) => wave.alive))) return false;
  return nodesLieInPlanes(front) && facesClose(front);
}

function nodesLieInPlanes({ drawn: { x, y, t, arcs }, lines }: Wavefront): boolean {
  const lies = (edge: number, node: number) =>
    Math.abs(lines.depth(edge, x[node], y[node]) - t[node]) <= planeTolerance;
  for (const { from, to, left, right } of arcs)
    if (!(lies(left, from) && lies(left, to) && lies(right, from) && lies(right, to))) return false;
  return true;
}

/** Each face is walked along its edge and its traces: as often into every node as out of it. */
function facesClose({ drawn, cornerCount, loopEnds }: Wavefront): boolean {
  const walks = new Walks(drawn, cornerCount);
  let first = 0;
  for (const end of loopEnds) {
    for (let i = first; i < end; i++) walks.step(i, i, i + 1 < end ? i + 1 : first);
    first = end;
  }
  for (const { from, to, left, right } of drawn.arcs) {
    walks.step(left, from, to);
    walks.step(right, to, from);
  }
  for (let face = 0; face < cornerCount; face++)
    if (!(walks.area[face] >= -1 && walks.returns(face))) return false;
  return true;
}

/** The steps around all faces, each face's as a chain from its last to its first. */
class Walks {
  /** Mm², counter-clockwise positive. */
  readonly area: Float64Array;
  private readonly last: Int32Array;
  private readonly before: number[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly tally: Int32Array;

  constructor(
    private readonly drawn: Skeleton,
    faces: number,
  ) {
    this.area = new Float64Array(faces);
    this.last = new Int32Array(faces).fill(-1);
    this.tally = new Int32Array(drawn.x.length);
  }

  step(face: number, from: number, to: number): void {
    const { x, y } = this.drawn;
    this.area[face] += (x[from] * y[to] - x[to] * y[from]) / 2;
    this.before.push(this.last[face]);
    this.last[face] = this.from.push(from) - 1;
    this.to.push(to);
  }

  /** Leaves the tally at nothing where it is true. A node entered too often has another that is left too often. */
  returns(face: number): boolean {
    const { before, from, to, tally } = this;
    const last = this.last[face];
    for (let step = last; step >= 0; step = before[step]) {
      tally[from[step]]++;
      tally[to[step]]--;
    }
    for (let step = last; step >= 0; step = before[step]) if (tally[from[step]] !== 0) return false;
    return true;
  }
}
