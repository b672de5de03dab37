/** The ground's surfaces: no two sheets overlap, each cut by what lies on it, laid on the terrain. */
import Flatbush from "flatbush";
import { areaRelation } from "../buildings/area-relation.ts";
import { cleanPolygons } from "../geometry/clean-polygon.ts";
import { difference, intersection, opened } from "../geometry/clip.ts";
import { boxesTouch, type Polygon, polygonArea, ringsOf } from "../geometry/rings.ts";
import type { Soup } from "../geometry/solid.ts";
import { splitPinched } from "../geometry/split-pinched.ts";
import { triangulateGraph } from "../geometry/triangulate.ts";
import { flatGround, type Ground } from "../ground.ts";
import type { WireMesh, Work } from "../work.ts";
import { collectSheets, type Sheet } from "./collect-sheets.ts";
import { deckGround } from "./deck.ts";
import { drape } from "./drape.ts";

/** Smaller leftovers (mm²) are rounding. 0.01 m². */
const crumb = 10_000;
/** Half the width of what rounding leaves along an edge, mm. */
const needle = 3;

export function* makeSurface(work: Work): Generator<WireMesh> {
  const { plan, report } = work;
  const sheets = collectSheets(work);
  if (sheets.length === 0) return;
  const tree = new Flatbush(sheets.length);
  for (const { box } of sheets) tree.add(...box);
  tree.finish();
  const flat = plan.settings.disableSurfaceProjection;
  for (let i = 0; i < sheets.length; i++) {
    const sheet = sheets[i];
    if (!boxesTouch(sheet.box, plan.areaBox)) continue;
    const ground = flat ? flatGround : deckGround(sheet, work.ground);
    try {
      const over = tree.search(...sheet.box, (other) => other < i);
      const polygons = visible(
        sheet,
        over.map((index) => sheets[index]),
        work,
      );
      const soup = meshOf(polygons, ground, report);
      if (soup.length > 0) yield { type: sheet.descriptor.type, descriptor: sheet.descriptor, soup };
    } catch {
      report.skip("surface", "the outline could not be meshed");
    }
    // A sheet that is covered gives nothing; the writer still gets its turn with the next.
  }
}

/** What is left to see of a sheet. */
function visible(sheet: Sheet, over: Sheet[], { plan }: Work): Polygon[] {
  const relations = sheet.polygons.map((polygon) => areaRelation(polygon, plan.area));
  let polygons = sheet.polygons.filter((_, i) => relations[i] !== "outside");
  if (polygons.length === 0) return [];
  if (over.length > 0)
    polygons = difference(
      polygons,
      over.flatMap((other) => other.polygons),
    );
  // The crop comes last: every operation rounds, and the cut edge should be rounded once.
  if (plan.settings.cropScene && relations.includes("crosses"))
    polygons = intersection(polygons, [plan.area]);
  return polygons.filter((polygon) => polygonArea(polygon) >= crumb);
}

function meshOf(polygons: Polygon[], ground: Ground, report: Work["report"]): Soup {
  const soup: Soup = [];
  for (const polygon of polygons) {
    const plan = planTriangles(polygon);
    if (plan === null) report.skip("surface", "a piece of the outline could not be meshed");
    else drape(plan, ground, soup);
  }
  return soup;
}

/** Rings that touch or cross themselves by a rounding are no proper graph: cut apart, or without their needles, they are. */
function planTriangles(polygon: Polygon): number[] | null {
  const direct = trianglesOf(polygon);
  if (direct !== null) return direct;
  const triangles: number[] = [];
  for (const part of splitPinched(polygon, crumb)) {
    const found = trianglesOf(part) ?? mendedTriangles(part);
    if (found === null) return null;
    for (const value of found) triangles.push(value);
  }
  return triangles;
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
  return plan;
}
