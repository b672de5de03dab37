/** The buildings of an answer, one closed solid per building or part. */

import { boxesTouch, type Polygon } from "../geometry/rings.ts";
import { asOneSolid, type Soup } from "../geometry/solid.ts";
import type { WireMesh, Work } from "../work.ts";
import { areaRelation } from "./area-relation.ts";
import { type Built, buildSolid, type Standing } from "./build-solid.ts";
import { type BuildingTag, type BuildingTags, withTagsOf } from "./building-tags.ts";
import { buildingDescriptor } from "./descriptor.ts";
import { givenSolids } from "./given-solid.ts";
import { type BuildingGroup, type Footprint, groupParts } from "./group-parts.ts";
import { type Measures, measure } from "./measure.ts";
import { isRemnant } from "./remnant.ts";
import { standingOf, standingOfPart } from "./standing.ts";

export function* makeBuildings(work: Work): Generator<WireMesh> {
  for (const group of groupParts(work)) {
    const standing = standingOf(group, work);
    const whole = isTaken(group, work);
    if (group.outline !== null && group.rest.length > 0) {
      const { outline, rest } = group;
      const piece = rest === outline.polygons ? outline : { ...outline, polygons: rest };
      yield* makePiece(work, group, piece, piece.tags, "building", standing, whole);
    }
    for (const part of group.parts) {
      const tags = partTags(part.tags, group.outline?.tags);
      yield* makePiece(work, group, part, tags, "buildingPart", standing, whole);
    }
  }
}

/** Where nothing is cropped a building that touches the area comes whole, with what of it lies outside. */
function isTaken({ outline, parts }: BuildingGroup, { plan }: Work): boolean {
  if (plan.settings.cropScene) return false;
  return [...(outline === null ? [] : [outline]), ...parts].some(
    ({ box, polygons }) =>
      boxesTouch(box, plan.areaBox) &&
      polygons.some((polygon) => areaRelation(polygon, plan.area, plan.areaBox) !== "outside"),
  );
}

/** What a part inherits from its building: heights only where it has none of its own, the rest where it says nothing. */
function partTags(part: BuildingTags, building: BuildingTags | undefined): BuildingTags {
  if (building === undefined) return part;
  const inherited: BuildingTag[] = [...inheritedAlways];
  if (ownHeights.every((name) => part[name] === undefined)) inherited.push(...inheritedHeights);
  // A roof over the entrance of a church is not a church with walls.
  if (part["building:part"] !== "roof") inherited.push("building");
  return withTagsOf(part, building, inherited);
}

const ownHeights = ["height", "building:levels", "roof:levels", "est_height"] as const;
const inheritedHeights = ["height", "building:levels", "est_height"] as const;
const inheritedAlways = [
  "name",
  "building:material",
  "building:colour",
  "roof:material",
  "roof:colour",
] as const;

function* makePiece(
  work: Work,
  group: BuildingGroup,
  footprint: Footprint,
  tags: BuildingTags,
  type: "building" | "buildingPart",
  building: Standing,
  whole: boolean,
): Generator<WireMesh> {
  const { plan, report } = work;
  if (!whole && !boxesTouch(footprint.box, plan.areaBox)) return;
  const measures = measure(tags, plan.settings);
  const standing = type === "building" ? building : standingOfPart(footprint, measures, building, work);
  const given = modelOf(work, group, footprint, measures, standing, whole);
  let solids: readonly Soup[] = given?.solids ?? [];
  let built: Built | null = given;
  for (const polygon of given === null ? footprint.polygons : []) {
    const made = buildInArea(polygon, tags, measures, standing, work, whole);
    if (made === "outside") continue;
    if (made === null) {
      report.skip("buildings", "skip-no-solid");
      continue;
    }
    // Of several polygons the highest stands for all: the height said is the height of the top.
    if (built === null || made.totalM > built.totalM) built = made;
    solids = solids.length === 0 ? made.solids : [...solids, ...made.solids];
  }
  if (built === null || solids.length === 0) return;
  if (plan.settings.cropScene && isRemnant(solids, footprint.polygons)) {
    report.skip("buildings", "skip-remnant");
    return;
  }
  const partOf = type === "buildingPart" ? group.outline?.id : undefined;
  const identity = { type, id: footprint.id, partOf };
  const origin = { model: footprint.model, asGiven: given !== null, dataset: work.dataset };
  const descriptor = buildingDescriptor(identity, tags, measures, built, standing, origin);
  for (const soup of asOneSolid(solids)) yield { descriptor, soup };
}

/** The source's own solids, unless they cannot be closed or parts take their place; then it is built anew. */
function modelOf(
  { plan, report }: Work,
  group: BuildingGroup,
  { model, polygons }: Footprint,
  measures: Measures,
  standing: Standing,
  whole: boolean,
): Built | null {
  if (model === undefined || model.state === "none") return null;
  const isOutside = (polygon: Polygon) => areaRelation(polygon, plan.area, plan.areaBox) === "outside";
  if (!whole && polygons.every(isOutside)) return null;
  const replaced = group.outline?.model === model && group.rest !== group.outline.polygons;
  const solids = model.state === "open" || replaced ? null : givenSolids(model.solids, standing, plan);
  if (solids?.length !== 0)
    report.model(solids === null ? "rebuilt" : model.state === "repaired" ? "repaired" : "asGiven");
  return solids === null ? null : { ...sizesOf(measures), solids };
}

function sizesOf({ shape, total, walls, roofHeight, min }: Measures): Omit<Built, "solids"> {
  return { shape, totalM: total ?? walls, roofM: roofHeight ?? 0, minM: min };
}

/** Where it lies, and built accordingly; an exception costs this one building, not the answer. */
function buildInArea(
  polygon: Polygon,
  tags: BuildingTags,
  measures: Measures,
  standing: Standing,
  { plan }: Work,
  whole: boolean,
): Built | "outside" | null {
  const relation = whole ? "inside" : areaRelation(polygon, plan.area, plan.areaBox);
  if (relation === "outside") return "outside";
  const crop = plan.settings.cropScene && relation === "crosses" ? plan.area : null;
  try {
    const built = buildSolid(polygon, tags, measures, standing, crop);
    return built !== null && built.solids.length === 0 ? "outside" : built;
  } catch {
    return null;
  }
}
