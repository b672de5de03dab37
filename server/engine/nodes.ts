/** Trees and street furniture: placed on the ground, sized in metres, turned the same way every time. */
import type { MapFeature, Tags } from "../sources/map-source.ts";
import { parseDirection } from "./buildings/roof-axis.ts";
import { forestTrees, isForest } from "./forest.ts";
import { pointInPolygon, type Ring } from "./geometry/rings.ts";
import { type NodeKind, nodeKindOf, treeTypeOf } from "./node-kind.ts";
import { seededRandom } from "./seeded.ts";
import { parseLength, parseNumber } from "./tag-values.ts";
import { toMillimetres, type WireDescriptor, type Work } from "./work.ts";

/** One infrastructure node: place in mm, scale and rotation (radians, counter-clockwise from east) as on the wire. */
export interface WireNode {
  kind: string;
  x: number;
  y: number;
  z: number;
  scale: number;
  rotation: number;
  descriptor: WireDescriptor;
}

/** A tree that nobody measured, metres; each is 0.6 to 1.25 times that. */
const usualTree = 10;
/** The same in a forest. Source: city-geometry facts (OSM2World). */
const usualForestTree = 20;
const usualShrub = 1.5;
const usualTurbine = 100;
/** Crown diameter × this ≈ height. Source: city-geometry facts (OSM2World: crown = height / 2). */
const crownToHeight = 2;
/** Between the trees of a row, metres. */
const rowSpacing = 8;
/** No row is longer than this many trees: a typing error in the spacing. */
const longestRow = 2000;

export function* makeNodes(work: Work): Generator<WireNode> {
  const { report } = work;
  for (const feature of work.features) {
    if (feature.kind === "line" && feature.tags.natural === "tree_row") yield* treeRow(work, feature);
    else {
      if (feature.kind === "line" && /^(minor_)?line$/.test(feature.tags.power ?? ""))
        report.skip("infrastructure", "skip-wires");
      const kind = nodeKindOf(feature.tags);
      // A monument with walls is a building, and drawn there.
      if (kind === null || (feature.kind === "area" && feature.tags.building !== undefined)) continue;
      const [x, y] = placeOf(work, feature);
      const node = makeNode(work, kind, feature.id, feature.tags, x, y);
      if (node !== null) yield node;
    }
  }
  for (const { seed, tags, x, y } of forestTrees(work, seededRandom)) {
    const node = makeNode(work, "tree", seed, tags, x, y);
    if (node !== null) yield node;
  }
}

function placeOf({ plan }: Work, feature: MapFeature): [number, number] {
  if (feature.kind === "point") {
    const [x, y] = plan.projection.toLocal(feature.lon, feature.lat);
    return [x * 1000, y * 1000];
  }
  const points = toMillimetres(
    plan,
    feature.kind === "line" ? feature.coordinates : feature.polygons[0].outer,
    false,
  );
  const mean = (offset: 0 | 1) =>
    points.reduce((sum, value, i) => (i % 2 === offset ? sum + value : sum), 0) / (points.length / 2);
  return [mean(0), mean(1)];
}

function makeNode(
  { plan, ground }: Work,
  kind: NodeKind,
  seed: string,
  tags: Tags,
  x: number,
  y: number,
): WireNode | null {
  const [rx, ry] = [Math.round(x), Math.round(y)];
  if (!pointInPolygon(plan.area, rx, ry)) return null;
  const random = seededRandom(seed);
  const scale = Math.round(scaleOf(kind, tags, random()) * 1000) / 1000;
  const z = ground.at(rx, ry);
  const rotation = Math.round(rotationOf(tags, random()) * 10_000) / 10_000;
  return { kind, x: rx, y: ry, z, scale, rotation, descriptor: describe(kind, seed, tags, scale) };
}

/** Metres for what grows and turns; 1 for things that come in one size. */
function scaleOf(kind: NodeKind, tags: Tags, chance: number): number {
  const tagged = parseLength(tags.height ?? tags.est_height);
  const height = tagged !== null && tagged >= 0.2 && tagged <= 300 ? tagged : null;
  if (kind === "windTurbine") return height ?? parseLength(tags["height:hub"]) ?? usualTurbine;
  if (kind === "shrubbery") return height ?? usualShrub * (0.6 + 0.65 * chance);
  if (kind !== "tree") return 1;
  const crown = parseLength(tags.diameter_crown);
  const byCrown = crown !== null && crown >= 0.5 && crown <= 40 ? crown * crownToHeight : null;
  const usual = isForest(tags) ? usualForestTree : usualTree;
  return height ?? (byCrown === null ? usual * (0.6 + 0.65 * chance) : Math.min(35, byCrown));
}

function rotationOf(tags: Tags, chance: number): number {
  const facing = parseDirection(tags.direction);
  if (facing === null) return chance * 2 * Math.PI;
  const radians = Math.PI / 2 - (facing.degrees * Math.PI) / 180;
  return radians < 0 ? radians + 2 * Math.PI : radians;
}

function describe(kind: NodeKind, id: string, tags: Tags, scale: number): WireDescriptor {
  return {
    type: kind,
    id,
    ...(kind === "tree" ? { treeType: treeTypeOf(tags), height: scale } : {}),
    ...(tags.name === undefined ? {} : { name: tags.name }),
    ...(kind !== "tree" && tags.height !== undefined ? { height: parseLength(tags.height) } : {}),
    minHeight: 0,
  };
}

function* treeRow(work: Work, feature: MapFeature & { kind: "line" }): Generator<WireNode> {
  const line = toMillimetres(work.plan, feature.coordinates, false);
  const spacing = 1000 * Math.max(1, parseNumber(feature.tags.spacing) ?? rowSpacing);
  let number = 0;
  for (const [x, y] of evenly(line, spacing)) {
    if (number >= longestRow) return;
    const node = makeNode(work, "tree", `${feature.id}#${number++}`, feature.tags, x, y);
    if (node !== null) yield node;
  }
}

/** Points along a line, first and last included, as near to `spacing` apart as fits. */
function* evenly(line: Ring, spacing: number): Generator<[number, number]> {
  let total = 0;
  for (let i = 2; i < line.length; i += 2)
    total += Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
  const pieces = Math.max(1, Math.round(total / spacing));
  let next = 0;
  let walked = 0;
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const piece = Math.hypot(dx, dy);
    for (; next <= pieces && (next * total) / pieces <= walked + piece + 1e-6; next++) {
      const share = piece === 0 ? 0 : ((next * total) / pieces - walked) / piece;
      yield [line[i - 2] + share * dx, line[i - 1] + share * dy];
    }
    walked += piece;
  }
}
