/** Counts edges by direction: of a closed surface every edge is there once each way. */

/** The edge's two ends, smaller first, and the directions seen: 0 free, 1 upwards, 2 downwards, 3 both. */
let table = new Int32Array(3 * 1024);
let size = 0;
let open = 0;
let twice = false;

/** Forgets everything; room for this many calls of `addEdge`. Kept between calls: this runs for everything that is sent. */
export function startEdges(most: number): void {
  size = 16;
  while (size < 2 * most) size *= 2;
  if (table.length < 3 * size) table = new Int32Array(3 * size);
  else table.fill(0, 0, 3 * size);
  open = 0;
  twice = false;
}

/** Ends as whole numbers from 0. */
export function addEdge(from: number, to: number): void {
  const low = from < to ? from : to;
  const high = from < to ? to : from;
  const way = from < to ? 1 : 2;
  const hash = Math.imul(low, 73856093) ^ Math.imul(high, 19349663);
  let slot = 3 * ((hash ^ (hash >>> 15)) & (size - 1));
  while (table[slot + 2] !== 0 && (table[slot] !== low || table[slot + 1] !== high)) {
    slot += 3;
    if (slot === 3 * size) slot = 0;
  }
  const seen = table[slot + 2];
  if (from === to || (seen & way) !== 0) twice = true;
  table[slot] = low;
  table[slot + 1] = high;
  table[slot + 2] = seen | way;
  open += seen === 0 ? 1 : -1;
}

/** Whether each edge was added once in either direction and none leads nowhere. */
export function everyEdgePaired(): boolean {
  return open === 0 && !twice;
}
