/**
 * Where three or more arms of roads meet, the place between them is a sheet of its own: the convex patch between the
 * ends of the arms, as far as it is road. The roads are cut back to it because it lies above them in rank.
 */
import { bufferLine, intersection } from "../geometry/clip.ts";
import { type Polygon, pointInPolygon, type Ring } from "../geometry/rings.ts";
import { type Path, type Stop, stopsByPlace } from "./paths.ts";

export interface Junction {
  x: number;
  y: number;
  polygons: Polygon[];
  /** The widest first. */
  paths: Path[];
  /** The same in every answer. */
  id: string;
}

interface Arm {
  path: Path;
  /** From the junction outwards, flat. */
  line: Ring;
  length: number;
  angle: number;
  half: number;
  /** How far the junction reaches along the arm, mm. */
  reach: number;
}

/** Beyond where the kerbs of two arms meet, mm. */
const setback = 300;
/** The patch is drawn a little too wide: the kerbs themselves cut it, so that no sliver is left beside it. mm. */
const beyondKerb = 50;
/** At a sharp angle kerbs meet far away: no farther than this many half widths. */
const mostHalves = 4;

export function findJunctions(paths: readonly Path[]): Junction[] {
  const roads = paths.filter(({ strip, bridge }) => strip.pathType === "roadway" && !bridge);
  const found: Junction[] = [];
  for (const stops of stopsByPlace(roads).values()) {
    if (stops.length < 2) continue;
    const arms = stops.flatMap(armsOf).filter(({ length }) => length > 0);
    if (arms.length < 3) continue;
    const [{ path, at }] = stops;
    const polygons = patch(arms, path.line[at], path.line[at + 1]);
    if (polygons.length === 0) continue;
    found.push({
      x: path.line[at],
      y: path.line[at + 1],
      polygons,
      paths: [...new Set(arms.map((arm) => arm.path))].sort((a, b) => b.width - a.width),
      id: `${path.feature.id}#${at / 2}`,
    });
  }
  return found;
}

function armsOf({ path, at }: Stop): Arm[] {
  const forward = path.line.slice(at);
  const backward: Ring = [];
  for (let i = at; i >= 0; i -= 2) backward.push(path.line[i], path.line[i + 1]);
  return [forward, backward].map((whole) => {
    const half = path.width / 2;
    const line = start(whole, 2 * mostHalves * half + path.width);
    const length = lengthOf(line);
    // Looked at as far as the road is wide: short first pieces say little of where it leads.
    const [x, y] = placeAlong(line, Math.min(length, path.width)) ?? [line[0], line[1]];
    return { path, line, length, angle: Math.atan2(y - line[1], x - line[0]), half, reach: 0 };
  });
}

function patch(arms: Arm[], x: number, y: number): Polygon[] {
  arms.sort((a, b) => a.angle - b.angle);
  arms.forEach((arm, i) => {
    const next = arms[(i + 1) % arms.length];
    const turn = (next.angle - arm.angle + 2 * Math.PI) % (2 * Math.PI);
    if (turn <= 0 || turn >= Math.PI) return;
    // Along each arm, from the middle to where the kerb between the two meets.
    arm.reach = Math.max(arm.reach, (next.half + arm.half * Math.cos(turn)) / Math.sin(turn));
    next.reach = Math.max(next.reach, (arm.half + next.half * Math.cos(turn)) / Math.sin(turn));
  });
  const widest = Math.max(...arms.map(({ half }) => half));
  const corners: [number, number][] = [[x, y]];
  // The round end that a road has here reaches behind its last point.
  for (const { angle, half } of arms)
    for (const turn of [-0.75, 0.75]) {
      const [dx, dy] = [Math.cos(angle + turn * Math.PI), Math.sin(angle + turn * Math.PI)];
      corners.push([Math.round(x + dx * half * Math.SQRT2), Math.round(y + dy * half * Math.SQRT2)]);
    }
  for (const arm of arms) {
    // Half of a short arm is left to the junction at its other end.
    const reach = Math.min(arm.reach + setback, mostHalves * widest, arm.length / 2);
    const end = placeAlong(arm.line, reach);
    if (end === null) continue;
    const [px, py, dx, dy] = end;
    const out = arm.half + beyondKerb;
    corners.push([Math.round(px - dy * out), Math.round(py + dx * out)]);
    corners.push([Math.round(px + dy * out), Math.round(py - dx * out)]);
  }
  const hull = convexHull(corners);
  if (hull.length < 6) return [];
  const strips = arms.flatMap(({ line, path }) => bufferLine(line, path.width, "round"));
  return intersection([{ outer: hull, holes: [] }], strips).filter((part) => pointInPolygon(part, x, y));
}

/** The first `length` of a line. */
function start(line: Ring, length: number): Ring {
  const result: Ring = [line[0], line[1]];
  let rest = length;
  for (let i = 2; i < line.length && rest > 0; i += 2) {
    result.push(line[i], line[i + 1]);
    rest -= Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
  }
  return result;
}

function lengthOf(line: Ring): number {
  let total = 0;
  for (let i = 2; i < line.length; i += 2)
    total += Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
  return total;
}

/** The place `distance` along a line and its direction there. */
function placeAlong(line: Ring, distance: number): [x: number, y: number, dx: number, dy: number] | null {
  let rest = distance;
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const piece = Math.hypot(dx, dy);
    if (piece > 0 && (rest <= piece || i + 2 >= line.length)) {
      const share = Math.min(1, rest / piece);
      return [line[i - 2] + dx * share, line[i - 1] + dy * share, dx / piece, dy / piece];
    }
    rest -= piece;
  }
  return null;
}

/** Counter-clockwise. Andrew (1979), monotone chain. */
function convexHull(points: [number, number][]): Ring {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const lower = chain(sorted);
  const upper = chain(sorted.reverse());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)].flat();
}

function chain(points: [number, number][]): [number, number][] {
  const kept: [number, number][] = [];
  for (const point of points) {
    while (kept.length > 1 && !turnsLeft(kept[kept.length - 2], kept[kept.length - 1], point)) kept.pop();
    kept.push(point);
  }
  return kept;
}

function turnsLeft(a: [number, number], b: [number, number], c: [number, number]): boolean {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
}
