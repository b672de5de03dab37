/** A made-up scene with made-up settings through the whole engine; only numbers that are sent are judged. */
import type { ManifoldToplevel } from "manifold-3d";
import type { WireRequestInput } from "../../../../shared/contract/context-request.ts";
import { isContextileError } from "../../../../shared/errors.ts";
import { createLocalProjection } from "../../../../shared/geo/local-projection.ts";
import { roofTypes } from "../../../../shared/settings/schema.ts";
import type { ElevationSource, MapSource } from "../../../sources/map-source.ts";
import { ask, sourceOf } from "../ask.ts";
import type { Answer } from "../judge-answer.ts";
import { judgeSolid } from "../judge-solids.ts";
import { readAnswer } from "../read-answer.ts";
import type { Chance } from "./chance.ts";
import { madeFeature } from "./made-features.ts";
import { madeOutline, type Point } from "./made-outline.ts";

/** Sentences about what is wrong; empty when nothing is. */
export async function sceneCase(chance: Chance, manifold: ManifoldToplevel): Promise<string[]> {
  const [lon, lat] = chance.pick<Point>([
    [10, 48],
    [-122.4, 37.78],
    [179.9, -16.5],
    [12, 0],
    [6, 78],
  ]);
  const plane = createLocalProjection(lon, lat);
  const toLonLat = (x: number, y: number) => plane.toLonLat(x, y);
  const features = Array.from({ length: 1 + chance.below(8) }, (_, i) => madeFeature(chance, i, toLonLat));
  return judgeScene(sourceOf(features), madeHills(chance), madeRequest(chance, toLonLat), manifold);
}

export async function judgeScene(
  map: MapSource,
  elevation: ElevationSource | null,
  body: WireRequestInput,
  manifold: ManifoldToplevel,
): Promise<string[]> {
  try {
    const { answer } = await ask({ map, elevation }, body);
    return judgeNumbers(answer, manifold);
  } catch (thrown) {
    // A request or a file may be refused, in words.
    if (isContextileError(thrown)) return [];
    throw thrown;
  }
}

function judgeNumbers(answer: Answer, manifold: ManifoldToplevel): string[] {
  const wrong: string[] = [];
  for (const { type, meshes, nodes, heights } of readAnswer(answer)) {
    if (![...nodes.flat(), ...heights.filter((height) => height !== null)].every(Number.isFinite))
      wrong.push(`${type}: a number is none`);
    for (const { vertices, descriptor } of meshes) {
      const name = `${type} ${descriptor.id ?? ""}`;
      if (!vertices.every(Number.isFinite) || vertices.length % 9 !== 0)
        wrong.push(`${name}: a number is none`);
      if (type !== "buildings" && type !== "barriers") continue;
      const solid = judgeSolid(vertices, manifold);
      if (!solid.closed) wrong.push(`${name}: open (${descriptor.buildingRoofType ?? ""})`);
      else if (!solid.manifold)
        wrong.push(`${name}: refused by manifold (${descriptor.buildingRoofType ?? ""})`);
      if (solid.degenerate > 0) wrong.push(`${name}: ${solid.degenerate} triangles without area`);
    }
  }
  return wrong;
}

function madeHills(chance: Chance): ElevationSource | null {
  if (chance.happens(0.3)) return null;
  const [steep, void_] = [chance.pick([1, 40, 200]), chance.happens(0.2)];
  return {
    info: () => ({ name: "hills", attribution: [] }),
    heightAt: (lon, lat) =>
      void_ && Math.sin(lon * 50_000) > 0.8
        ? null
        : 300 + steep * (Math.sin(lon * 9000) + Math.cos(lat * 7000)),
  };
}

export function madeRequest(
  chance: Chance,
  toLonLat: (x: number, y: number) => [number, number],
): WireRequestInput {
  const area = chance.happens(0.8) ? boxRing(chance) : madeOutline(chance, 0, 0, 200);
  const polygon = [...area, area[0]].map(([x, y]) => toLonLat(x, y).reverse());
  const [east, north] = toLonLat(chance.between(-3000, 3000), chance.between(-3000, 3000));
  return {
    polygon,
    ...(chance.happens(0.3) ? { origin: [north, east] } : {}),
    settings: {
      geometry: (["buildings", "surface", "barriers", "infrastructure", "topography"] as const).filter(
        (layer) => layer === "buildings" || chance.happens(0.6),
      ),
      topographyModel: chance.happens(0.2),
      topographyReturnType: chance.pick(["meshes", "elevationMap", "both", null]),
      disableSurfaceProjection: chance.happens(0.3),
      liftOnly: chance.happens(0.3),
      cropScene: chance.happens(0.7),
      crs: chance.pick(["local", "local", "EPSG:3857", "UTM"]),
      upAxis: chance.pick(["Y", "Z"]),
      defaultRoofType: chance.pick(roofTypes),
      defaultLevels: chance.pick([0, 1, 3, 1000, 0.5]),
      defaultLevelHeight: chance.pick([0.1, 3, 4, 100]),
    },
  };
}

function boxRing(chance: Chance): Point[] {
  const [w, h] = [chance.between(2, 190), chance.between(2, 190)];
  return [
    [-w, -h],
    [w, -h],
    [w, h],
    [-w, h],
  ];
}
