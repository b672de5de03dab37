/** What several roofs ask of an outline, found once and only when asked. */
import { type Polygon, polygonArea, ringArea } from "../../geometry/rings.ts";
import type { Skeleton } from "../../geometry/straight-skeleton.ts";
import type { BuildingTags } from "../building-tags.ts";
import type { Measures } from "../measure.ts";
import { extent, narrowBox, type RoofAxis, roofAxis } from "../roof-axis.ts";
import type { RoofShape } from "../roof-shape.ts";
import type { Direction } from "./box-roof.ts";
import { type BackWall, backWall } from "./half-dome-roof.ts";
import { hullArea } from "./hull-area.ts";
import { usualTooth } from "./sawtooth-roof.ts";
import { skeletonOf } from "./skeleton-roof.ts";
import { type WingEnd, wingEnds } from "./wing-ends.ts";

export class RoofOutline {
  readonly polygon: Polygon;
  private readonly tags: BuildingTags;
  private readonly measures: Measures;
  private foundSkeleton: Skeleton | null | undefined;
  private foundAxis: RoofAxis | undefined;
  private foundEnds: WingEnd[] | undefined;
  private foundWings: boolean | undefined;
  private foundBack: BackWall | null | undefined;

  constructor(polygon: Polygon, tags: BuildingTags, measures: Measures) {
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

  get ends(): WingEnd[] {
    this.foundEnds ??= this.skeleton === null ? [] : wingEnds(this.polygon, this.skeleton);
    return this.foundEnds;
  }

  get backWall(): BackWall | null {
    if (this.foundBack === undefined) this.foundBack = backWall(this.polygon, this.axis);
    return this.foundBack;
  }

  get roofAngle(): number | null {
    return this.measures.roofAngle;
  }

  /** Extent along the axis, mm. */
  get extent(): { min: number; max: number } {
    return extent(this.polygon.outer, this.axis.x, this.axis.y);
  }

  /** Width of the roof across its ridge or slope, mm. */
  get span(): number {
    const { min, max } = this.extent;
    return max - min;
  }

  /** Along the ridge. Of a one-sided hip roof roof:direction says where the hip looks, and that is along the ridge. */
  ridge(shape: RoofShape): Direction {
    const { x, y, directed } = this.axis;
    return directed && isOneSided(shape) ? { x, y } : { x: -y, y: x };
  }

  /**
   * Whether a roof with a ridge has one in every wing, and round a yard, rather than a single one over all. Tags about
   * direction fix a single one; over a yard there can be none.
   */
  inWings(shape: RoofShape): boolean {
    if (this.hasYard) return this.skeleton !== null;
    // Of a one-sided hip the direction says which end is meant.
    if (this.axis.tagged && !isOneSided(shape)) return false;
    this.foundWings ??= !isBox(this.polygon.outer) && !isRound(this.polygon.outer) && this.ends.length > 0;
    return this.foundWings;
  }

  /** A hole too large for a light well. */
  private get hasYard(): boolean {
    const { outer, holes } = this.polygon;
    if (holes.length === 0) return false;
    return Math.abs(ringArea(outer)) - polygonArea(this.polygon) >= yard * Math.abs(ringArea(outer));
  }

  /** Rise in mm, before it is fitted under the total height. */
  rise(shape: RoofShape): number {
    const { roofHeight, roofAngle, walls, levels } = this.measures;
    if (shape === "flat") return 0;
    if (roofHeight !== null) return roofHeight * 1000;
    const run = this.run(shape);
    if (roofAngle !== null) return Math.tan((roofAngle * Math.PI) / 180) * run;
    const storey = (walls * 1000) / Math.max(1, levels ?? 1);
    const share = usualPitch[shape] ?? 1;
    const most = isCurved(shape) ? 4 * storey : Math.max(storey, 4000);
    return Math.max(200, Math.min(run * share, most));
  }

  /** How far in from the eaves the top lies, mm. */
  private run(shape: RoofShape): number {
    switch (shape) {
      case "skillion":
        return this.span;
      case "sawtooth":
        return this.span / Math.max(2, Math.round(this.span / usualTooth));
      case "hipped":
      case "mansard":
      case "quadrupleSaltbox":
      case "bellcast":
        return this.skeleton?.maxT ?? this.span / 2;
      case "halfDome":
        if (this.backWall !== null) return Math.min(this.backWall.depth, this.backWall.width / 2);
        return narrowBox(this.polygon.outer).width / 2;
      case "pyramidal":
      case "dome":
      case "onion":
        return narrowBox(this.polygon.outer).width / 2;
      default: {
        if (this.skeleton !== null && hasWings(shape) && this.inWings(shape)) return this.skeleton.maxT;
        const { x, y } = this.ridge(shape);
        const { min, max } = extent(this.polygon.outer, -y, x);
        return (max - min) / 2;
      }
    }
  }
}

/** An outline with more of its box than this has one ridge, not a ridge in every wing. */
const fillsBox = 0.97;
/** The same of its hull, where it has more corners than a few. */
const fillsHull = 0.99;
const fewCorners = 6;
/** Holes of this share of the block are a yard. */
const yard = 0.1;

/** Rise per metre of run where the tags say nothing; 1 for all others. */
const usualPitch: Partial<Record<RoofShape, number>> = { onion: 2.2, skillion: 0.25, sawtooth: 0.577 };

function isCurved(shape: RoofShape): boolean {
  return shape === "dome" || shape === "halfDome" || shape === "onion" || shape === "round";
}

function isOneSided(shape: RoofShape): boolean {
  return shape === "sideHipped" || shape === "sideHalfHipped";
}

/** Roofs that are the same on both sides of their ridge can follow wings. */
function hasWings(shape: RoofShape): boolean {
  return !(shape === "saltbox" || shape === "gabledHeightMoved" || shape === "butterfly");
}

/** Four corners near right angles, or another outline that nearly fills its box. */
function isBox(ring: number[]): boolean {
  if (ring.length === 8) return allRight(ring);
  if (ring.length < 8) return false;
  const { length, width } = narrowBox(ring);
  return Math.abs(ringArea(ring)) > fillsBox * length * width;
}

/** Many corners and no wing among them: a circle, an oval, a hall with a round end. */
function isRound(ring: number[]): boolean {
  return ring.length > 2 * fewCorners && Math.abs(ringArea(ring)) > fillsHull * hullArea(ring);
}

/** Four corners, all near a right angle (within about 6°). */
function allRight(ring: number[]): boolean {
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
