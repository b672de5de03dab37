/**
 * Ways of a multipolygon → closed rings → polygons with holes. Ways are joined end to end by node; the roles inner
 * and outer are not trusted (half of the broken relations in the wild are broken there): nesting decides.
 */

/** A closed ring of node numbers, first not repeated, or what kept the ways from closing. */
export interface AssembledRings {
  rings: number[][];
  /** Number of chains that did not close. */
  open: number;
}

/** Joins chains of node numbers into closed rings. A way that occurs twice is used once. */
export function assembleRings(chains: number[][]): AssembledRings {
  const rings: number[][] = [];
  const pending: number[][] = [];
  for (const chain of withoutRepeats(chains)) {
    if (chain.length > 3 && chain[0] === chain[chain.length - 1]) rings.push(chain.slice(0, -1));
    else if (chain.length > 1) pending.push(chain);
  }
  const ends = new Map<number, number[][]>();
  for (const chain of pending)
    for (const end of [chain[0], chain[chain.length - 1]]) addEnd(ends, end, chain);
  const used = new Set<number[]>();
  let open = 0;
  for (const start of pending) {
    if (used.has(start)) continue;
    used.add(start);
    const joined = [...start];
    while (joined[0] !== joined[joined.length - 1]) {
      const next = ends.get(joined[joined.length - 1])?.find((chain) => !used.has(chain));
      if (next === undefined) break;
      used.add(next);
      const forward = next[0] === joined[joined.length - 1];
      const rest = forward ? next.slice(1) : next.slice(0, -1).reverse();
      for (const node of rest) joined.push(node);
    }
    if (joined.length > 3 && joined[0] === joined[joined.length - 1]) rings.push(joined.slice(0, -1));
    else open++;
  }
  return { rings: rings.flatMap(splitAtRepeatedNodes), open };
}

function addEnd(ends: Map<number, number[][]>, node: number, chain: number[]): void {
  const list = ends.get(node);
  if (list === undefined) ends.set(node, [chain]);
  else list.push(chain);
}

function withoutRepeats(chains: number[][]): number[][] {
  if (chains.length < 2) return chains;
  // By what two chains of the same nodes have in common, whichever way they run.
  const kept = new Map<number, number[][]>();
  return chains.filter((chain) => {
    const ends = chain[0] + chain[chain.length - 1];
    const alike = kept.get(ends);
    if (alike === undefined) kept.set(ends, [chain]);
    else if (alike.some((other) => isRepeated(chain, other))) return false;
    else alike.push(chain);
    return true;
  });
}

function isRepeated(chain: number[], other: number[]): boolean {
  const last = other.length - 1;
  if (chain.length !== other.length) return false;
  return chain.every((node, i) => node === other[i]) || chain.every((node, i) => node === other[last - i]);
}

/** A ring that passes the same node twice is two rings that touch there. */
function splitAtRepeatedNodes(ring: number[]): number[][] {
  const result: number[][] = [];
  const stack: number[] = [];
  const position = new Map<number, number>();
  for (const node of ring) {
    const earlier = position.get(node);
    if (earlier !== undefined) {
      const loop = stack.splice(earlier);
      for (const inner of loop) position.delete(inner);
      if (loop.length > 2) result.push(loop);
    }
    position.set(node, stack.length);
    stack.push(node);
  }
  if (stack.length > 2) result.push(stack);
  return result;
}

/** Closed rings (flat, stride 2, first point repeated) → polygons: outer counter-clockwise, holes clockwise. */
export function nestRings(rings: Float64Array[]): { outer: Float64Array; holes: Float64Array[] }[] {
  if (rings.length === 1) {
    const area = signedArea(rings[0]);
    return area === 0 ? [] : [{ outer: area > 0 ? rings[0] : reversed(rings[0]), holes: [] }];
  }
  const sorted = rings
    .map((ring) => ({ ring, area: signedArea(ring), box: boxOf(ring) }))
    .filter(({ area }) => area !== 0)
    .sort((a, b) => Math.abs(b.area) - Math.abs(a.area));
  const outers: { ring: Float64Array; box: number[]; depth: number; holes: Float64Array[] }[] = [];
  const all: { ring: Float64Array; box: number[]; depth: number; owner: (typeof outers)[number] }[] = [];
  for (const { ring, area, box } of sorted) {
    // The smallest ring around it is the last one found that contains it, because larger rings come first.
    const around = all.findLast((other) => inside(box, other.box) && ringContains(other.ring, ring));
    const depth = around === undefined ? 0 : around.depth + 1;
    const oriented = area > 0 === (depth % 2 === 0) ? ring : reversed(ring);
    if (depth % 2 === 0 || around === undefined) {
      const owner = { ring: oriented, box, depth, holes: [] };
      outers.push(owner);
      all.push({ ring, box, depth, owner });
    } else {
      around.owner.holes.push(oriented);
      all.push({ ring, box, depth, owner: around.owner });
    }
  }
  return outers.map(({ ring, holes }) => ({ outer: ring, holes }));
}

export function signedArea(ring: Float64Array): number {
  let twice = 0;
  const x0 = ring[0];
  const y0 = ring[1];
  for (let i = 0; i + 3 < ring.length; i += 2)
    twice += (ring[i] - x0) * (ring[i + 3] - y0) - (ring[i + 2] - x0) * (ring[i + 1] - y0);
  return twice / 2;
}

export function reversed(ring: Float64Array): Float64Array {
  const result = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    result[i] = ring[ring.length - 2 - i];
    result[i + 1] = ring[ring.length - 1 - i];
  }
  return result;
}

function boxOf(ring: Float64Array): number[] {
  const box = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i < ring.length; i += 2) {
    box[0] = Math.min(box[0], ring[i]);
    box[1] = Math.min(box[1], ring[i + 1]);
    box[2] = Math.max(box[2], ring[i]);
    box[3] = Math.max(box[3], ring[i + 1]);
  }
  return box;
}

function inside(inner: number[], outer: number[]): boolean {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

/** Rings may share points: the first point of the inner ring that is not on the outer one decides. */
function ringContains(outer: Float64Array, inner: Float64Array): boolean {
  if (!hasCorner(outer, inner[0], inner[1])) return pointInside(outer, inner[0], inner[1]);
  const shared = new Set<string>();
  for (let i = 0; i < outer.length; i += 2) shared.add(`${outer[i]},${outer[i + 1]}`);
  for (let i = 0; i < inner.length; i += 2)
    if (!shared.has(`${inner[i]},${inner[i + 1]}`)) return pointInside(outer, inner[i], inner[i + 1]);
  const x = (inner[0] + inner[2]) / 2;
  return pointInside(outer, x, (inner[1] + inner[3]) / 2);
}

function hasCorner(ring: Float64Array, x: number, y: number): boolean {
  for (let i = 0; i < ring.length; i += 2) if (ring[i] === x && ring[i + 1] === y) return true;
  return false;
}

function pointInside(ring: Float64Array, x: number, y: number): boolean {
  let result = false;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) result = !result;
  }
  return result;
}
