/** What the solids of a building say in the engine's terms: footprint, height, and the roof type that fits best. */
import { union } from "../../engine/geometry/clip.ts";
import { ringArea } from "../../engine/geometry/rings.ts";
import type { Tags } from "../map-source.ts";
import type { Corner, Surface } from "./cityjson-geometry.ts";

export interface BuildingMeasures {
  /** MultiPolygon in the file's system: closed rings of x and y; empty where nothing is on the ground. */
  footprint: [number, number][][][];
  tags: Tags;
}

/** Height of the lowest ground of some surfaces, metres of the file; infinite where there is none. */
export function groundLevel(surfaces: Surface[]): number {
  return lowest(groundOf(surfaces.map((surface) => ({ ...surface, ...normalOf(surface.rings[0]) }))).lowest);
}

/** Steeper than this is no roof, flatter than this is flat. Vertical part of the unit normal. */
const wall = 0.05;
const flat = 0.995;

/** `zero`: the ground of the whole building, when these are the surfaces of a part of it. */
export function buildingMeasures(surfaces: Surface[], zero?: number): BuildingMeasures {
  const facing = surfaces.map((surface) => ({ ...surface, ...normalOf(surface.rings[0]) }));
  const { ground, lowest: grounded } = groundOf(facing);
  const heights = surfaces.flatMap(({ rings }) => rings.flat().map(([, , z]) => z));
  const base = lowest(grounded);
  const top = heights.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const footprint = footprintOf(ground);
  if (footprint.length === 0 || !(top - base > 0.1)) return { footprint, tags: {} };
  const level = Math.min(base, zero ?? base);
  const above: Tags = base - level > 0.1 ? { min_height: metres(base - level) } : {};
  return { footprint, tags: { height: metres(top - level), ...above, ...roofOf(facing, top) } };
}

type Facing = Surface & { area: number; up: number; east: number; north: number };

/** Newell's method: area and unit normal of a ring that need not be plane. */
function normalOf(ring: Corner[]): Pick<Facing, "area" | "up" | "east" | "north"> {
  let [x, y, z] = [0, 0, 0];
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length];
    x += (a[1] - b[1]) * (a[2] + b[2]);
    y += (a[2] - b[2]) * (a[0] + b[0]);
    // Relative to the first corner: national grids have large numbers.
    z += (a[0] - ring[0][0] - (b[0] - ring[0][0])) * (a[1] - ring[0][1] + (b[1] - ring[0][1]));
  });
  const length = Math.hypot(x, y, z);
  return { area: length / 2, east: x / length || 0, north: y / length || 0, up: z / length || 0 };
}

/**
 * Where it stands, and the surfaces whose lowest corner is the ground: what is called ground; else what looks down; of a
 * footprint alone all of it; and of a shell without a bottom the plan of its roof, over its lowest corner.
 */
function groundOf(surfaces: Facing[]): { ground: Facing[]; lowest: Facing[] } {
  const named = surfaces.filter(({ type }) => type === "GroundSurface");
  if (named.length > 0) return { ground: named, lowest: named };
  const down = surfaces.filter(({ up }) => up < -flat);
  if (down.length > 0) return { ground: down, lowest: down };
  if (surfaces.every(({ up }) => up > flat)) return { ground: surfaces, lowest: surfaces };
  const roofs = surfaces.filter(({ up, type }) => type === "RoofSurface" || (type === null && up > wall));
  return { ground: roofs, lowest: roofs.length === 0 ? [] : surfaces };
}

function lowest(surfaces: Facing[]): number {
  return surfaces
    .flatMap(({ rings }) => rings.flat())
    .reduce((least, [, , z]) => Math.min(least, z), Number.POSITIVE_INFINITY);
}

function footprintOf(ground: Facing[]): [number, number][][][] {
  const origin = ground[0]?.rings[0][0];
  if (origin === undefined) return [];
  const polygons = ground.map(({ rings: [outer, ...holes] }) => ({
    outer: millimetres(outer, origin, true),
    holes: holes.map((hole) => millimetres(hole, origin, false)),
  }));
  const back = (ring: number[]): [number, number][] => {
    const points = Array.from({ length: ring.length / 2 }, (_, i): [number, number] => [
      origin[0] + ring[2 * i] / 1000,
      origin[1] + ring[2 * i + 1] / 1000,
    ]);
    return [...points, points[0]];
  };
  return union(polygons).map(({ outer, holes }) => [outer, ...holes].map(back));
}

function millimetres(ring: Corner[], origin: Corner, counterClockwise: boolean): number[] {
  const points = ring.map(([x, y]) => [
    Math.round((x - origin[0]) * 1000),
    Math.round((y - origin[1]) * 1000),
  ]);
  const result = points.flat();
  return ringArea(result) > 0 === counterClockwise ? result : points.reverse().flat();
}

/** By plan area: mostly flat; one slope; two that face away from each other; four to a ridge, or to one point. */
function roofOf(surfaces: Facing[], top: number): Tags {
  const roofs = surfaces.filter(({ up, type }) => up > wall && (type === "RoofSurface" || type === null));
  const plan = (list: Facing[]) => list.reduce((sum, { area, up }) => sum + area * up, 0);
  const slopes = roofs.filter(({ up }) => up < flat);
  if (roofs.length === 0) return {};
  if (plan(slopes) < 0.5 * plan(roofs)) return { "roof:shape": "flat" };
  const eaves = Math.min(...slopes.flatMap(({ rings }) => rings[0].map(([, , z]) => z)));
  const height: Tags = top - eaves > 0.1 ? { "roof:height": metres(top - eaves) } : {};
  const sides = sidesOf(slopes);
  const direction: Tags = { "roof:direction": String(Math.round(sides[0].azimuth)) };
  if (sides.length === 1) return { "roof:shape": "skillion", ...direction, ...height };
  const apart = Math.abs(((sides[0].azimuth - sides[1].azimuth + 540) % 360) - 180);
  if (sides.length === 2 && apart > 135) return { "roof:shape": "gabled", ...direction, ...height };
  const pointed = slopes.every(({ rings }) => rings[0].length === 3);
  return { "roof:shape": pointed ? "pyramidal" : "hipped", ...height };
}

/** Directions the slopes look to, degrees from north, within 30° together; the largest first, the smallest left out. */
function sidesOf(slopes: Facing[]): { azimuth: number; plan: number }[] {
  const sides: { azimuth: number; plan: number }[] = [];
  for (const { east, north, area, up } of [...slopes].sort((a, b) => b.area - a.area)) {
    const azimuth = ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
    const near = sides.find((side) => Math.abs(((side.azimuth - azimuth + 540) % 360) - 180) < 30);
    if (near === undefined) sides.push({ azimuth, plan: area * up });
    else near.plan += area * up;
  }
  const total = sides.reduce((sum, { plan }) => sum + plan, 0);
  return sides.filter(({ plan }) => plan > 0.05 * total).sort((a, b) => b.plan - a.plan);
}

function metres(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
