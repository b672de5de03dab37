/** One outline + its measures → one closed solid. What cannot be built as asked is built simpler, and says so. */
import { cleanPolygons } from "../geometry/clean-polygon.ts";
import { intersection } from "../geometry/clip.ts";
import { cropRoof } from "../geometry/crop-roof.ts";
import { type Polygon, polygonArea, type Ring, ringsOf } from "../geometry/rings.ts";
import { isClosedSolid, type Soup, solidOver } from "../geometry/solid.ts";
import type { BuildingTags } from "./building-tags.ts";
import type { Measures } from "./measure.ts";
import type { RoofShape } from "./roof-shape.ts";
import { flatRoof } from "./roofs/flat-roof.ts";
import type { Upright } from "./roofs/open-ends.ts";
import { RoofOutline } from "./roofs/roof-outline.ts";
import { type DrawnRoof, roofsOver } from "./roofs/roof-over.ts";
import { sawtoothSolid, teethOver } from "./roofs/sawtooth-roof.ts";

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
  tags: BuildingTags,
  measures: Measures,
  standing: Standing,
  crop: Polygon | null,
): Built | null {
  const outline = new RoofOutline(polygon, tags, measures);
  const asked = measures.shape !== "flat" && isThin(polygon) ? "flat" : measures.shape;
  for (const shape of [asked, ...simpler(asked)]) {
    const heights = heightsOf(outline, shape, measures);
    const solids = solidsOf(outline, shape, heights, standing, crop);
    if (solids === null) continue;
    const { total, min, roof } = heights;
    return { solids, shape, totalM: total / 1000, roofM: roof / 1000, minM: min / 1000 };
  }
  return null;
}

/** Corners of a ridge or eaves are rounded to millimetres: a thousandth of anything narrower than this, mm. */
const thinnest = 300;

/** By the width of the strip that has this area and these walls. */
function isThin(polygon: Polygon): boolean {
  const walls = ringsOf(polygon).reduce((sum, ring) => sum + lengthOf(ring), 0);
  return 2 * polygonArea(polygon) < thinnest * walls;
}

function lengthOf(ring: Ring): number {
  let length = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    length += Math.hypot(ring[next] - ring[i], ring[next + 1] - ring[i + 1]);
  }
  return length;
}

function simpler(shape: RoofShape): RoofShape[] {
  switch (shape) {
    case "flat":
      return [];
    case "onion":
      return ["dome", "pyramidal", "hipped", "flat"];
    case "pyramidal":
    case "dome":
    case "sideHipped":
    case "bellcast":
    case "hippedAndGabled":
      return ["hipped", "flat"];
    case "halfDome":
      return ["dome", "pyramidal", "hipped", "flat"];
    case "halfHipped":
    case "sideHalfHipped":
    case "crossGabled":
    case "bellcastGable":
    case "gambrel":
    case "round":
    case "doubleSaltbox":
      return ["gabled", "flat"];
    case "sawtooth":
      return ["skillion", "flat"];
    default:
      return ["flat"];
  }
}

interface Heights {
  total: number;
  min: number;
  roof: number;
}

/** All in mm. The total is never changed; the roof gives way, then the lower end. */
function heightsOf(outline: RoofOutline, shape: RoofShape, measures: Measures): Heights {
  const wanted = Math.round(outline.rise(shape));
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
  outline: RoofOutline,
  shape: RoofShape,
  { total, min, roof }: Heights,
  standing: Standing,
  crop: Polygon | null,
): Soup[] | null {
  const base = min > 0 ? standing.zero + min : standing.zero - standing.foundation;
  const eaves = standing.zero + total - roof;
  if (shape === "flat") return solidsUnder(flatRoof(outline.polygon), outline, base, eaves, crop);
  if (roof === 0) return null;
  if (shape === "sawtooth") return sawtoothSolids(outline, roof, base, eaves, crop);
  for (const drawn of roofsOver(outline, shape, roof)) {
    const solids = solidsUnder(drawn, outline, base, eaves, crop);
    if (solids !== null) return solids;
  }
  return null;
}

function solidsUnder(
  drawn: DrawnRoof,
  { polygon }: RoofOutline,
  base: number,
  eaves: number,
  crop: Polygon | null,
): Soup[] | null {
  const pieces = crop === null ? [drawn] : cropRoof(drawn, polygon, crop)?.map((piece) => piece.roof);
  if (pieces === undefined) return null;
  const solids = pieces.map((piece) => solidOver(piece, base, eaves));
  const { upright } = drawn;
  if (upright === undefined || upright.size === 0) return allOf(solids);
  // Cut right along its ridge a gable may fall together when it is put upright; leaning a little it does not.
  const stood = solids.map((solid) => solid && ifClosed(stoodUpright(solid, upright, eaves)));
  return allOf(stood) ?? allOf(solids);
}

/** Tops that stand over another place than their plan's get there. */
function stoodUpright(solid: Soup, upright: Upright, eaves: number): Soup {
  const stood = [...solid];
  for (let i = 0; i < stood.length; i += 3) {
    const place = stood[i + 2] > eaves ? upright.get(`${stood[i]},${stood[i + 1]}`) : undefined;
    if (place !== undefined) [stood[i], stood[i + 1]] = place;
  }
  return stood;
}

/** Teeth stay where they are when the outline is cut. */
function sawtoothSolids(
  outline: RoofOutline,
  height: number,
  base: number,
  eaves: number,
  crop: Polygon | null,
): Soup[] | null {
  const { polygon, axis, extent, span, roofAngle } = outline;
  const teeth = { axis, ...extent, count: teethOver(span, height, roofAngle), height };
  const pieces = crop === null ? [polygon] : cleanPolygons(intersection([polygon], [crop]));
  const solids = pieces.map((piece) => sawtoothSolid(piece, teeth, base, eaves));
  return allOf(solids.map((solid) => solid && ifClosed(solid)));
}

function ifClosed(solid: Soup): Soup | null {
  return isClosedSolid(solid) ? solid : null;
}

function allOf(solids: (Soup | null)[]): Soup[] | null {
  return solids.every((solid): solid is Soup => solid !== null) ? solids : null;
}
