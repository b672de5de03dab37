/**
 * Rhino shades smoothly across every shared vertex, so a welded box would look like a pillow. This gives a vertex
 * one copy per side of a sharp edge. The copies lie at the same place to the last bit: Rhino joins them by place
 * when it asks whether a mesh is closed, so a closed solid stays closed.
 */
export interface ShadedMesh {
  /** Stride 3, metres, same frame as the input. */
  positions: Float32Array;
  /** Stride 3, numbers into `positions / 3`, winding unchanged. */
  indices: Uint32Array;
}

/** Faces that meet at more than this angle get separate vertices: the crease angle of the preview. */
const creaseCosine = Math.cos((25 * Math.PI) / 180);

/**
 * `positions` stride 3, metres; `indices` stride 3, counted from `firstVertex`. Triangles with fewer than three
 * different corners are dropped: a Rhino mesh that holds one is invalid. Own algorithm: corners at a vertex are
 * gathered greedily by the normal of the first face of each copy.
 */
export function splitCreases(positions: Float32Array, indices: Uint32Array, firstVertex = 0): ShadedMesh {
  const faces = wholeTriangles(indices, firstVertex);
  const normals = faceNormals(positions, faces);
  const vertices = positions.length / 3;
  const copies = new CopyTable(vertices, faces.length);
  const corners = new Uint32Array(faces.length);
  for (let corner = 0; corner < faces.length; corner++)
    corners[corner] = copies.find(faces[corner]!, normals, Math.floor(corner / 3) * 3);
  return { positions: copies.expand(positions), indices: corners };
}

function wholeTriangles(indices: Uint32Array, firstVertex: number): Uint32Array {
  const kept = new Uint32Array(indices.length);
  let length = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i]!, indices[i + 1]!, indices[i + 2]!];
    if (a === b || b === c || c === a) continue;
    kept[length++] = a - firstVertex;
    kept[length++] = b - firstVertex;
    kept[length++] = c - firstVertex;
  }
  return kept.subarray(0, length);
}

/** Unit normal per triangle, stride 3; zero for a triangle without area. */
function faceNormals(positions: Float32Array, faces: Uint32Array): Float64Array {
  const normals = new Float64Array(faces.length);
  for (let i = 0; i < faces.length; i += 3) {
    const [a, b, c] = [faces[i]! * 3, faces[i + 1]! * 3, faces[i + 2]! * 3];
    const ux = positions[b]! - positions[a]!;
    const uy = positions[b + 1]! - positions[a + 1]!;
    const uz = positions[b + 2]! - positions[a + 2]!;
    const vx = positions[c]! - positions[a]!;
    const vy = positions[c + 1]! - positions[a + 1]!;
    const vz = positions[c + 2]! - positions[a + 2]!;
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const length = Math.hypot(nx, ny, nz);
    if (length > 0) normals.set([nx / length, ny / length, nz / length], i);
  }
  return normals;
}

const none = 0xffffffff;

/** Copies of each vertex as linked lists in columns: the first copy of vertex v is number v itself. */
class CopyTable {
  readonly #vertices: number;
  readonly #next: Uint32Array;
  /** Face (as index into the normals) that a copy was made for; `none` while a vertex is unused. */
  readonly #face: Uint32Array;
  readonly #source: Uint32Array;
  #count: number;

  constructor(vertices: number, corners: number) {
    this.#vertices = vertices;
    this.#count = vertices;
    this.#next = new Uint32Array(vertices + corners).fill(none);
    this.#face = new Uint32Array(vertices + corners).fill(none);
    this.#source = new Uint32Array(vertices + corners);
  }

  /** Number of the copy of `vertex` that a face with the normal at `face` may share. */
  find(vertex: number, normals: Float64Array, face: number): number {
    if (this.#face[vertex] === none) return this.#claim(vertex, vertex, face);
    let copy = vertex;
    while (!isSmooth(normals, this.#face[copy]!, face)) {
      if (this.#next[copy] === none) {
        this.#next[copy] = this.#count;
        return this.#claim(this.#count++, vertex, face);
      }
      copy = this.#next[copy]!;
    }
    return copy;
  }

  #claim(copy: number, vertex: number, face: number): number {
    this.#face[copy] = face;
    this.#source[copy] = vertex;
    return copy;
  }

  expand(positions: Float32Array): Float32Array {
    const expanded = new Float32Array(this.#count * 3);
    expanded.set(positions);
    for (let copy = this.#vertices; copy < this.#count; copy++) {
      const from = this.#source[copy]! * 3;
      expanded.set(positions.subarray(from, from + 3), copy * 3);
    }
    return expanded;
  }
}

function isSmooth(normals: Float64Array, one: number, other: number): boolean {
  const dot =
    normals[one]! * normals[other]! +
    normals[one + 1]! * normals[other + 1]! +
    normals[one + 2]! * normals[other + 2]!;
  return dot >= creaseCosine || hasNoArea(normals, one) || hasNoArea(normals, other);
}

function hasNoArea(normals: Float64Array, face: number): boolean {
  return normals[face] === 0 && normals[face + 1] === 0 && normals[face + 2] === 0;
}
