/** Walls, fences and hedges as closed boxes along their line; gates stay open. */
import { says } from "../../../shared/sentences.ts";
import type { MapFeature } from "../../sources/map-source.ts";
import { areaRelation } from "../buildings/area-relation.ts";
import { cleanPolygons } from "../geometry/clean-polygon.ts";
import { bufferLine, intersection } from "../geometry/clip.ts";
import { drawApart } from "../geometry/draw-apart.ts";
import { boxesTouch, boxOf, type Polygon, type Ring } from "../geometry/rings.ts";
import { RoofGraph } from "../geometry/roof-graph.ts";
import { asOneSolid, type Soup, solidBetween } from "../geometry/solid.ts";
import type { WireDescriptor, WireMesh, Work } from "../work.ts";
import { type BarrierKind, kindOf } from "./barrier-kind.ts";
import { cutAtOpenings, findOpenings } from "./openings.ts";
import { stripPolygon, subdivided } from "./strip.ts";

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
