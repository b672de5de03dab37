/** Walls, fences and hedges as closed boxes along their line; gates stay open. */
import { says } from "../../shared/sentences.ts";
import type { MapFeature, Tags } from "../sources/map-source.ts";
import { areaRelation } from "./buildings/area-relation.ts";
import { cleanPolygons } from "./geometry/clean-polygon.ts";
import { bufferLine, intersection } from "./geometry/clip.ts";
import { drawApart } from "./geometry/draw-apart.ts";
import { boxesTouch, boxOf, type Polygon, type Ring, ringArea } from "./geometry/rings.ts";
import { ringsCross } from "./geometry/rings-cross.ts";
import { RoofGraph } from "./geometry/roof-graph.ts";
import { asOneSolid, type Soup, solidBetween } from "./geometry/solid.ts";
import { parseLength } from "./tag-values.ts";
import { toMillimetres, type WireDescriptor, type WireMesh, type Work } from "./work.ts";

interface BarrierKind {
  type: "wall" | "fence";
  heightM: number;
  widthM: number;
  detail: Record<string, string>;
}

/** Usual sizes in metres. Source: city-geometry facts (OSM2World, Streets GL); rounded. */
const kinds: Record<string, BarrierKind> = {
  wall: { type: "wall", heightM: 2, widthM: 0.25, detail: { wallType: "stone" } },
  retaining_wall: { type: "wall", heightM: 1.5, widthM: 0.4, detail: { wallType: "concrete" } },
  city_wall: { type: "wall", heightM: 8, widthM: 2, detail: { wallType: "stone" } },
  hedge: { type: "wall", heightM: 1.5, widthM: 0.8, detail: { wallType: "hedge" } },
  fence: { type: "fence", heightM: 1.5, widthM: 0.06, detail: { fenceMaterial: "wood" } },
  guard_rail: { type: "fence", heightM: 0.75, widthM: 0.1, detail: { fenceMaterial: "metal" } },
  handrail: { type: "fence", heightM: 1, widthM: 0.06, detail: { fenceMaterial: "metal" } },
  jersey_barrier: { type: "wall", heightM: 1.1, widthM: 0.6, detail: { wallType: "concrete" } },
};
const fenceHeights: Record<string, number> = {
  chain_link: 2,
  wire: 1.2,
  railing: 1.2,
  metal: 1.5,
  concrete: 2.5,
  wood: 2,
};
const fenceMaterials: Record<string, string> = {
  chain_link: "chainLink",
  wire: "chainLink",
  railing: "metal",
  metal: "metal",
  concrete: "concrete",
  wood: "wood",
};

/** Widths of openings, metres. */
const gates: Record<string, number> = {
  gate: 3,
  lift_gate: 4,
  swing_gate: 4,
  entrance: 1.5,
  kissing_gate: 1,
  stile: 0.8,
  cycle_barrier: 1.5,
  bollard: 2,
  toll_booth: 4,
};

/** On slopes a wall follows the ground in pieces of this length, mm. */
const step = 5000;
/** A side of a wall longer than 5 km is a slip of the map's: it follows the ground less closely. */
const mostSteps = 1000;
/** The foot goes this far into sloping ground, mm. */
const foot = 200;

export function* makeBarriers(work: Work): Generator<WireMesh> {
  const openings = findOpenings(work.features);
  for (const feature of work.features) {
    const kind = kindOf(feature.tags);
    if (feature.kind === "point" || feature.tags.barrier === undefined) continue;
    if (kind === null) {
      // Hedges drawn as areas are surfaces; kerbs, ditches and cables have no wall to build.
      if (feature.tags.barrier !== "hedge")
        work.report.skip("barriers", says("skip-no-barrier", { barrier: feature.tags.barrier.slice(0, 30) }));
      continue;
    }
    const lines =
      feature.kind === "line"
        ? [feature.coordinates]
        : feature.polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
    const walls: Soup[] = [];
    for (const line of lines)
      for (const part of cutAtOpenings(line, openings, work)) addWall(work, part, kind, walls);
    for (const soup of asOneSolid(walls)) yield { descriptor: describe(feature, kind), soup };
  }
}

function kindOf(tags: Tags): BarrierKind | null {
  const value = tags.barrier;
  if (value === undefined || !Object.hasOwn(kinds, value) || (value === "hedge" && tags.area === "yes"))
    return null;
  const base = kinds[value];
  const fence = tags.fence_type ?? tags.material ?? "";
  const detail =
    value === "fence" && Object.hasOwn(fenceMaterials, fence)
      ? { fenceMaterial: fenceMaterials[fence] }
      : base.detail;
  const usual = value === "fence" && Object.hasOwn(fenceHeights, fence) ? fenceHeights[fence] : base.heightM;
  return {
    type: base.type,
    heightM: sensible(parseLength(tags.height), 0.1, 60) ?? usual,
    widthM: sensible(parseLength(tags.width), 0.02, 20) ?? base.widthM,
    detail,
  };
}

function sensible(value: number | null, least: number, most: number): number | null {
  return value !== null && value >= least && value <= most ? value : null;
}

function describe({ id, tags }: MapFeature, { type, heightM, widthM, detail }: BarrierKind): WireDescriptor {
  const round = (metres: number) => Math.round(metres * 1000) / 1000;
  return {
    type,
    id,
    barrier: tags.barrier,
    height: round(heightM),
    width: round(widthM),
    minHeight: 0,
    ...detail,
  };
}

/** Place (lon,lat as in the data) → width of the opening, mm. */
function findOpenings(features: MapFeature[]): Map<string, number> {
  const openings = new Map<string, number>();
  for (const feature of features) {
    if (feature.kind !== "point" || !Object.hasOwn(gates, feature.tags.barrier ?? "")) continue;
    const width = sensible(parseLength(feature.tags.width ?? feature.tags.maxwidth), 0.3, 30);
    openings.set(`${feature.lon},${feature.lat}`, 1000 * (width ?? gates[feature.tags.barrier]));
  }
  return openings;
}

/** A gate is a point of the line: the line ends half its width before, and goes on half after. */
function cutAtOpenings(line: Float64Array, openings: Map<string, number>, { plan }: Work): Ring[] {
  const points = toMillimetres(plan, line, false);
  const parts: Ring[] = [];
  let current: Ring = [];
  for (let i = 0; i < points.length; i += 2) {
    const gap = openings.get(`${line[i]},${line[i + 1]}`);
    current.push(points[i], points[i + 1]);
    if (gap === undefined) continue;
    parts.push(shortened(current, gap / 2));
    current = startAfter(points, i, gap / 2);
  }
  parts.push(current);
  return parts.filter((part) => part.length >= 4).map((part) => part.map(Math.round));
}

/** Takes `length` off the end. */
function shortened(line: Ring, length: number): Ring {
  const result = [...line];
  let rest = length;
  while (result.length >= 4) {
    const n = result.length;
    const piece = Math.hypot(result[n - 2] - result[n - 4], result[n - 1] - result[n - 3]);
    if (piece > rest) {
      const share = rest / piece;
      result[n - 2] += share * (result[n - 4] - result[n - 2]);
      result[n - 1] += share * (result[n - 3] - result[n - 1]);
      return result;
    }
    rest -= piece;
    result.splice(n - 2, 2);
  }
  return [];
}

/** Where the line goes on after an opening at point `i`: on the next piece, or at its end where that is too short. */
function startAfter(points: Ring, i: number, length: number): Ring {
  if (i + 3 >= points.length) return [];
  const [dx, dy] = [points[i + 2] - points[i], points[i + 3] - points[i + 1]];
  const piece = Math.hypot(dx, dy);
  return piece <= length ? [] : [points[i] + (dx * length) / piece, points[i + 1] + (dy * length) / piece];
}

function addWall(work: Work, line: Ring, kind: BarrierKind, walls: Soup[]): void {
  const { plan, ground, report } = work;
  if (!boxesTouch(boxOf(line), plan.areaBox)) return;
  const sloping = ground.mesh !== null;
  const width = Math.max(40, Math.round(kind.widthM * 1000));
  const followed = sloping ? subdivided(line) : line;
  const strip = stripPolygon(followed, width) ?? drawApart(cleanPolygons(bufferLine(line, width, "butt")));
  const height = Math.round(kind.heightM * 1000);
  for (const polygon of strip) {
    const relation = areaRelation(polygon, plan.area);
    if (relation === "outside") continue;
    const pieces =
      relation === "crosses" && plan.settings.cropScene
        ? drawApart(cleanPolygons(intersection([polygon], [plan.area])))
        : [polygon];
    for (const piece of pieces) {
      const solid = wallSolid(piece, work, height);
      if (solid === null) report.skip("barriers", "skip-no-solid-line");
      else walls.push(solid);
    }
  }
}

function wallSolid(piece: Polygon, { ground }: Work, height: number): Soup | null {
  const graph = new RoofGraph(piece);
  const under = graph.z.map((_, corner) => ground.at(graph.points[2 * corner], graph.points[2 * corner + 1]));
  const depth = ground.mesh === null ? 0 : foot;
  for (let corner = 0; corner < under.length; corner++) graph.z[corner] = under[corner] + height;
  return solidBetween(graph, (corner) => under[corner] - depth, 0);
}

function subdivided(line: Ring): Ring {
  const result: Ring = [line[0], line[1]];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const pieces = Math.min(mostSteps, Math.max(1, Math.ceil(Math.hypot(dx, dy) / step)));
    for (let k = 1; k <= pieces; k++)
      result.push(line[i - 2] + (dx * k) / pieces, line[i - 1] + (dy * k) / pieces);
  }
  return result;
}

/**
 * The strip along a line with a corner on either side of each of its points, which boolean operations would drop where
 * the line is straight. Null where it would cross itself.
 */
function stripPolygon(line: Ring, width: number): Polygon[] | null {
  const closed = line.length > 6 && line[0] === line[line.length - 2] && line[1] === line[line.length - 1];
  if (closed) return null;
  const left: Ring = [];
  const right: Ring = [];
  for (let i = 0; i < line.length; i += 2) {
    const [nx, ny] = mitre(line, i);
    left.push(Math.round(line[i] + (nx * width) / 2), Math.round(line[i + 1] + (ny * width) / 2));
    right.push(Math.round(line[i] - (nx * width) / 2), Math.round(line[i + 1] - (ny * width) / 2));
  }
  const ring = [...right, ...pairsReversed(left)];
  if (ringsCross([ring])) return null;
  // Not cleaned: that would drop straight corners, and on slopes they are what follows the ground.
  return ringArea(ring) > 0 ? [{ outer: ring, holes: [] }] : null;
}

function pairsReversed(ring: Ring): Ring {
  const result: Ring = [];
  for (let i = ring.length - 2; i >= 0; i -= 2) result.push(ring[i], ring[i + 1]);
  return result;
}

/** Offset of both sides at a point of the line, for a half width of 1; sharp bends are held back. */
function mitre(line: Ring, i: number): [number, number] {
  const before = i > 0 ? direction(line, i - 2) : direction(line, i);
  const after = i + 2 < line.length ? direction(line, i) : before;
  const [nx, ny] = [-(before[1] + after[1]), before[0] + after[0]];
  const scale = Math.max(0.5, 1 + before[0] * after[0] + before[1] * after[1]);
  return [nx / scale, ny / scale];
}

function direction(line: Ring, i: number): [number, number] {
  const [dx, dy] = [line[i + 2] - line[i], line[i + 3] - line[i + 1]];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}
