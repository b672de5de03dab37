/** Which parts belong to which outline, and what of the outline is left to draw. */
import Flatbush from "flatbush";
import { says } from "../../../shared/sentences.ts";
import type { MapFeature, MapModel } from "../../sources/map-source.ts";
import { cleanPolygon, cleanPolygons } from "../geometry/clean-polygon.ts";
import { difference, intersection } from "../geometry/clip.ts";
import {
  type Box,
  boxAround,
  boxesTouch,
  type Polygon,
  pointInPolygon,
  ringArea,
  ringsOf,
} from "../geometry/rings.ts";
import { areaRings, isUnderground, type Work } from "../work.ts";
import { type BuildingTags, buildingTags } from "./building-tags.ts";
import { dropRepeated } from "./repeated-outlines.ts";

export interface Footprint {
  id: string;
  tags: BuildingTags;
  polygons: Polygon[];
  box: Box;
  /** The source's own model of it, where it has one. */
  model?: MapModel | undefined;
  /** Id of the building that the data says this is a part of. */
  partOf?: string | undefined;
}

export interface BuildingGroup {
  /** The whole outline: where the building stands. Null for parts without one. */
  outline: Footprint | null;
  /** What to draw of the outline itself; empty when its parts stand for it. */
  rest: Polygon[];
  parts: Footprint[];
}

export function groupParts({ plan, features, report }: Work): BuildingGroup[] {
  const outlines: Footprint[] = [];
  const parts: Footprint[] = [];
  for (const feature of features) {
    const role = roleOf(feature);
    if (role === "gone") report.skip("buildings", "skip-planned");
    if (role === null || role === "gone") continue;
    if (feature.kind !== "area") {
      if (feature.tags.building !== "entrance")
        report.skip("buildings", says("skip-no-outline", { kind: feature.kind }));
      continue;
    }
    const tags = buildingTags(feature.tags);
    if (isUnderground(tags)) {
      report.skip("buildings", "skip-underground");
      continue;
    }
    const polygons = cleanPolygon(areaRings(plan, feature.polygons));
    if (polygons.length === 0) {
      report.skip("buildings", "skip-tiny-outline");
      continue;
    }
    const { id, model, partOf } = feature;
    const box = boxAround(polygons);
    (role === "outline" ? outlines : parts).push({ id, tags, polygons, box, model, partOf });
  }
  const { kept, same } = dropRepeated(outlines);
  if (same.size > 0) report.skip("buildings", "skip-twice", same.size);
  return assign(kept, parts, same);
}

/** What is not built yet, or not there any more. */
const notThere = new Set("proposed planned demolished razed removed".split(" "));

function roleOf({ tags }: MapFeature): "outline" | "part" | "gone" | null {
  if (tags.building !== undefined && tags.building !== "no")
    return notThere.has(tags.building) ? "gone" : "outline";
  const part = tags["building:part"];
  return part !== undefined && part !== "no" ? "part" : null;
}

function area(polygons: Polygon[]): number {
  let total = 0;
  for (const { outer, holes } of polygons) {
    total += Math.abs(ringArea(outer));
    for (const hole of holes) total -= Math.abs(ringArea(hole));
  }
  return total;
}

function assign(outlines: Footprint[], parts: Footprint[], same: Map<string, Footprint>): BuildingGroup[] {
  const groups: BuildingGroup[] = outlines.map((outline) => ({ outline, rest: outline.polygons, parts: [] }));
  const orphans: BuildingGroup[] = [];
  if (parts.length > 0 && outlines.length > 0) {
    const tree = new Flatbush(outlines.length);
    for (const { box } of outlines) tree.add(box[0], box[1], box[2], box[3]);
    tree.finish();
    let byId: Map<string, number> | undefined;
    const numberOf = (id: string) => {
      byId ??= new Map(outlines.map((outline, i) => [outline.id, i]));
      return byId.get(id);
    };
    const said = ({ partOf, box }: Footprint) => {
      const owner = partOf === undefined ? undefined : numberOf(same.get(partOf)?.id ?? partOf);
      // A mistaken relation may name a building streets away.
      return owner !== undefined && boxesTouch(outlines[owner].box, box) ? owner : undefined;
    };
    for (const part of parts) {
      const near = () => tree.search(...part.box).sort((a, b) => a - b);
      const owner = said(part) ?? ownerOf(part, outlines, near());
      if (owner === null) orphans.push({ outline: null, rest: [], parts: [part] });
      else groups[owner].parts.push(part);
    }
  } else for (const part of parts) orphans.push({ outline: null, rest: [], parts: [part] });
  for (const group of groups) if (group.parts.length > 0) group.rest = restOf(group);
  return [...groups, ...orphans];
}

/** The outline that holds most of the part, and at least half of it. */
function ownerOf(part: Footprint, outlines: Footprint[], near: number[]): number | null {
  const inside = near.filter((index) => contains(outlines[index], part));
  if (inside.length === 1) return inside[0];
  let best = area(part.polygons) / 2;
  let owner: number | null = null;
  for (const index of inside.length > 0 ? inside : near) {
    if (sharedBox(part.box, outlines[index].box) <= best) continue;
    const shared = area(intersection(part.polygons, outlines[index].polygons));
    if (shared <= best) continue;
    best = shared;
    owner = index;
  }
  return owner;
}

/** No more than this can two outlines share, mm². */
function sharedBox(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  return width * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
}

/** Every corner of the part lies inside, which is enough where there is only one outline near. */
function contains(outline: Footprint, part: Footprint): boolean {
  return part.polygons.every(({ outer }) => {
    for (let i = 0; i < outer.length; i += 2)
      if (!outline.polygons.some((polygon) => pointInPolygon(polygon, outer[i], outer[i + 1]))) return false;
    return true;
  });
}

/**
 * Parts that cover nine tenths of an outline stand for all of it; of others the rest is drawn too. Strict readers of the
 * wiki lose buildings of which a few parts are mapped, lenient ones draw walls twice.
 */
function restOf({ outline, parts }: BuildingGroup): Polygon[] {
  if (outline === null) return [];
  const rest = cleanPolygons(
    difference(
      outline.polygons,
      parts.flatMap(({ polygons }) => polygons),
    ),
  );
  const whole = area(outline.polygons);
  // In whole mm², so that exactly nine tenths are enough.
  return Math.round(10 * area(rest)) <= whole ? [] : rest.filter(isWide);
}

/** What is thinner than this (mm, twice the area over the length of its edges) is left by parts that nearly meet. */
const thinnest = 50;

function isWide(polygon: Polygon): boolean {
  let edges = 0;
  for (const ring of ringsOf(polygon))
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      edges += Math.hypot(ring[j] - ring[i], ring[j + 1] - ring[i + 1]);
    }
  return (2 * area([polygon])) / edges > thinnest;
}
