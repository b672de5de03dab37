/** Trees of forests: strewn from the forest's id, the same in every answer, never in a house, on a road or in water. */
import Flatbush from "flatbush";
import type { MapFeature, Tags } from "../sources/map-source.ts";
import { type Box, boxOf, pointInRing, type Ring, ringArea } from "./geometry/rings.ts";
import { areaType } from "./surface/area-type.ts";
import { stripOf } from "./surface/path-type.ts";
import { areaRings, isUnderground, toMillimetres, type Work } from "./work.ts";

export interface ForestTree {
  seed: string;
  tags: Tags;
  x: number;
  y: number;
}

/** One tree a square of this side: 64 a hectare. Metres. */
const usualSpacing = 12.5;
/** Above so many an answer, all its forests are strewn more thinly. */
const mostTrees = 10_000;
/** Trunks stay this far from the edge of a road, mm. */
const verge = 1000;
const metresPerDegree = 111_320;

export function isForest(tags: Tags): boolean {
  return tags.natural === "wood" || tags.landuse === "forest";
}

export function* forestTrees(work: Work, random: (seed: string) => () => number): Generator<ForestTree> {
  const forests = work.features.flatMap((feature) => {
    if (feature.kind !== "area" || !isForest(feature.tags)) return [];
    const rings = areaRings(work.plan, feature.polygons);
    return [{ feature, rings, box: overlap(boxOf(rings.flat()), work.plan.areaBox) }];
  });
  if (forests.length === 0) return;
  const spacing = spacingFor(forests);
  const isTaken = obstacles(work);
  const earlier = forestsAt(forests);
  for (const [number, { feature, rings, box }] of forests.entries())
    for (const { seed, x, y } of strewn(work, feature, box, spacing, random))
      if (insideAll(rings, x, y) && !earlier(number, x, y) && !isTaken(x, y))
        yield { seed, tags: treeTags(feature.tags), x, y };
}

/** Woods mapped twice (as land use and as nature) are planted once: what an earlier one covers is planted already. */
function forestsAt(
  forests: { rings: Ring[]; box: Box }[],
): (number: number, x: number, y: number) => boolean {
  const tree = new Flatbush(forests.length);
  for (const { box } of forests) tree.add(...box);
  tree.finish();
  return (number, x, y) =>
    tree.search(x, y, x, y, (other) => other < number && insideAll(forests[other].rings, x, y)).length > 0;
}

/** The name is the forest's, not each tree's. */
function treeTags({ name: _, ...tags }: Tags): Tags {
  return tags;
}

/** Even-odd: clearings are holes. */
function insideAll(rings: Ring[], x: number, y: number): boolean {
  return rings.filter((ring) => pointInRing(ring, x, y)).length % 2 === 1;
}

function spacingFor(forests: { rings: Ring[]; box: Box }[]): number {
  let squareMetres = 0;
  for (const { rings, box } of forests) {
    const whole = rings.reduce((sum, ring) => sum + Math.abs(ringArea(ring)), 0);
    squareMetres += Math.min(whole, Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1])) / 1e6;
  }
  return Math.max(usualSpacing, Math.sqrt(squareMetres / mostTrees));
}

/** One place a square of a lattice that is fixed on Earth, so that a neighbouring answer goes on with the same trees. */
function* strewn(
  { plan }: Work,
  { id, polygons }: MapFeature & { kind: "area" },
  [minX, minY, maxX, maxY]: Box,
  spacing: number,
  random: (seed: string) => () => number,
): Generator<{ seed: string; x: number; y: number }> {
  if (minX >= maxX || minY >= maxY) return;
  const stepLat = spacing / metresPerDegree;
  const stepLon = stepLat / Math.max(0.05, Math.cos((polygons[0].outer[1] * Math.PI) / 180));
  const corners = [
    [minX, minY],
    [maxX, minY],
    [minX, maxY],
    [maxX, maxY],
  ].map(([x, y]) => plan.projection.toLonLat(x / 1000, y / 1000));
  const range = (axis: 0 | 1, step: number) => {
    const values = corners.map((corner) => corner[axis] / step);
    return [Math.floor(Math.min(...values)), Math.floor(Math.max(...values))];
  };
  const [west, east] = range(0, stepLon);
  const [south, north] = range(1, stepLat);
  for (let row = south; row <= north; row++)
    for (let column = west; column <= east; column++) {
      const seed = `${id}#${column},${row}`;
      const chance = random(seed);
      // Off the middle by at most 0.4 of the square: neighbours keep a fifth of it between them.
      const lon = (column + 0.1 + 0.8 * chance()) * stepLon;
      const lat = (row + 0.1 + 0.8 * chance()) * stepLat;
      const [x, y] = plan.projection.toLocal(lon, lat);
      yield { seed, x: x * 1000, y: y * 1000 };
    }
}

/** Whether a place is in a building, in water, on a road or on other ground that is not a wood's. */
function obstacles(work: Work): (x: number, y: number) => boolean {
  const tests: ((x: number, y: number) => boolean)[] = [];
  const boxes: Box[] = [];
  for (const { tags, ...feature } of work.features) {
    if (isUnderground(tags)) continue;
    if (feature.kind === "area" && isBare(tags)) {
      const rings = areaRings(work.plan, feature.polygons);
      boxes.push(boxOf(rings.flat()));
      tests.push((x, y) => insideAll(rings, x, y));
    }
    const strip = feature.kind === "line" ? stripOf(tags) : null;
    if (feature.kind !== "line" || strip === null) continue;
    const line = toMillimetres(work.plan, feature.coordinates, false);
    const reach = strip.widthM * 500 + verge;
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [ax, ay, bx, by] = [line[i], line[i + 1], line[i + 2], line[i + 3]];
      const box = boxOf([ax, ay, bx, by]);
      boxes.push([box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach]);
      tests.push((x, y) => toSegment(ax, ay, bx, by, x, y) < reach);
    }
  }
  if (tests.length === 0) return () => false;
  const tree = new Flatbush(tests.length);
  for (const box of boxes) tree.add(...box);
  tree.finish();
  return (x, y) => tree.search(x, y, x, y, (index) => tests[index](x, y)).length > 0;
}

function isBare(tags: Tags): boolean {
  if (tags.building !== undefined || tags["building:part"] !== undefined) return true;
  const found = areaType(tags);
  return found !== null && (found.tier <= 4 || found.type === "pavement" || found.type === "rock");
}

function toSegment(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(1, Math.max(0, share));
  return Math.hypot(x - ax - at * dx, y - ay - at * dy);
}

function overlap(a: Box, b: Box): Box {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}
