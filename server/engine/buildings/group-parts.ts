/** Which parts belong to which outline, and what of the outline is left to draw. */
import Flatbush from "flatbush";
import type { MapFeature, MapModel, Tags } from "../../sources/map-source.ts";
import { cleanPolygon, cleanPolygons } from "../geometry/clean-polygon.ts";
import { difference, intersection } from "../geometry/clip.ts";
import { type Box, boxOf, type Polygon, pointInPolygon, polygonArea } from "../geometry/rings.ts";
import { areaRings, isUnderground, type Work } from "../work.ts";

export interface Footprint {
  id: string;
  tags: Tags;
  polygons: Polygon[];
  box: Box;
  /** The source's own model of it, where it has one. */
  model?: MapModel | undefined;
}

export interface BuildingGroup {
  /** The whole outline: where the building stands. Null for parts without one. */
  outline: Footprint | null;
  /** What to draw of the outline itself; empty when its parts stand for it. */
  rest: Polygon[];
  parts: Footprint[];
}

/** Parts that cover this much of an outline stand for all of it. Source: city-geometry facts, "outline and parts". */
const standsForAll = 0.9;

export function groupParts({ plan, features, report }: Work): BuildingGroup[] {
  const outlines: Footprint[] = [];
  const parts: Footprint[] = [];
  const seen = new Set<string>();
  for (const feature of features) {
    const role = roleOf(feature);
    if (role === null) continue;
    if (feature.kind !== "area") {
      if (feature.tags.building !== "entrance")
        report.skip("buildings", `mapped as a ${feature.kind}, without an outline`);
      continue;
    }
    if (isUnderground(feature.tags)) {
      report.skip("buildings", "underground");
      continue;
    }
    const polygons = cleanPolygon(areaRings(plan, feature.polygons));
    if (polygons.length === 0) {
      report.skip("buildings", "the outline is smaller than 0.01 m² or has no inside");
      continue;
    }
    const footprint = {
      id: feature.id,
      tags: feature.tags,
      polygons,
      box: boxOf(polygons.flatMap(({ outer }) => outer)),
      model: feature.model,
    };
    const key = `${role}|${footprint.box.join()}|${Math.round(area(polygons))}`;
    if (role === "outline" && seen.has(key)) {
      report.skip("buildings", "the same outline is mapped twice");
      continue;
    }
    seen.add(key);
    (role === "outline" ? outlines : parts).push(footprint);
  }
  return assign(outlines, parts);
}

function roleOf({ tags }: MapFeature): "outline" | "part" | null {
  if (tags.building !== undefined && tags.building !== "no") return "outline";
  const part = tags["building:part"];
  return part !== undefined && part !== "no" ? "part" : null;
}

function area(polygons: Polygon[]): number {
  return polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
}

function assign(outlines: Footprint[], parts: Footprint[]): BuildingGroup[] {
  const groups: BuildingGroup[] = outlines.map((outline) => ({ outline, rest: outline.polygons, parts: [] }));
  const orphans: BuildingGroup[] = [];
  if (parts.length > 0 && outlines.length > 0) {
    const tree = new Flatbush(outlines.length);
    for (const { box } of outlines) tree.add(...box);
    tree.finish();
    for (const part of parts) {
      const owner = ownerOf(
        part,
        outlines,
        tree.search(...part.box).sort((a, b) => a - b),
      );
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
    const shared = area(intersection(part.polygons, outlines[index].polygons));
    if (shared <= best) continue;
    best = shared;
    owner = index;
  }
  return owner;
}

/** Every corner of the part lies inside, which is enough where there is only one outline near. */
function contains(outline: Footprint, part: Footprint): boolean {
  return part.polygons.every(({ outer }) => {
    for (let i = 0; i < outer.length; i += 2)
      if (!outline.polygons.some((polygon) => pointInPolygon(polygon, outer[i], outer[i + 1]))) return false;
    return true;
  });
}

function restOf({ outline, parts }: BuildingGroup): Polygon[] {
  if (outline === null) return [];
  const rest = cleanPolygons(
    difference(
      outline.polygons,
      parts.flatMap(({ polygons }) => polygons),
    ),
  );
  const whole = area(outline.polygons);
  return area(rest) <= (1 - standsForAll) * whole ? [] : rest;
}
