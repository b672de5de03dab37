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
  // One by one: every triangle of an answer passes here, and short arrays to take apart cost three times as much.
  for (let i = from; i < to; i += 3) {
    const a = 3 * indices[i];
    const b = 3 * indices[i + 1];
    const c = 3 * indices[i + 2];
    const ax = positions[a] - x;
    const ay = positions[a + 1] - y;
    const az = positions[a + 2] - z;
    const bx = positions[b] - x;
    const by = positions[b + 1] - y;
    const bz = positions[b + 2] - z;
    const cx = positions[c] - x;
    const cy = positions[c + 1] - y;
    const cz = positions[c + 2] - z;
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
  let minX = Infinity;
  let minY = Infinity;
  let minZ = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  let maxZ = -Infinity;
  for (let i = from; i < to; i++) {
    const at = 3 * indices[i];
    const x = positions[at];
    const y = positions[at + 1];
    const z = positions[at + 2];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
    if (z < minZ) minZ = z;
    if (z > maxZ) maxZ = z;
  }
  return [(minX + maxX) / 2, (minY + maxY) / 2, (minZ + maxZ) / 2];
}

function turnOver(indices: Uint32Array, i: number): void {
  const second = indices[i + 1];
  indices[i + 1] = indices[i + 2];
  indices[i + 2] = second;
}
