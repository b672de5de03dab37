import type { GridLayer, MeshLayer } from "../scene/scene-model.ts";

/**
 * Height grid → triangles in the same frame: `(segmentsX + 1) * (segmentsY + 1)` vertices, rows north to south,
 * two triangles a cell, counter-clockwise seen from above, one feature. The diagonal runs from north-west to
 * south-east.
 */
export function gridToMesh(grid: GridLayer): MeshLayer {
  const { segmentsX, segmentsY } = grid;
  const indices = new Uint32Array(segmentsX * segmentsY * 6);
  const rowLength = segmentsX + 1;
  let at = 0;
  for (let row = 0; row < segmentsY; row++) {
    for (let column = 0; column < segmentsX; column++) {
      const northWest = row * rowLength + column;
      const southWest = northWest + rowLength;
      indices[at++] = northWest;
      indices[at++] = southWest;
      indices[at++] = southWest + 1;
      indices[at++] = northWest;
      indices[at++] = southWest + 1;
      indices[at++] = northWest + 1;
    }
  }
  return {
    kind: "mesh",
    id: grid.id,
    positions: gridPositions(grid),
    indices,
    firstIndex: new Uint32Array([0, indices.length]),
    firstVertex: new Uint32Array([0, grid.heights.length]),
    descriptors: [{ type: "topography" }],
  };
}

/** Positions of a grid's points, stride 3, metres, in the order of `heights`. */
export function gridPositions(grid: GridLayer): Float32Array {
  const { segmentsX, segmentsY, widthM, heightM, centreX, centreY, heights } = grid;
  const positions = new Float32Array(heights.length * 3);
  let at = 0;
  for (let row = 0; row <= segmentsY; row++) {
    const y = centreY + heightM / 2 - (row * heightM) / segmentsY;
    for (let column = 0; column <= segmentsX; column++) {
      positions[at] = centreX - widthM / 2 + (column * widthM) / segmentsX;
      positions[at + 1] = y;
      positions[at + 2] = heights[at / 3];
      at += 3;
    }
  }
  return positions;
}
