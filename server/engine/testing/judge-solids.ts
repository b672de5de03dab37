/** Judges building meshes of an answer as a stranger would: from the numbers sent alone, with manifold-3d as oracle. */
import Module, { type ManifoldToplevel } from "manifold-3d";

export interface SolidVerdict {
  closed: boolean;
  manifold: boolean;
  degenerate: number;
  nan: number;
  /** m³ and m², from the numbers sent. */
  volume: number;
  planArea: number;
  /** m² of the plan as manifold-3d projects it: differs from `planArea` where the base lies over itself. */
  shadowArea: number;
  bottom: number;
  top: number;
}

export async function loadManifold(): Promise<ManifoldToplevel> {
  const loaded = await Module();
  loaded.setup();
  return loaded;
}

/** `vertices`: flat triangle soup in metres, z up. */
export function judgeSolid(vertices: readonly number[], { Manifold, Mesh }: ManifoldToplevel): SolidVerdict {
  const { positions, triangles } = weld(vertices);
  const verdict: SolidVerdict = {
    closed: isClosed(triangles),
    manifold: false,
    degenerate: 0,
    nan: vertices.filter((value) => !Number.isFinite(value)).length,
    volume: 0,
    planArea: 0,
    shadowArea: Number.NaN,
    bottom: Number.POSITIVE_INFINITY,
    top: Number.NEGATIVE_INFINITY,
  };
  measure(vertices, verdict);
  // The oracle's memory is its own: what is not given back is never collected.
  const made: { delete(): void }[] = [];
  try {
    const mesh = new Mesh({ numProp: 3, vertProperties: Float32Array.from(positions), triVerts: triangles });
    const solid = new Manifold(mesh);
    made.push(solid);
    // Manifold works in single precision: of a thin fence over a steep hill it makes less than nothing. Ours is exact.
    verdict.manifold = solid.status() === "NoError" && verdict.volume > 0;
    const shadow = solid.project();
    made.push(shadow);
    verdict.shadowArea = shadow.area();
  } catch {
    verdict.manifold = false;
  }
  for (const one of made) one.delete();
  return verdict;
}

function weld(vertices: readonly number[]): { positions: number[]; triangles: Uint32Array } {
  const known = new Map<string, number>();
  const positions: number[] = [];
  const triangles = new Uint32Array(vertices.length / 3);
  for (let i = 0; i < triangles.length; i++) {
    const point = vertices.slice(3 * i, 3 * i + 3);
    const key = point.join();
    let number = known.get(key);
    if (number === undefined) {
      number = known.size;
      known.set(key, number);
      // Near 0, so that single precision keeps millimetres.
      positions.push(point[0] - vertices[0], point[1] - vertices[1], point[2] - vertices[2]);
    }
    triangles[i] = number;
  }
  return { positions, triangles };
}

/** Every directed edge once, and its opposite once. */
function isClosed(triangles: Uint32Array): boolean {
  if (triangles.length === 0 || triangles.length % 3 !== 0) return false;
  const edges = new Set<string>();
  for (let i = 0; i < triangles.length; i += 3)
    for (let k = 0; k < 3; k++) {
      const edge = `${triangles[i + k]},${triangles[i + ((k + 1) % 3)]}`;
      if (edges.has(edge)) return false;
      edges.add(edge);
    }
  for (const edge of edges) if (!edges.has(edge.split(",").reverse().join())) return false;
  return true;
}

function measure(v: readonly number[], verdict: SolidVerdict): void {
  for (let i = 0; i + 8 < v.length; i += 9) {
    const [ax, ay, az] = [v[i] - v[0], v[i + 1] - v[1], v[i + 2] - v[2]];
    const [bx, by, bz] = [v[i + 3] - v[0], v[i + 4] - v[1], v[i + 5] - v[2]];
    const [cx, cy, cz] = [v[i + 6] - v[0], v[i + 7] - v[1], v[i + 8] - v[2]];
    const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
    const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
    const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    // Twice the area in m²: half a square millimetre and less is nothing.
    if (Math.hypot(nx, ny, nz) < 1e-6) verdict.degenerate++;
    verdict.volume += (ax * nx + ay * ny + az * nz) / 6;
    if (nz < 0) verdict.planArea -= nz / 2;
    verdict.bottom = Math.min(verdict.bottom, v[i + 2], v[i + 5], v[i + 8]);
    verdict.top = Math.max(verdict.top, v[i + 2], v[i + 5], v[i + 8]);
  }
}
