/** All sheets of the ground, in the order in which they hide each other. */
import type { MapFeature } from "../../sources/map-source.ts";
import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { bufferLine, clipLine, intersection } from "../geometry/clip.ts";
import { type Box, boxOf, type Polygon, polygonArea } from "../geometry/rings.ts";
import { areaRings, toMillimetres, type WireDescriptor, type Work } from "../work.ts";
import { areaType } from "./area-type.ts";
import { type PathType, type Strip, stripOf } from "./path-type.ts";
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
/** More than any area in mm², so that tiers do not mix. */
const tierStep = 1e16;

export function collectSheets(work: Work): Sheet[] {
  const frame = reachPolygon(work);
  const sheets: Sheet[] = [];
  for (const feature of work.features) {
    try {
      const sheet =
        feature.kind === "area" ? areaSheet(work, feature, frame) : lineSheet(work, feature, frame);
      if (sheet !== null) sheets.push(sheet);
    } catch {
      work.report.skip("surface", "the outline could not be used");
    }
  }
  return sheets.sort((a, b) => a.rank - b.rank);
}

function reachPolygon({ plan }: Work): Polygon {
  const margin = plan.settings.cropScene ? 2000 : reach;
  const [minX, minY, maxX, maxY] = plan.areaBox;
  const [west, south, east, north] = [minX - margin, minY - margin, maxX + margin, maxY + margin];
  return { outer: [west, south, east, south, east, north, west, north], holes: [] };
}

function areaSheet(work: Work, feature: MapFeature & { kind: "area" }, frame: Polygon): Sheet | null {
  const { tags } = feature;
  const found = areaType(tags);
  if (found === null) return null;
  if (isHidden(feature)) {
    work.report.skip("surface", "underground");
    return null;
  }
  const whole = cleanPolygon(areaRings(work.plan, feature.polygons));
  const polygons = reachesOut(boxOf(whole.flatMap(({ outer }) => outer)), frame)
    ? intersection(whole, [frame])
    : whole;
  if (polygons.length === 0) return null;
  const size = polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  const descriptor = {
    type: found.type,
    id: feature.id,
    ...(tags.name === undefined ? {} : { name: tags.name }),
  };
  return { polygons, box: boxesOf(polygons), descriptor, rank: found.tier * tierStep + size, deck: null };
}

function lineSheet(work: Work, feature: MapFeature, frame: Polygon): Sheet | null {
  if (feature.kind !== "line") return null;
  const { tags } = feature;
  const strip = stripOf(tags);
  if (strip === null || tags.area === "yes") {
    if (
      tags.highway === undefined &&
      tags.barrier === undefined &&
      areaType(tags) !== null &&
      tags.building === undefined
    )
      work.report.skip("surface", "an area mapped as an open line");
    return null;
  }
  if (tags.tunnel !== undefined && tags.tunnel !== "no" && tags.tunnel !== "building_passage") {
    work.report.skip("surface", "in a tunnel");
    return null;
  }
  const line = toMillimetres(work.plan, feature.coordinates, false).map(Math.round);
  const lines = reachesOut(boxOf(line), frame) ? clipLine(line, [frame]) : [line];
  const bridge = tags.bridge !== undefined && tags.bridge !== "no";
  const width = Math.round(strip.widthM * 1000);
  const polygons = lines.flatMap((part) => bufferLine(part, width, bridge ? "butt" : "round"));
  if (polygons.length === 0) return null;
  return {
    polygons,
    box: boxesOf(polygons),
    descriptor: stripDescriptor(feature, strip, bridge),
    rank: rankOf(strip, bridge),
    deck: bridge && lines.length === 1 ? lines[0] : null,
  };
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
