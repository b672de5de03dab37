import type { DrawnMesh } from "./display.ts";

/** Corner number = x + 2y + 4z; wound counter-clockwise seen from outside. */
const faces = [
  0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5,
];
const rims = [0, 1, 1, 3, 3, 2, 2, 0, 4, 5, 5, 7, 7, 6, 6, 4, 0, 4, 1, 5, 2, 6, 3, 7];

/**
 * Every feature as its axis-parallel box: 8 vertices, 12 triangles, 12 edges, block i = feature i. `bounds`: stride 6,
 * see `DisplayLayer.bounds`; a feature without vertices (box inside out) becomes eight equal points, which draw nothing.
 */
export function featureBoxes(bounds: Float32Array): { drawn: DrawnMesh; edges: Uint32Array } {
  const count = bounds.length / 6;
  const positions = new Float32Array(count * 24);
  const indices = new Uint32Array(count * faces.length);
  const edges = new Uint32Array(count * rims.length);
  const firstVertex = new Uint32Array(count + 1);
  const firstIndex = new Uint32Array(count + 1);
  for (let box = 0; box < count; box++) {
    if (bounds[box * 6] <= bounds[box * 6 + 3]) writeCorners(bounds, box, positions);
    for (let i = 0; i < faces.length; i++) indices[box * faces.length + i] = box * 8 + faces[i];
    for (let i = 0; i < rims.length; i++) edges[box * rims.length + i] = box * 8 + rims[i];
    firstVertex[box + 1] = (box + 1) * 8;
    firstIndex[box + 1] = (box + 1) * faces.length;
  }
  return { drawn: { positions, indices, firstVertex, firstIndex, featureOf: null }, edges };
}

function writeCorners(bounds: Float32Array, box: number, out: Float32Array): void {
  for (let corner = 0; corner < 8; corner++)
    for (let axis = 0; axis < 3; axis++)
      out[box * 24 + corner * 3 + axis] = bounds[box * 6 + axis + 3 * ((corner >> axis) & 1)];
}
