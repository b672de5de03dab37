/** Cuts a roof's plan at a polygon. Heights along the cut are those of the roof, so the solid ends in an upright face. */
import { cleanPolygons } from "./clean-polygon.ts";
import { intersection } from "./clip.ts";
import { type Polygon, pointInPolygon } from "./rings.ts";
import { RoofGraph } from "./roof-graph.ts";
import type { Roof } from "./solid.ts";
import { triangulateGraph } from "./triangulate.ts";

/** Within this distance (mm) a corner lies on a line. */
const near = 2.5;

/** Pieces of the roof inside `area`; empty when it lies outside. Null when the roof cannot be triangulated. */
export function cropRoof(
  roof: Roof,
  polygon: Polygon,
  area: Polygon,
): { polygon: Polygon; roof: Roof }[] | null {
  const pieces = cleanPolygons(intersection([polygon], [area]));
  const triangles = triangulateGraph(roof);
  if (triangles === null) return null;
  return pieces.map((piece) => ({ polygon: piece, roof: cropPiece(roof, triangles, piece) }));
}

/** The same roof over another outline within it (to a few mm): how a roof drawn on a box comes to a crooked outline. */
export function layRoof(roof: Roof, polygon: Polygon): Roof | null {
  const triangles = triangulateGraph(roof);
  return triangles === null ? null : cropPiece(roof, triangles, polygon);
}

function cropPiece(roof: Roof, triangles: number[], piece: Polygon): Roof {
  const graph = new RoofGraph(piece);
  const known = new Map<string, number>();
  for (let i = 0; i < roof.z.length; i++)
    known.set(`${roof.points[2 * i]},${roof.points[2 * i + 1]}`, roof.z[i]);
  for (let i = 0; i < graph.z.length; i++) {
    const [x, y] = [graph.points[2 * i], graph.points[2 * i + 1]];
    graph.z[i] = known.get(`${x},${y}`) ?? heightOn(roof, triangles, x, y);
  }
  splitLoops(graph, roof);
  for (let i = 0; i < roof.creases.length; i += 2)
    addCrease(graph, roof, roof.creases[i], roof.creases[i + 1], piece);
  return graph;
}

/** Gives the new outline corners where it passes an old corner or crosses a crease. */
function splitLoops(graph: RoofGraph, roof: Roof): void {
  graph.loops.forEach((loop, number) => {
    for (let i = loop.length - 1; i >= 0; i--) {
      const a = placeOf(graph, loop[i]);
      const b = placeOf(graph, loop[(i + 1) % loop.length]);
      const found = stopsOn(a, b, roof).map(({ x, y, z }) => graph.corner(x, y, z));
      const fresh = [...new Set(found)].filter(
        (corner) => !graph.loops.some((other) => other.includes(corner)),
      );
      graph.insertAfter(number, i, fresh);
    }
  });
}

interface Stop {
  share: number;
  x: number;
  y: number;
  z: number;
}

function stopsOn(a: [number, number], b: [number, number], roof: Roof): Stop[] {
  const stops: Stop[] = [];
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = Math.hypot(dx, dy);
  const add = (x: number, y: number, z: number) => {
    const share = ((x - a[0]) * dx + (y - a[1]) * dy) / (length * length);
    const off = Math.abs((x - a[0]) * dy - (y - a[1]) * dx) / length;
    const clear = 2 * near;
    if (off <= near && share * length > clear && (1 - share) * length > clear) stops.push({ share, x, y, z });
  };
  for (let i = 0; i < roof.z.length; i++) add(roof.points[2 * i], roof.points[2 * i + 1], roof.z[i]);
  for (let i = 0; i < roof.creases.length; i += 2) {
    const [p, q] = [roof.creases[i], roof.creases[i + 1]];
    const [px, py, qx, qy] = [
      roof.points[2 * p],
      roof.points[2 * p + 1],
      roof.points[2 * q],
      roof.points[2 * q + 1],
    ];
    const sp = dx * (py - a[1]) - dy * (px - a[0]);
    const sq = dx * (qy - a[1]) - dy * (qx - a[0]);
    if (sp < 0 === sq < 0 || sp === sq) continue;
    const u = sp / (sp - sq);
    add(px + u * (qx - px), py + u * (qy - py), roof.z[p] + u * (roof.z[q] - roof.z[p]));
  }
  stops.sort((one, two) => one.share - two.share);
  return stops.filter((stop, i) => i === 0 || (stop.share - stops[i - 1].share) * length > 2 * near);
}

/** The parts of a crease inside, from corner to corner of what lies on it. */
function addCrease(graph: RoofGraph, roof: Roof, p: number, q: number, piece: Polygon): void {
  const a: [number, number] = [roof.points[2 * p], roof.points[2 * p + 1]];
  const b: [number, number] = [roof.points[2 * q], roof.points[2 * q + 1]];
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = Math.hypot(dx, dy);
  for (const [end, [x, y]] of [
    [p, a],
    [q, b],
  ] as const)
    if (pointInPolygon(piece, x, y) && !onOutline(graph, x, y)) graph.corner(x, y, roof.z[end]);
  const on: { corner: number; at: number }[] = [];
  for (let corner = 0; corner < graph.z.length; corner++) {
    const x = graph.points[2 * corner] - a[0];
    const y = graph.points[2 * corner + 1] - a[1];
    const at = (x * dx + y * dy) / length;
    if (at < -near || at > length + near || Math.abs(x * dy - y * dx) / length > near) continue;
    on.push({ corner, at });
  }
  on.sort((one, two) => one.at - two.at);
  for (let i = 1; i < on.length; i++) {
    const [one, two] = [on[i - 1].corner, on[i].corner];
    const x = (graph.points[2 * one] + graph.points[2 * two]) / 2;
    const y = (graph.points[2 * one + 1] + graph.points[2 * two + 1]) / 2;
    if (pointInPolygon(piece, x, y) && !isWall(graph, one, two)) graph.crease(one, two);
  }
}

/** A corner nearer than this to the outline would make a triangle too thin to keep. */
function onOutline(graph: RoofGraph, x: number, y: number): boolean {
  return graph.loops.some((loop) =>
    loop.some((corner, i) => {
      const [ax, ay] = placeOf(graph, corner);
      const [bx, by] = placeOf(graph, loop[(i + 1) % loop.length]);
      const length = Math.hypot(bx - ax, by - ay);
      const share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / (length * length);
      if (share < 0 || share > 1) return Math.hypot(x - ax, y - ay) <= near;
      return Math.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length <= near;
    }),
  );
}

function isWall(graph: RoofGraph, a: number, b: number): boolean {
  return graph.loops.some((loop) => {
    const at = loop.indexOf(a);
    return (
      at >= 0 && (loop[(at + 1) % loop.length] === b || loop[(at + loop.length - 1) % loop.length] === b)
    );
  });
}

function placeOf(roof: Roof, corner: number): [number, number] {
  return [roof.points[2 * corner], roof.points[2 * corner + 1]];
}

/** Height of the roof at a place; just outside, that of the nearest triangle's plane, kept within its corners. */
function heightOn(roof: Roof, triangles: number[], x: number, y: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let height = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]];
    const [ax, ay] = placeOf(roof, a);
    const [bx, by] = placeOf(roof, b);
    const [cx, cy] = placeOf(roof, c);
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const u = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
    const v = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
    const least = Math.min(u, v, 1 - u - v);
    if (least <= best) continue;
    best = least;
    const value = roof.z[a] + u * (roof.z[b] - roof.z[a]) + v * (roof.z[c] - roof.z[a]);
    const [low, high] = [
      Math.min(roof.z[a], roof.z[b], roof.z[c]),
      Math.max(roof.z[a], roof.z[b], roof.z[c]),
    ];
    height = Math.round(Math.min(high, Math.max(low, value)));
    if (least >= 0) break;
  }
  return height;
}
