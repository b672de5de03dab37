/** Areas of the map as sheets on the ground. */
import type { MapFeature, Tags } from "../../sources/map-source.ts";
import { cleanPolygon } from "../geometry/clean-polygon.ts";
import { intersection } from "../geometry/clip.ts";
import { boxAround, type Polygon, polygonArea } from "../geometry/rings.ts";
import { areaRings, type Work } from "../work.ts";
import { areaType } from "./area-type.ts";
import { reachesOut } from "./reach.ts";
import { type Sheet, tierStep } from "./sheet.ts";

/** Null for areas that say nothing of the ground, lie below it or out of reach. Throws where an outline is none. */
export function areaSheet(work: Work, feature: MapFeature & { kind: "area" }, frame: Polygon): Sheet | null {
  const { tags } = feature;
  const found = areaType(tags);
  if (found === null) return null;
  if (isHidden(feature)) {
    work.report.skip("surface", "skip-underground");
    return null;
  }
  const whole = cleanPolygon(areaRings(work.plan, feature.polygons));
  const polygons = reachesOut(boxAround(whole), frame) ? intersection(whole, [frame]) : whole;
  if (polygons.length === 0) return null;
  const size = polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  const descriptor = {
    type: found.type,
    id: feature.id,
    ...(tags.name === undefined ? {} : { name: tags.name }),
  };
  return {
    polygons,
    box: boxAround(polygons),
    descriptor,
    rank: found.tier * tierStep + size,
    raised: null,
    places: null,
  };
}

/** Pools and fountains have no boats, and who crosses them walks close above. */
export function isOpenWater({ descriptor }: Sheet, { leisure, amenity }: Tags): boolean {
  return descriptor.type === "water" && leisure === undefined && amenity === undefined;
}

/** Areas that somebody mapped as a line that does not close. */
export function countOpenArea({ report }: Work, { tags }: MapFeature): void {
  if (
    tags.highway === undefined &&
    tags.barrier === undefined &&
    areaType(tags) !== null &&
    tags.building === undefined
  )
    report.skip("surface", "skip-open-area");
}

function isHidden({ tags }: MapFeature): boolean {
  return (
    (tags.tunnel !== undefined && tags.tunnel !== "no") ||
    tags.location === "underground" ||
    tags.parking === "underground" ||
    (tags.parking === "multi-storey" && tags.building !== undefined)
  );
}
