/** All sheets of the ground, in the order in which they hide each other. */
import type { Tags } from "../../sources/map-source.ts";
import { bufferLine, clipLine } from "../geometry/clip.ts";
import { boxAround, boxOf, type Polygon } from "../geometry/rings.ts";
import type { Ground } from "../ground.ts";
import type { Work } from "../work.ts";
import { areaSheet, countOpenArea, isOpenWater } from "./area-sheets.ts";
import { raiseBridgeArea } from "./bridge-areas.ts";
import { bridgeProfiles, type Profiles } from "./bridges.ts";
import { deckOf } from "./deck.ts";
import { findJunctions, type Junction } from "./junctions.ts";
import type { PathType, Strip } from "./path-type.ts";
import { keysOf, type Path, pathOf, placeKey } from "./paths.ts";
import { rampOf } from "./ramp-sheets.ts";
import { reach, reachesOut } from "./reach.ts";
import { type Sheet, tierStep } from "./sheet.ts";

const pathRanks: Record<PathType, number> = {
  tramway: 0.1,
  railway: 0.2,
  roadway: 0.3,
  cycleway: 0.5,
  footway: 0.6,
  runway: 0.7,
};
const junctionRank = 1.25;

/** `ground`: what the surfaces lie on; null keeps bridges down too. */
export function collectSheets(work: Work, ground: Ground | null): Sheet[] {
  const frame = reachPolygon(work);
  const sheets: Sheet[] = [];
  const areas: { sheet: Sheet; tags: Tags }[] = [];
  const paths: Path[] = [];
  const counted = (make: () => Sheet[]) => {
    try {
      sheets.push(...make());
    } catch {
      work.report.skip("surface", "skip-not-used");
    }
  };
  for (const feature of work.features) {
    if (feature.kind === "area")
      counted(() => {
        const sheet = areaSheet(work, feature, frame);
        if (sheet !== null) areas.push({ sheet, tags: feature.tags });
        return sheet === null ? [] : [sheet];
      });
    if (feature.kind !== "line") continue;
    const path = pathOf(work, feature);
    if (path === "tunnel") work.report.skip("surface", "skip-in-tunnel");
    else if (path === null) countOpenArea(work, feature);
    else paths.push(path);
  }
  const waters = areas.flatMap(({ sheet, tags }) => (isOpenWater(sheet, tags) ? sheet.polygons : []));
  const profiles = ground === null ? flatProfiles : bridgeProfiles(paths, ground, waters);
  const lines: Lines = { ...profiles, ground, frame, meet: profiles.decks.size > 0 };
  for (const path of paths) counted(() => pathSheet(path, lines));
  for (const junction of findJunctions(paths)) sheets.push(junctionSheet(junction, lines));
  for (const { sheet, tags } of areas)
    if (ground !== null && tags.man_made === "bridge") raiseBridgeArea(sheet, tags, paths, profiles, ground);
  return sheets.sort((a, b) => a.rank - b.rank);
}

const flatProfiles: Profiles = { decks: new Map(), joints: new Set(), ramps: new Map() };

interface Lines extends Profiles {
  ground: Ground | null;
  frame: Polygon;
  /** Only with decks it matters which ways meet. */
  meet: boolean;
}

function reachPolygon({ plan }: Work): Polygon {
  const margin = plan.settings.cropScene ? 2000 : reach;
  const [minX, minY, maxX, maxY] = plan.areaBox;
  const [west, south, east, north] = [minX - margin, minY - margin, maxX + margin, maxY + margin];
  return { outer: [west, south, east, south, east, north, west, north], holes: [] };
}

function pathSheet(path: Path, lines: Lines): Sheet[] {
  const { strip, line, width, bridge } = path;
  const parts = reachesOut(boxOf(line), lines.frame) ? clipLine(line, [lines.frame]) : [line];
  const polygons = parts.flatMap((part) => bufferLine(part, width, bridge ? "butt" : "round"));
  if (polygons.length === 0) return [];
  return [
    {
      polygons,
      box: boxAround(polygons),
      descriptor: stripDescriptor(path),
      rank: rankOf(strip, bridge),
      raised: raisedOf(path, lines),
      places: lines.meet ? new Set(keysOf(path)) : null,
    },
  ];
}

function raisedOf(path: Path, { decks, joints, ramps, ground }: Lines): Sheet["raised"] {
  const deck = decks.get(path);
  if (deck !== undefined && ground !== null) return deckOf(path, deck, joints, ground);
  const way = ramps.get(path);
  return way === undefined ? null : rampOf([way]);
}

/** Below rails and above the roads that meet in it. */
function junctionSheet({ polygons, paths, id, x, y }: Junction, { ramps, meet }: Lines): Sheet {
  const [{ strip, feature }] = paths;
  const descriptor = {
    type: "roadwayIntersection",
    id,
    intersectionMaterial: strip.material ?? "asphalt",
    highway: feature.tags.highway,
  };
  const ways = paths.map(
    (path) => ramps.get(path) ?? { path, heights: new Float64Array(path.line.length / 2) },
  );
  return {
    polygons,
    box: boxAround(polygons),
    descriptor,
    rank: junctionRank * tierStep,
    raised: paths.some((path) => ramps.has(path)) ? rampOf(ways) : null,
    places: meet ? new Set([placeKey(x, y)]) : null,
  };
}

/** Bridges lie over everything, water lines under all roads and over water areas. */
function rankOf(strip: Strip, bridge: boolean): number {
  if (strip.pathType === null) return 3 * tierStep;
  return ((bridge ? 0 : 1) + pathRanks[strip.pathType]) * tierStep;
}

function stripDescriptor({ feature: { id, tags }, strip, bridge, level }: Path): Sheet["descriptor"] {
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
    ...(bridge ? { bridge: true, level } : {}),
  };
}
