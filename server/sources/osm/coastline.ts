/**
 * The sea is not mapped: its edge is, as lines with the land on their left. Cuts the lines at the box and closes them
 * along its border with the water on the right. Source: OSM wiki, "Tag:natural=coastline".
 */
import type { BoundingBox } from "../map-source.ts";

type Point = readonly [lon: number, lat: number];

/**
 * Sea rings (closed, flat, lon-lat; nested later) inside `box`; `broken` counts lines that end inside it. `known`: what the
 * data covers. A line that ends outside of that is only cut off where the data ends: it goes on from there.
 */
export function seaRings(
  lines: Point[][],
  box: BoundingBox,
  known: BoundingBox | null = null,
): { rings: Float64Array[]; broken: number } {
  const pieces: Point[][] = [];
  const loops: Point[][] = [];
  let broken = 0;
  for (const joined of joinLines(lines)) {
    const closed = samePoint(joined[0], joined[joined.length - 1]);
    const line = closed || known === null ? joined : prolonged(joined, box, known, lines);
    const cut = clipLine(line, box, closed);
    if (cut === "inside") {
      if (closed) loops.push(line);
      else broken++;
      continue;
    }
    for (const piece of cut) {
      if (onBorder(piece[0], box) && onBorder(piece[piece.length - 1], box)) pieces.push(piece);
      else broken++;
    }
  }
  const rings = [...closeAlongBorder(pieces, box), ...loops];
  // Islands alone: the water round them is the whole box. Only a loop with land inside says so.
  if (pieces.length === 0 && broken === 0 && loops.some((loop) => area(loop) > 0)) rings.push(corners(box));
  return { rings: rings.map((ring) => new Float64Array(ring.flat())), broken };
}

/** The line with its loose ends led to the border, where a way there crosses no coast and nothing that is mapped. */
function prolonged(line: Point[], box: BoundingBox, known: BoundingBox, lines: Point[][]): Point[] {
  const led = (end: Point, before: Point): Point[] => {
    if (!strictlyInside(end, box) || strictlyInside(end, known)) return [];
    const [dx, dy] = [end[0] - before[0], end[1] - before[1]];
    const along = ([lon, lat]: Point) => Math.sign(lon - end[0]) * dx + Math.sign(lat - end[1]) * dy;
    const [straightest] = waysOut(end, known, box).sort((p, q) => along(q) - along(p));
    return lines.some((other) => crosses(end, straightest, other)) ? [] : [straightest];
  };
  const last = line.length - 1;
  return [...led(line[0], line[1]), ...line, ...led(line[last], line[last - 1])];
}

/** Places on the border of the box, west, south, east and north of a place, as far as `known` does not lie between. */
function waysOut(
  [lon, lat]: Point,
  [west, south, east, north]: BoundingBox,
  [left, bottom, right, top]: BoundingBox,
): Point[] {
  const besideLon = lon <= west || lon >= east;
  const besideLat = lat <= south || lat >= north;
  return [
    ...(besideLat || lon <= west ? [[left, lat] as const] : []),
    ...(besideLon || lat <= south ? [[lon, bottom] as const] : []),
    ...(besideLat || lon >= east ? [[right, lat] as const] : []),
    ...(besideLon || lat >= north ? [[lon, top] as const] : []),
  ];
}

/** Beyond the corner that they may share. */
function crosses(a: Point, b: Point, line: Point[]): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return line.some((d, i) => {
    const c = line[i - 1];
    if (c === undefined || samePoint(c, a) || samePoint(d, a)) return false;
    return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
  });
}

function joinLines(lines: Point[][]): Point[][] {
  const byStart = new Map<string, Point[][]>();
  for (const line of lines) {
    const key = line[0].join();
    byStart.set(key, [...(byStart.get(key) ?? []), line]);
  }
  const ends = new Set(lines.map((line) => line[line.length - 1].join()));
  const used = new Set<Point[]>();
  const joined: Point[][] = [];
  // Chains that nothing leads into come first, so that no chain is started in its middle.
  const order = [...lines].sort((a, b) => Number(ends.has(a[0].join())) - Number(ends.has(b[0].join())));
  for (const first of order) {
    if (used.has(first)) continue;
    used.add(first);
    const chain = [...first];
    while (!samePoint(chain[0], chain[chain.length - 1])) {
      const next = byStart.get(chain[chain.length - 1].join())?.find((line) => !used.has(line));
      if (next === undefined) break;
      used.add(next);
      chain.push(...next.slice(1));
    }
    joined.push(chain);
  }
  return joined;
}

/** Parts of a line inside the box, cut exactly on its border; "inside" when it never leaves. */
function clipLine(line: Point[], box: BoundingBox, closed: boolean): Point[][] | "inside" {
  if (line.every((point) => strictlyInside(point, box))) return "inside";
  const parts: Point[][] = [];
  let current: Point[] = [];
  for (let i = 1; i < line.length; i++) {
    const piece = clipSegment(line[i - 1], line[i], box);
    if (piece === null) {
      if (current.length > 1) parts.push(current);
      current = [];
      continue;
    }
    if (current.length === 0 || !samePoint(current[current.length - 1], piece[0])) {
      if (current.length > 1) parts.push(current);
      current = [piece[0]];
    }
    if (!samePoint(piece[0], piece[1])) current.push(piece[1]);
  }
  if (current.length > 1) parts.push(current);
  // A closed line that starts inside the box was torn at its start: mend it.
  const first = parts[0];
  const last = parts[parts.length - 1];
  if (closed && parts.length > 1 && samePoint(last[last.length - 1], first[0])) {
    parts.shift();
    parts.pop();
    parts.push([...last, ...first.slice(1)]);
  }
  return parts;
}

/** Liang and Barsky's parametric clipping; ends on the border get the border's exact number. */
function clipSegment(a: Point, b: Point, [west, south, east, north]: BoundingBox): [Point, Point] | null {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  let enter = 0;
  let leave = 1;
  const edges = [
    [-dx, a[0] - west],
    [dx, east - a[0]],
    [-dy, a[1] - south],
    [dy, north - a[1]],
  ];
  for (const [p, q] of edges) {
    if (p === 0) {
      if (q < 0) return null;
    } else if (p < 0) enter = Math.max(enter, q / p);
    else leave = Math.min(leave, q / p);
  }
  if (enter >= leave) return null;
  const at = (t: number): Point => {
    const snap = (value: number, low: number, high: number) =>
      Math.abs(value - low) < 1e-10 ? low : Math.abs(value - high) < 1e-10 ? high : value;
    return [snap(a[0] + t * dx, west, east), snap(a[1] + t * dy, south, north)];
  };
  return [enter === 0 ? a : at(enter), leave === 1 ? b : at(leave)];
}

/** Follows each piece to the border, then the border clockwise to where the next piece comes in. */
function closeAlongBorder(pieces: Point[][], box: BoundingBox): Point[][] {
  const starts = pieces
    .map((piece, index) => ({ index, at: along(piece[0], box) }))
    .sort((a, b) => a.at - b.at);
  const used = new Set<number>();
  const rings: Point[][] = [];
  for (let first = 0; first < pieces.length; first++) {
    if (used.has(first)) continue;
    const ring: Point[] = [];
    let current = first;
    do {
      used.add(current);
      ring.push(...pieces[current]);
      const from = along(ring[ring.length - 1], box);
      const next = starts.find(({ at }) => at >= from) ?? starts[0];
      ring.push(...cornersBetween(from, next.at, box));
      current = next.index;
    } while (!used.has(current));
    ring.push(ring[0]);
    rings.push(ring);
  }
  return rings;
}

/** Position on the border, clockwise from the north-west corner: 0 to 4, one per side. */
function along([lon, lat]: Point, [west, south, east, north]: BoundingBox): number {
  if (lat === north) return (lon - west) / (east - west);
  if (lon === east) return 1 + (north - lat) / (north - south);
  if (lat === south) return 2 + (east - lon) / (east - west);
  return 3 + (lat - south) / (north - south);
}

function cornersBetween(from: number, to: number, box: BoundingBox): Point[] {
  const [west, south, east, north] = box;
  const points: Point[] = [
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ];
  const end = to >= from ? to : to + 4;
  const result: Point[] = [];
  for (let corner = Math.floor(from) + 1; corner < end; corner++) result.push(points[corner % 4]);
  return result;
}

function corners([west, south, east, north]: BoundingBox): Point[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function samePoint(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function strictlyInside([lon, lat]: Point, [west, south, east, north]: BoundingBox): boolean {
  return lon > west && lon < east && lat > south && lat < north;
}

function onBorder([lon, lat]: Point, [west, south, east, north]: BoundingBox): boolean {
  return lon === west || lon === east || lat === south || lat === north;
}

function area(loop: Point[]): number {
  let twice = 0;
  for (let i = 1; i < loop.length; i++) twice += loop[i - 1][0] * loop[i][1] - loop[i][0] * loop[i - 1][1];
  return twice / 2;
}
