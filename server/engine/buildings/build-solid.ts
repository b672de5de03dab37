/** One outline + its measures → one closed solid. What cannot be built as asked is built simpler, and says so. */
import type { Tags } from "../../sources/map-source.ts";
import { cropRoof } from "../geometry/crop-roof.ts";
import type { Polygon } from "../geometry/rings.ts";
import { RoofGraph } from "../geometry/roof-graph.ts";
import { isClosedSolid, type Roof, type Soup, solidOver } from "../geometry/solid.ts";
import type { Skeleton } from "../geometry/straight-skeleton.ts";
import { domeRings, onionRings, pyramidRoof, ringRoof, visibleCentre } from "./central-roof.ts";
import type { Measures } from "./measure.ts";
import { profileRoof, profiles } from "./profile-roof.ts";
import { extent, narrowBox, type RoofAxis, roofAxis } from "./roof-axis.ts";
import type { RoofShape } from "./roof-shape.ts";
import { gabledSkeletonRoof, rises, skeletonOf, skeletonRoof } from "./skeleton-roof.ts";

/** Metres and mm as built. */
export interface Built {
  /** One solid per piece of the outline that is left. */
  solids: Soup[];
  shape: RoofShape;
  totalM: number;
  roofM: number;
  minM: number;
}

/** Where the solid stands: z of height 0, and how deep the foundation reaches (mm). */
export interface Standing {
  zero: number;
  foundation: number;
}

/** Walls under a roof that takes all the height, and everything else that would be flat, mm. */
const leastWall = 10;
/** Thickness of a roof without walls under it, mm. */
const slab = 300;

/** `crop`: cut at this polygon, null = whole. No solids = nothing of it lies inside. Null = impossible. */
export function buildSolid(
  polygon: Polygon,
  tags: Tags,
  measures: Measures,
  standing: Standing,
  crop: Polygon | null,
): Built | null {
  const shape = new ShapeOf(polygon, tags, measures);
  for (const candidate of [measures.shape, ...simpler(measures.shape)]) {
    const heights = heightsOf(shape, candidate, measures);
    const solids = solidsOf(shape, candidate, heights, standing, crop);
    if (solids === null) continue;
    const { total, min, roof } = heights;
    return { solids, shape: candidate, totalM: total / 1000, roofM: roof / 1000, minM: min / 1000 };
  }
  return null;
}

function simpler(shape: RoofShape): RoofShape[] {
  if (shape === "flat") return [];
  if (shape === "onion") return ["dome", "pyramidal", "hipped", "flat"];
  if (shape === "pyramidal" || shape === "dome") return ["hipped", "flat"];
  return ["flat"];
}

/** What several shapes ask of an outline, found once and only when asked. */
class ShapeOf {
  readonly polygon: Polygon;
  readonly tags: Tags;
  private readonly measures: Measures;
  private foundSkeleton: Skeleton | null | undefined;
  private foundAxis: RoofAxis | undefined;

  constructor(polygon: Polygon, tags: Tags, measures: Measures) {
    this.polygon = polygon;
    this.tags = tags;
    this.measures = measures;
  }

  get skeleton(): Skeleton | null {
    if (this.foundSkeleton === undefined) this.foundSkeleton = skeletonOf(this.polygon);
    return this.foundSkeleton;
  }

  get axis(): RoofAxis {
    this.foundAxis ??= roofAxis(this.tags, this.polygon.outer);
    return this.foundAxis;
  }

  /** Width of the roof across its ridge or slope, mm. */
  get span(): number {
    const { min, max } = extent(this.polygon.outer, this.axis.x, this.axis.y);
    return max - min;
  }

  /** Rise in mm, before it is fitted under the total height. */
  rise(shape: RoofShape): number {
    const { roofHeight, roofAngle, walls, levels } = this.measures;
    if (shape === "flat") return 0;
    if (roofHeight !== null) return roofHeight * 1000;
    const run = this.run(shape);
    if (roofAngle !== null) return Math.tan((roofAngle * Math.PI) / 180) * run;
    const storey = (walls * 1000) / Math.max(1, levels ?? 1);
    const usual = { dome: run, onion: 2.2 * run, round: run, skillion: run * 0.25 }[shape as string] ?? run;
    const most =
      shape === "dome" || shape === "onion" || shape === "round" ? 4 * storey : Math.max(storey, 4000);
    return Math.max(200, Math.min(usual, most));
  }

  /** How far in from the eaves the top lies, mm. */
  private run(shape: RoofShape): number {
    if (shape === "skillion") return this.span;
    if (shape === "hipped" || shape === "mansard" || shape === "quadrupleSaltbox")
      return this.skeleton?.maxT ?? this.span / 2;
    if (shape === "pyramidal" || shape === "dome" || shape === "onion")
      return narrowBox(this.polygon.outer).width / 2;
    return this.span / 2;
  }
}

interface Heights {
  total: number;
  min: number;
  roof: number;
}

/** All in mm. The total is never changed; the roof gives way, then the lower end. */
function heightsOf(shapeOf: ShapeOf, shape: RoofShape, measures: Measures): Heights {
  const wanted = Math.round(shapeOf.rise(shape));
  const total = Math.max(
    50,
    Math.round(measures.total !== null ? measures.total * 1000 : measures.walls * 1000 + wanted),
  );
  const lower = Math.round(measures.min * 1000);
  let min = lower >= total ? Math.max(0, total - wanted - 100) : lower;
  const free = total - min;
  const guessed = measures.roofHeight === null && measures.roofAngle === null;
  const roof = Math.max(
    0,
    Math.min(wanted, free - leastWall, guessed && measures.total !== null ? Math.round(free / 2) : wanted),
  );
  if (measures.open && min === 0) min = Math.max(0, total - roof - slab);
  return { total, min, roof };
}

function solidsOf(
  shapeOf: ShapeOf,
  shape: RoofShape,
  { total, min, roof }: Heights,
  standing: Standing,
  crop: Polygon | null,
): Soup[] | null {
  const base = min > 0 ? standing.zero + min : standing.zero - standing.foundation;
  const eaves = standing.zero + total - roof;
  const { polygon } = shapeOf;
  if (shape !== "flat" && roof === 0) return null;
  const graph = roofOf(shapeOf, shape, roof);
  if (graph === null) return null;
  const pieces = crop === null ? [graph] : cropRoof(graph, polygon, crop)?.map((piece) => piece.roof);
  if (pieces === undefined) return null;
  const solids: Soup[] = [];
  for (const piece of pieces) {
    const solid = closedSolid(piece, base, eaves);
    if (solid === null) return null;
    solids.push(solid);
  }
  return solids;
}

/** The roof as drawn; where its creases cannot be kept, the same corners without them; else nothing. */
function closedSolid(roof: Roof, base: number, eaves: number): Soup | null {
  const solid = solidOver(roof, base, eaves);
  return solid !== null && isClosedSolid(solid) ? solid : null;
}

function roofOf(shapeOf: ShapeOf, shape: RoofShape, height: number): Roof | null {
  const { polygon } = shapeOf;
  switch (shape) {
    case "flat":
      return new RoofGraph(polygon);
    case "gabled":
      return gabledRoof(shapeOf, height);
    case "skillion":
    case "gambrel":
    case "saltbox":
    case "doubleSaltbox":
    case "round":
      return profileRoof(polygon, shapeOf.axis, profiles[shape], height);
    case "hipped":
    case "mansard":
    case "quadrupleSaltbox":
      return shapeOf.skeleton === null ? null : skeletonRoof(polygon, shapeOf.skeleton, rises[shape], height);
    case "pyramidal": {
      const centre = visibleCentre(polygon);
      return centre === null ? null : pyramidRoof(polygon, centre, height);
    }
    case "dome": {
      const centre = visibleCentre(polygon);
      if (centre !== null) return ringRoof(polygon, centre, domeRings, height);
      return shapeOf.skeleton === null ? null : skeletonRoof(polygon, shapeOf.skeleton, rises.dome, height);
    }
    case "onion": {
      const centre = visibleCentre(polygon);
      return centre === null ? null : ringRoof(polygon, centre, onionRings, height);
    }
  }
}

/** A box, or a ridge the tags fix: one ridge. Any other outline: a ridge in every wing. */
function gabledRoof(shapeOf: ShapeOf, height: number): Roof {
  const { polygon, axis } = shapeOf;
  const single = () => profileRoof(polygon, axis, profiles.gabled, height);
  if (axis.tagged || (polygon.outer.length === 8 && polygon.holes.length === 0 && isBox(polygon.outer)))
    return single();
  const { skeleton } = shapeOf;
  return (skeleton === null ? null : gabledSkeletonRoof(polygon, skeleton, height)) ?? single();
}

/** Four corners, all near a right angle (within about 6°). */
function isBox(ring: number[]): boolean {
  for (let i = 0; i < 8; i += 2) {
    const [j, k] = [(i + 2) % 8, (i + 4) % 8];
    const [ux, uy, vx, vy] = [
      ring[j] - ring[i],
      ring[j + 1] - ring[i + 1],
      ring[k] - ring[j],
      ring[k + 1] - ring[j + 1],
    ];
    if (Math.abs(ux * vx + uy * vy) > 0.1 * Math.hypot(ux, uy) * Math.hypot(vx, vy)) return false;
  }
  return true;
}
