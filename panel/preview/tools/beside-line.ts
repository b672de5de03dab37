/** CSS pixels, y downwards. */
export interface ScreenPoint {
  x: number;
  y: number;
}

/** Half the height of a label of one line, and what stays free between it and the line. */
const halfHeightPx = 11;
const gapPx = 5;
const letterPx = 7;

/**
 * Where the middle of a label goes that names a line on the screen: half way, beside it, on its upper side, and so far
 * off that its box does not lie over the line, however steep that is.
 */
export function besideLine(from: ScreenPoint, to: ScreenPoint, text: string): ScreenPoint {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  // Upwards, whichever end came first; a line without length has its label above it.
  const turn = dx < 0 ? -1 : 1;
  const normal = length === 0 ? { x: 0, y: -1 } : { x: (turn * dy) / length, y: (-turn * dx) / length };
  const halfWidthPx = (text.length * letterPx) / 2 + 6;
  const off = Math.abs(normal.x) * halfWidthPx + Math.abs(normal.y) * halfHeightPx + gapPx;
  return { x: (from.x + to.x) / 2 + normal.x * off, y: (from.y + to.y) / 2 + normal.y * off };
}
