/** How high each mapped water lies: the sea at 0, still water level, rivers falling along their middle line. */
import type { MapFeature, Tags } from "../../sources/map-source.ts";
import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { type Box, boxAround, boxesTouch, type Polygon, pointInPolygon, ringsOf } from "../geometry/rings.ts";
import type { Plan } from "../plan.ts";
import { areaType } from "../surface/area-type.ts";
import { areaRings, isUnderground } from "../work.ts";
import { riverProfile } from "./river-profile.ts";

export interface WaterBody {
  polygons: Polygon[];
  box: Box;
  /** mm, whole. */
  levelAt(x: number, y: number): number;
}

/** Height of the data, mm; null where there is none. */
export type HeightAt = (x: number, y: number) => number | null;

/** Still water lies where this share of its shore is lower: noise lifts some of it, and nothing floods its banks. */
const shoreShare = 0.1;
/** Pools are built into their slope. */
const poolShare = 0.5;
/** A river without a middle line that falls by less than this is a pond. mm. */
const levelEnough = 2000;
/** The shore is looked at this often, mm, and at no more places than this a ring. */
const shoreStep = 20_000;
const mostShorePlaces = 1000;

const flowing = new Set(["river", "canal", "stream", "ditch", "drain", "tidal_channel", "rapids"]);

/** Water areas that touch `box`, those that decide first where two overlap. */
export function waterBodies(plan: Plan, features: MapFeature[], heightAt: HeightAt, box: Box): WaterBody[] {
  const found: { body: WaterBody; order: number }[] = [];
  for (const feature of features) {
    if (feature.kind !== "area" || isUnderground(feature.tags) || areaType(feature.tags)?.type !== "water")
      continue;
    const polygons = cleanPolygon(areaRings(plan, feature.polygons));
    const around = boxAround(polygons);
    if (polygons.length === 0 || !boxesTouch(around, box)) continue;
    const levelAt = levelOf(plan, features, feature.tags, polygons, heightAt, box);
    if (levelAt !== null)
      found.push({ body: { polygons, box: around, levelAt }, order: orderOf(feature.tags) });
  }
  return found.sort((a, b) => a.order - b.order).map(({ body }) => body);
}

/** The level at a place in the water or on its shore; null on land. */
export function levelIn(bodies: WaterBody[], x: number, y: number): number | null {
  for (const { polygons, box, levelAt } of bodies)
    if (
      x >= box[0] &&
      x <= box[2] &&
      y >= box[1] &&
      y <= box[3] &&
      polygons.some((polygon) => pointInPolygon(polygon, x, y))
    )
      return levelAt(x, y);
  return null;
}

function orderOf(tags: Tags): number {
  if (tags.water === "sea") return 0;
  return isFlowing(tags) ? 2 : 1;
}

function isFlowing(tags: Tags): boolean {
  return tags.waterway === "riverbank" || flowing.has(tags.water ?? "");
}

function levelOf(
  plan: Plan,
  features: MapFeature[],
  tags: Tags,
  polygons: Polygon[],
  heightAt: HeightAt,
  ground: Box,
): WaterBody["levelAt"] | null {
  if (tags.water === "sea") return () => 0;
  const shore = shoreHeights(polygons, heightAt);
  if (shore.length === 0) return null;
  const at = (share: number) => Math.round(shore[Math.floor(share * (shore.length - 1))]);
  if (isFlowing(tags)) {
    const profile = riverProfile(plan, features, polygons, heightAt, ground);
    if (profile !== null) return profile;
    if (at(0.9) - at(shoreShare) > levelEnough) return null;
  }
  const built = tags.leisure === "swimming_pool" || tags.amenity === "fountain";
  const level = at(built ? poolShare : shoreShare);
  return () => level;
}

/** Ascending. */
function shoreHeights(polygons: Polygon[], heightAt: HeightAt): number[] {
  const heights: number[] = [];
  for (const ring of polygons.flatMap(ringsOf)) {
    const stride = 2 * Math.max(1, Math.ceil(ring.length / 2 / mostShorePlaces));
    for (let i = 0; i < ring.length; i += stride) {
      const j = (i + stride) % ring.length;
      const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
      const pieces = Math.min(50, Math.max(1, Math.round(Math.hypot(dx, dy) / shoreStep)));
      for (let k = 0; k < pieces; k++) {
        const height = heightAt(ring[i] + (dx * k) / pieces, ring[i + 1] + (dy * k) / pieces);
        if (height !== null) heights.push(height);
      }
    }
  }
  return heights.sort((a, b) => a - b);
}
