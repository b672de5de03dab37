/** The typed form of an area as pure functions: texts → area or issues, and an area back to texts. */

import { areaFromCircle } from "../../shared/geo/circle.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { parseCoordinates } from "../../shared/geo/parse-coordinates.ts";
import { areaFromRectangle, rectangleOf } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type AreaDraft, type AreaShape, roundRing } from "../state/draft.ts";
import { issueWords } from "../ui/said.ts";
import { t } from "../ui/texts.ts";

/** As typed. Lengths in metres, rotation in degrees clockwise, places latitude first. */
export interface TypedArea {
  shape: AreaShape;
  centre: string;
  width: string;
  height: string;
  rotation: string;
  radius: string;
  corners: string;
}

export type TypedField = Exclude<keyof TypedArea, "shape">;
type TypedResult = { draft: AreaDraft } | { issues: Partial<Record<TypedField, string>> };

export const emptyTyped: TypedArea = {
  shape: "rectangle",
  centre: "",
  width: "500",
  height: "500",
  rotation: "0",
  radius: "300",
  corners: "",
};

/** What the texts mean. Zero and oversized areas are no typing errors: the area's own issues speak of them. */
export function readTyped(typed: TypedArea): TypedResult {
  if (typed.shape === "polygon") return readCorners(typed.corners);
  const issues: Partial<Record<TypedField, string>> = {};
  const place = parseCoordinates(typed.centre);
  if (!place.ok) issues.centre = place.issues.map(issueWords)[0] ?? t.notNumber;
  const number = (field: TypedField, positive: boolean) => {
    const value = Number(typed[field].trim().replace(",", "."));
    if (typed[field].trim() === "" || !Number.isFinite(value)) issues[field] = t.notNumber;
    else if (positive && value < 0) issues[field] = t.notPositive;
    return value;
  };
  const draft = typed.shape === "circle" ? circle : rectangle;
  const make = draft(number);
  if (Object.keys(issues).length > 0 || !place.ok) return { issues };
  return { draft: { shape: typed.shape, ring: roundRing(make(place.value).ring) } };
}

type ReadNumber = (field: TypedField, positive: boolean) => number;

function rectangle(number: ReadNumber) {
  const [width, height, rotation] = [
    number("width", true),
    number("height", true),
    number("rotation", false),
  ];
  return (centre: LonLat) => areaFromRectangle(centre, width, height, rotation);
}

function circle(number: ReadNumber) {
  const radius = number("radius", true);
  return (centre: LonLat) => areaFromCircle(centre, radius);
}

/** One corner a line; a last corner that repeats the first is welcome and not needed. */
function readCorners(text: string): TypedResult {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const ring: LonLat[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === "") continue;
    const place = parseCoordinates(line);
    if (!place.ok)
      return {
        issues: { corners: `${t.cornersLine(i + 1)} ${place.issues.map(issueWords)[0] ?? ""}`.trim() },
      };
    ring.push(place.value);
  }
  if (ring.length === 0) return { issues: { corners: t.cornersHelp } };
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (ring.length < 3 || first[0] !== last[0] || first[1] !== last[1]) ring.push(first);
  return { draft: { shape: "polygon", ring: roundRing(ring) } };
}

/** The texts that describe an area drawn on the map, as well as its shape allows. */
export function typedFrom({ shape, ring }: AreaDraft): TypedArea {
  const corners = ring
    .slice(0, -1)
    .map(([lon, lat]) => placeText([lon, lat]))
    .join("\n");
  const typed = { ...emptyTyped, shape, corners };
  const found = shape === "rectangle" ? rectangleOf(ring) : null;
  if (found) {
    const { centre, widthM, heightM, rotationDeg } = found;
    const rotation = short(rotationDeg);
    return { ...typed, centre: placeText(centre), width: short(widthM), height: short(heightM), rotation };
  }
  const box = boxOf(ring);
  if (box === null) return typed;
  const { centre, widthM, heightM } = box;
  const size = { width: short(widthM), height: short(heightM), radius: short(widthM / 2) };
  return { ...typed, centre: placeText(centre), ...size };
}

/** To a centimetre on the ground, so that a size typed beside it moves nothing that could be seen. */
const placeText = ([lon, lat]: LonLat) => `${lat.toFixed(7)}, ${lon.toFixed(7)}`;
const short = (value: number) => String(Math.round(value * 100) / 100);

function boxOf(ring: readonly LonLat[]): { centre: LonLat; widthM: number; heightM: number } | null {
  if (ring.length < 3 || ring.some(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) < 89)))
    return null;
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const centre: LonLat = [(west + east) / 2, (south + north) / 2];
  const { toLocal } = createLocalProjection(centre[0], centre[1]);
  const [left] = toLocal(west, centre[1]);
  const [right] = toLocal(east, centre[1]);
  const [, bottom] = toLocal(centre[0], south);
  const [, top] = toLocal(centre[0], north);
  return { centre, widthM: right - left, heightM: top - bottom };
}
