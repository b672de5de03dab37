/** The ground's surfaces: no two sheets overlap, each cut by what lies on it, laid on the terrain. */
import Flatbush from "flatbush";
import { areaRelation } from "../buildings/area-relation.ts";
import { cleanPolygons } from "../geometry/clean-polygon.ts";
import { opened } from "../geometry/clip.ts";
import { cutOut, inMillimetres } from "../geometry/cut-out.ts";
import { joinTouching } from "../geometry/join-touching.ts";
import { meetingOnes } from "../geometry/polygons-meet.ts";
import { boxesTouch, type Polygon, polygonArea, ringArea, ringsOf } from "../geometry/rings.ts";
import type { Soup } from "../geometry/solid.ts";
import { splitPinched } from "../geometry/split-pinched.ts";
import { triangulateGraph } from "../geometry/triangulate.ts";
import { flatGround, type Ground } from "../ground.ts";
import type { WireMesh, Work } from "../work.ts";
import { collectSheets } from "./collect-sheets.ts";
import type { Deck } from "./deck.ts";
import { drape, lift } from "./drape.ts";
import { finer, type Ramp, rampWalls } from "./ramp-sheets.ts";
import type { Sheet } from "./sheet.ts";
import { slab } from "./slab.ts";

/** Smaller leftovers (mm²) are rounding. 0.01 m². */
const crumb = 10_000;
/** Half the width of what rounding leaves along an edge, mm. */
const needle = 3;

export function* makeSurface(work: Work): Generator<WireMesh> {
  const { plan, report } = work;
  const flat = plan.settings.disableSurfaceProjection;
  const ground = flat ? flatGround : work.ground;
  const sheets = collectSheets(work, flat ? null : ground);
  if (sheets.length === 0) return;
  const tree = new Flatbush(sheets.length);
  for (const { box } of sheets) tree.add(...box);
  tree.finish();
  for (let i = 0; i < sheets.length; i++) {
    const sheet = sheets[i];
    if (!boxesTouch(sheet.box, plan.areaBox)) continue;
    try {
      const over = tree.search(...sheet.box, (other) => other < i);
      const cutters = over.flatMap((index) => cuttersOf(sheets[index], sheet));
      const soup = meshOf(visible(sheet, cutters, work), sheet.raised, ground, report);
      if (soup.length > 0) yield { type: sheet.descriptor.type, descriptor: sheet.descriptor, soup };
    } catch {
      report.skip("surface", "skip-not-meshed");
    }
    // A sheet that is covered gives nothing; the writer still gets its turn with the next.
  }
}

/** What of a sheet hides another one: all of it, but a deck only what lies at its own height. */
function cuttersOf({ raised, polygons }: Sheet, under: Sheet): Polygon[] {
  if (raised?.kind !== "deck") return polygons;
  if (under.raised?.kind === "deck")
    return under.raised.level === raised.level
      ? polygons
      : [...raised.low, ...raised.besideDeck(under.raised)];
  const meets = raised.jointPlaces.some((place) => under.places?.has(place));
  const beside = under.raised === null ? [] : raised.besideRamp(under.raised);
  return [...raised.low, ...beside, ...(meets ? raised.joints : [])];
}

/** What is left to see of a sheet. */
function visible(sheet: Sheet, cutters: Polygon[], { plan }: Work): Polygon[] {
  const relations = sheet.polygons.map((polygon) => areaRelation(polygon, plan.area));
  const polygons = sheet.polygons.filter((_, i) => relations[i] !== "outside");
  const crop = plan.settings.cropScene && relations.includes("crosses") ? plan.area : null;
  // Most cutters only have a box that touches the sheet's, and clipping takes time for each.
  const left = cutOut(polygons, meetingOnes(polygons, cutters), crop);
  // What is draped is cut once more, by the ground's triangles, and rounded then; slabs and walls stand on their corners.
  return (sheet.raised === null ? left : inMillimetres(left)).filter(
    (polygon) => polygonArea(polygon) >= crumb,
  );
}

function meshOf(polygons: Polygon[], raised: Sheet["raised"], ground: Ground, report: Work["report"]): Soup {
  const soup: Soup = [];
  for (const polygon of polygons) {
    const solid = raised?.kind === "deck" ? slab(polygon, raised, ground) : null;
    const plan = solid === null ? planTriangles(polygon) : [];
    if (plan === null) report.skip("surface", "skip-piece-not-meshed");
    else if (solid !== null) for (const value of solid) soup.push(value);
    else if (raised === null) drape(plan, ground, soup);
    else layRaised(plan, polygon, raised, ground, soup);
  }
  return soup;
}

/** A ramp with its walls; or a deck whose outline cannot be made a slab, as a sheet. */
function layRaised(plan: number[], polygon: Polygon, raised: Deck | Ramp, ground: Ground, soup: Soup): void {
  if (raised.kind === "deck")
    drape(plan, ground, soup, (x, y, z) =>
      Math.max(z, raised.topAt(x, y) + (ground.mesh === null ? 0 : lift)),
    );
  else {
    drape(finer(plan, raised), ground, soup, (x, y, z) => z + raised.riseAt(x, y));
    rampWalls(polygon, raised, ground, soup);
  }
}

/** Rings that touch or cross themselves by a rounding are no proper graph: cut apart, or without their needles, they are. */
function planTriangles(polygon: Polygon): number[] | null {
  const direct = trianglesOf(polygon);
  if (direct !== null) return direct;
  const triangles: number[] = [];
  for (const part of inMillimetres([polygon]).flatMap((whole) => splitPinched(whole, crumb))) {
    const found = trianglesOf(part) ?? joinedTriangles(part) ?? mendedTriangles(part);
    if (found === null) return null;
    for (const value of found) triangles.push(value);
  }
  return triangles;
}

/** Of holes that touch the outline or each other in corners. */
function joinedTriangles(polygon: Polygon): number[] | null {
  const parts = joinTouching(polygon);
  if (Math.abs(areaOf(parts) - polygonArea(polygon)) >= crumb) return null;
  const joined = parts.map(trianglesOf);
  return joined.includes(null) ? null : joined.flatMap((triangles) => triangles ?? []);
}

function mendedTriangles(polygon: Polygon): number[] | null {
  const wide = opened(polygon, needle).filter((part) => polygonArea(part) >= crumb);
  const mended = wide.map((part) => trianglesOf(part) ?? cleanedTriangles(part));
  return mended.includes(null) ? null : mended.flatMap((triangles) => triangles ?? []);
}

function cleanedTriangles(polygon: Polygon): number[] | null {
  const apart = cleanPolygons([polygon]).map(trianglesOf);
  return apart.length === 0 || apart.includes(null) ? null : apart.flatMap((triangles) => triangles ?? []);
}

function trianglesOf(polygon: Polygon): number[] | null {
  const points: number[] = [];
  const loops = ringsOf(polygon).map((ring) => {
    const first = points.length / 2;
    for (const value of ring) points.push(value);
    return Array.from({ length: ring.length / 2 }, (_, k) => first + k);
  });
  const triangles = triangulateGraph({ points, loops, creases: [] });
  if (triangles === null) return null;
  const plan: number[] = [];
  for (const corner of triangles) plan.push(points[2 * corner], points[2 * corner + 1]);
  // Where rounding made the outline cross itself, triangles can lie outside of it.
  return Math.abs(coveredBy(plan) - polygonArea(polygon)) < crumb ? plan : null;
}

const areaOf = (parts: Polygon[]) => parts.reduce((sum, part) => sum + polygonArea(part), 0);

function coveredBy(plan: number[]): number {
  let area = 0;
  for (let i = 0; i < plan.length; i += 6) area += Math.abs(ringArea(plan.slice(i, i + 6)));
  return area;
}
