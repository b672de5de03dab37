/**
 * The one ground of an answer: a mesh over the area's box and as far around it as something may reach. Terrain, draped
 * surfaces, buildings and trees all read this same surface, so that nothing floats and nothing pokes through.
 */
import { says } from "../../shared/sentences.ts";
import type { ElevationSource, MapFeature } from "../sources/map-source.ts";
import type { Box } from "./geometry/rings.ts";
import type { Plan } from "./plan.ts";
import type { Report } from "./report.ts";
import { reach } from "./surface/reach.ts";
import { type GroundMesh, makeGroundMesh } from "./terrain/ground-mesh.ts";
import { sampleHeights } from "./terrain/height-field.ts";
import { type HeightAt, waterBodies } from "./terrain/water-levels.ts";

export interface Ground {
  /** null = flat at 0, with no terrain to show. */
  mesh: GroundMesh | null;
  /** Height in whole mm. */
  at(x: number, y: number): number;
}

export const flatGround: Ground = { mesh: null, at: () => 0 };

/** How far the terrain may be from the elevation data (bilinear between its samples) where that is land. mm. */
const terrainTolerance = 250;
/** The mesh is refined to less, because between the places looked at the data may still bend. */
const refinedTo = 0.7 * terrainTolerance;
/** More than this is not sent: the tolerance then grows, and the report says to what. */
const mostTriangles = 100_000;
/** With `cropScene` nothing reaches out but what rounding moves. mm. */
const cropMargin = 20_000;

/** `features`: waters among them are made level. */
export function makeGround(
  plan: Plan,
  elevation: ElevationSource | null,
  report: Report,
  features: MapFeature[] = [],
): Ground {
  if (!plan.terrain.lift) return flatGround;
  const box = groundBox(plan);
  const options = { tolerance: refinedTo, mostTriangles };
  if (elevation === null) {
    report.warn(says("note-no-elevation"));
    return meshGround(makeGroundMesh(plan.area, box, null, [], options), () => null);
  }
  const field = sampleHeights(plan, elevation, box);
  if (field === null) {
    report.warn(says("note-elevation-elsewhere"));
    return meshGround(makeGroundMesh(plan.area, box, null, [], options), () => null);
  }
  if (field.filled > 0) report.warn(says("note-elevation-filled"));
  const sample: HeightAt = (x, y) => {
    const [lon, lat] = plan.projection.toLonLat(x / 1000, y / 1000);
    const metres = elevation.heightAt(lon, lat);
    return metres === null || !Number.isFinite(metres) ? null : Math.round(metres * 1000);
  };
  const mesh = makeGroundMesh(plan.area, box, field, waterBodies(plan, features, sample, box), options);
  if (mesh.error > refinedTo)
    report.warn(
      says("note-terrain-coarse", {
        metres: Math.round(mesh.error / 10 + 5) / 100,
        most: mostTriangles,
      }),
    );
  return meshGround(mesh, sample);
}

/** What the ground covers, mm. */
export function groundBox({ areaBox, settings }: Plan): Box {
  return around(areaBox, settings.cropScene ? cropMargin : reach + cropMargin);
}

export function around([west, south, east, north]: Box, margin: number): Box {
  return [west - margin, south - margin, east + margin, north + margin];
}

function meshGround(mesh: GroundMesh, beyond: HeightAt): Ground {
  const { index, box } = mesh;
  const onMesh = (x: number, y: number) => Math.round(index.heightIn(index.triangleAt(x, y), x, y));
  return {
    mesh,
    at(x, y) {
      if (index.contains(x, y)) return onMesh(x, y);
      // A building may reach farther still: it stands on the data itself; where there is none, on the nearest edge.
      const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
      return beyond(x, y) ?? onMesh(clamp(x, box[0], box[2]), clamp(y, box[1], box[3]));
    },
  };
}
