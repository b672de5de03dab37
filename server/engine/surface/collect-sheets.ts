/** All sheets of the ground, in the order in which they hide each other. */
import type { MapFeature } from "../../sources/map-source.ts";
import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { bufferLine, clipLine, intersection } from "../geometry/clip.ts";
import { type Box, boxOf, type Polygon, polygonArea } from "../geometry/rings.ts";
import { areaRings, type WireDescriptor, type Work } from "../work.ts";
import { areaType } from "./area-type.ts";
import { findJunctions, type Junction } from "./junctions.ts";
import type { PathType, Strip } from "./path-type.ts";
import { type Path, pathOf } from "./paths.ts";
import { reach } from "./reach.ts";

export interface Sheet {
  polygons: Polygon[];
  box: Box;
  descriptor: WireDescriptor & { type: string };
  /** Sorted ascending: a sheet is cut by all before it. */
  rank: number;
  /** Bridges: their middle line (flat, mm), which hangs straight from end to end. */
  deck: number[] | null;
}

const pathRanks: Record<PathType, number> = {
  tramway: 0.1,
  railway: 0.2,
  roadway: 0.3,
  cycleway: 0.5,
  footway: 0.6,
  runway: 0.7,
};
const junctionRank = 1.25;
/** More than any area in mm², so that tiers do not mix. */
const tierStep = 1e16;

export function collectSheets(work: Work): Sheet[] {
  const frame = reachPolygon(work);
  const sheets: Sheet[] = [];
  const paths: Path[] = [];
  for (const feature of work.features) {
    try {
      if (feature.kind === "area") sheets.push(...areaSheet(work, feature, frame));
      if (feature.kind !== "line") continue;
      const path = pathOf(work, feature);
      if (path === "tunnel") work.report.skip("surface", "in a tunnel");
      else if (path === null) countOpenArea(work, feature);
      else {
        paths.push(path);
        sheets.push(...pathSheet(path, frame));
      }
    } catch {
      work.report.skip("surface", "the outline could not be used");
    }
  }
  for (const junction of findJunctions(paths)) sheets.push(junctionSheet(junction));
  return sheets.sort((a, b) => a.rank - b.rank);
}

function reachPolygon({ plan }: Work): Polygon {
  const margin = plan.settings.cropScene ? 2000 : reach;
  const [minX, minY, maxX, maxY] = plan.areaBox;
  const [west, south, east, north] = [minX - margin, minY - margin, maxX + margin, maxY + margin];
  return { outer: [west, south, east, south, east, north, west, north], holes: [] };
}

function areaSheet(work: Work, feature: MapFeature & { kind: "area" }, frame: Polygon): Sheet[] {
  const { tags } = feature;
  const found = areaType(tags);
  if (found === null) return [];
  if (isHidden(feature)) {
    work.report.skip("surface", "underground");
    return [];
  }
  const whole = cleanPolygon(areaRings(work.plan, feature.polygons));
  const polygons = reachesOut(boxOf(whole.flatMap(({ outer }) => outer)), frame)
    ? intersection(whole, [frame])
    : whole;
  if (polygons.length === 0) return [];
  const size = polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  const descriptor = {
    type: found.type,
    id: feature.id,
    ...(tags.name === undefined ? {} : { name: tags.name }),
  };
  return [{ polygons, box: boxesOf(polygons), descriptor, rank: found.tier * tierStep + size, deck: null }];
}

/** Areas that somebody mapped as a line that does not close. */
function countOpenArea({ report }: Work, { tags }: MapFeature): void {
  if (
    tags.highway === undefined &&
    tags.barrier === undefined &&
    areaType(tags) !== null &&
    tags.building === undefined
  )
    report.skip("surface", "an area mapped as an open line");
}

function pathSheet({ feature, strip, line, width, bridge }: Path, frame: Polygon): Sheet[] {
  const lines = reachesOut(boxOf(line), frame) ? clipLine(line, [frame]) : [line];
  const polygons = lines.flatMap((part) => bufferLine(part, width, bridge ? "butt" : "round"));
  if (polygons.length === 0) return [];
  return [
    {
      polygons,
      box: boxesOf(polygons),
      descriptor: stripDescriptor(feature, strip, bridge),
      rank: rankOf(strip, bridge),
      deck: bridge && lines.length === 1 ? lines[0] : null,
    },
  ];
}

/** Below rails and above the roads that meet in it. */
function junctionSheet({ polygons, paths, id }: Junction): Sheet {
  const [{ strip, feature }] = paths;
  const descriptor = {
    type: "roadwayIntersection",
    id,
    intersectionMaterial: strip.material ?? "asphalt",
    highway: feature.tags.highway,
  };
  return { polygons, box: boxesOf(polygons), descriptor, rank: junctionRank * tierStep, deck: null };
}

/** Bridges lie over everything, water lines under all roads and over water areas. */
function rankOf(strip: Strip, bridge: boolean): number {
  if (strip.pathType === null) return 3 * tierStep;
  return ((bridge ? 0 : 1) + pathRanks[strip.pathType]) * tierStep;
}

function stripDescriptor({ id, tags }: MapFeature, strip: Strip, bridge: boolean): Sheet["descriptor"] {
  const lanes = Number(tags.lanes);
  return {
    type: strip.type,
    id,
    ...(strip.pathType === null
      ? {}
      : { pathType: strip.pathType, highway: tags.highway ?? tags.railway ?? tags.aeroway }),
    width: Math.round(strip.widthM * 1000) / 1000,
    ...(strip.material === null ? {} : { pathMaterial: strip.material }),
    ...(Number.isInteger(lanes) && lanes > 0 ? { lanes } : {}),
    ...(tags.name === undefined ? {} : { name: tags.name }),
    ...(bridge ? { bridge: true } : {}),
  };
}

function isHidden({ tags }: MapFeature): boolean {
  return (
    (tags.tunnel !== undefined && tags.tunnel !== "no") ||
    tags.location === "underground" ||
    tags.parking === "underground" ||
    (tags.parking === "multi-storey" && tags.building !== undefined)
  );
}

function boxesOf(polygons: Polygon[]): Box {
  return boxOf(polygons.flatMap(({ outer }) => outer));
}

function reachesOut(box: Box, frame: Polygon): boolean {
  const around = boxOf(frame.outer);
  return box[0] < around[0] || box[1] < around[1] || box[2] > around[2] || box[3] > around[3];
}
