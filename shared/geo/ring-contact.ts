/**
 * First pair of sides of a closed ring that cross, touch or fold back onto each other, or null. `plane` has stride 2,
 * metres, closed (last point = first); points closer than `toleranceM` count as touching. Sides sharing a corner
 * count only when one folds back over the other. O(n²) with a box test; callers bound n.
 */
export function findRingContact(plane: Float64Array, toleranceM: number): [number, number] | null {
  const sides = plane.length / 2 - 1;
  for (let i = 0; i < sides; i++) {
    for (let j = i + 1; j < sides; j++) {
      const neighbours = j === i + 1 || (i === 0 && j === sides - 1);
      if (neighbours ? foldsBack(plane, i, j, sides, toleranceM) : meet(plane, i, j, toleranceM))
        return [i, j];
    }
  }
  return null;
}

/** Neighbours i and j share one corner: true when the far end of either lies on the other. */
function foldsBack(plane: Float64Array, i: number, j: number, sides: number, tolerance: number): boolean {
  const [first, second] = j === i + 1 ? [i, j] : [j, i];
  const start = first;
  const end = (second + 1) % sides;
  return pointToSide(plane, start, second) <= tolerance || pointToSide(plane, end, first) <= tolerance;
}

function meet(plane: Float64Array, i: number, j: number, tolerance: number): boolean {
  if (boxesApart(plane, i, j, 0, tolerance) || boxesApart(plane, i, j, 1, tolerance)) return false;
  if (cross(plane, i, j) && cross(plane, j, i)) return true;
  return (
    pointToSide(plane, i, j) <= tolerance ||
    pointToSide(plane, i + 1, j) <= tolerance ||
    pointToSide(plane, j, i) <= tolerance ||
    pointToSide(plane, j + 1, i) <= tolerance
  );
}

function boxesApart(plane: Float64Array, i: number, j: number, axis: 0 | 1, tolerance: number): boolean {
  const a = plane[2 * i + axis];
  const b = plane[2 * i + 2 + axis];
  const c = plane[2 * j + axis];
  const d = plane[2 * j + 2 + axis];
  return Math.max(a, b) + tolerance < Math.min(c, d) || Math.max(c, d) + tolerance < Math.min(a, b);
}

/** The ends of side j lie on opposite sides of the line through side i. */
function cross(plane: Float64Array, i: number, j: number): boolean {
  return turn(plane, i, j) > 0 !== turn(plane, i, j + 1) > 0;
}

function turn(plane: Float64Array, side: number, point: number): number {
  const x = plane[2 * side];
  const y = plane[2 * side + 1];
  return (
    (plane[2 * side + 2] - x) * (plane[2 * point + 1] - y) -
    (plane[2 * side + 3] - y) * (plane[2 * point] - x)
  );
}

function pointToSide(plane: Float64Array, point: number, side: number): number {
  const x = plane[2 * side];
  const y = plane[2 * side + 1];
  const dx = plane[2 * side + 2] - x;
  const dy = plane[2 * side + 3] - y;
  const px = plane[2 * point] - x;
  const py = plane[2 * point + 1] - y;
  const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - along * dx, py - along * dy);
}
