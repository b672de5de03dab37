/**
 * The model promises triangles that turn counter-clockwise seen from outside or above; the wire promises nothing.
 * Both functions work in place on one feature: `indices[from … to)`, stride 3, into `positions` (stride 3, metres).
 */

/**
 * Turns the whole feature over when it is inside out: its signed volume about the middle of its box is negative.
 * Works for closed solids and for those that only lack a floor; a flat sheet is left as it is.
 */
export function orientSolid(positions: Float32Array, indices: Uint32Array, from: number, to: number): void {
  const [x, y, z] = middle(positions, indices, from, to);
  if (signedVolume(positions, indices, from, to, x, y, z) < 0)
    for (let i = from; i < to; i += 3) turnOver(indices, i);
}

/**
 * For ground surfaces and terrain: turns over every triangle that faces down, because a sheet has no underside. A
 * feature that faces down as much as up (a bridge deck with thickness) is a solid and treated as one.
 */
export function orientSheet(positions: Float32Array, indices: Uint32Array, from: number, to: number): void {
  let up = 0;
  let down = 0;
  for (let i = from; i < to; i += 3) {
    const area = planArea(positions, indices, i);
    if (area > 0) up += area;
    else down -= area;
  }
  if (down === 0) return;
  const solid = up > 0 && Math.abs(up - down) < 0.01 * (up + down);
  if (solid) orientSolid(positions, indices, from, to);
  else for (let i = from; i < to; i += 3) if (planArea(positions, indices, i) < 0) turnOver(indices, i);
}

/** Area of one triangle seen from above, m²; negative when it faces down. */
function planArea(positions: Float32Array, indices: Uint32Array, i: number): number {
  const [a, b, c] = [3 * indices[i], 3 * indices[i + 1], 3 * indices[i + 2]];
  return (
    ((positions[b] - positions[a]) * (positions[c + 1] - positions[a + 1]) -
      (positions[c] - positions[a]) * (positions[b + 1] - positions[a + 1])) /
    2
  );
}

/** Signed volume, m³, of tetrahedra from (x, y, z) to each triangle: positive for an outward-facing closed solid. */
export function signedVolume(
  positions: Float32Array,
  indices: Uint32Array,
  from: number,
  to: number,
  x = 0,
  y = 0,
  z = 0,
): number {
  let six = 0;
  for (let i = from; i < to; i += 3) {
    const [a, b, c] = [3 * indices[i], 3 * indices[i + 1], 3 * indices[i + 2]];
    const [ax, ay, az] = [positions[a] - x, positions[a + 1] - y, positions[a + 2] - z];
    const [bx, by, bz] = [positions[b] - x, positions[b + 1] - y, positions[b + 2] - z];
    const [cx, cy, cz] = [positions[c] - x, positions[c + 1] - y, positions[c + 2] - z];
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return six / 6;
}

function middle(
  positions: Float32Array,
  indices: Uint32Array,
  from: number,
  to: number,
): [number, number, number] {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = from; i < to; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * indices[i] + axis];
      if (value < min[axis]) min[axis] = value;
      if (value > max[axis]) max[axis] = value;
    }
  }
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
}

function turnOver(indices: Uint32Array, i: number): void {
  const second = indices[i + 1];
  indices[i + 1] = indices[i + 2];
  indices[i + 2] = second;
}
