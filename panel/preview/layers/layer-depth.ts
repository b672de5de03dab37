import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { Descriptor } from "../../../shared/scene/scene-model.ts";

/**
 * Who is seen where two things lie in one plane. A pull of k draws a point as if it were k times its distance nearer
 * to the eye: 1.5 m at a kilometre, 3 cm at twenty metres. So a road lies on the terrain and a path on the lawn at any
 * zoom, without moving geometry; in plans and elevations it is a share of how far away the eye looks. The shader and the
 * pick use the same numbers.
 */
export const layerPull: Readonly<Record<LayerId, number>> = {
  topography: 0,
  surface: 0.0015,
  barriers: 0.0008,
  // A wall that a crop has cut lies in the plane of the terrain's sides: it is seen whole, as it is.
  buildings: 0.0005,
  infrastructure: 0,
};

/** Added for each rank of a feature within its layer. */
export const rankPull = 0.0003;

/** Lines lie in front of the faces they border. */
export const edgePull = 0.0008;

/** Highest rank that fits the feature table. */
export const maxRank = 15;

const ranks: ReadonlyMap<string, number> = new Map(
  [
    ["farmland", "construction", "buildingConstruction"],
    ["grass", "rock", "sand"],
    ["forest", "shrubbery", "manicuredGrass", "garden"],
    ["water"],
    ["pitch", "pavement", "asphalt"],
    ["footway"],
    ["cycleway"],
    ["roadway", "roadwayArea", "runway"],
    ["roadwayIntersection", "helipad"],
    ["railway", "tramway"],
  ].flatMap((kinds, rank) => kinds.map((kind): [string, number] => [kind, rank + 1])),
);

/** 0..15: what is laid over what among surfaces; 0 for everything else. */
export function featureRank(layer: LayerId, descriptor: Descriptor): number {
  if (layer !== "surface") return 0;
  return rankOf(descriptor.pathType) ?? rankOf(descriptor.type) ?? 0;
}

const rankOf = (kind: Descriptor[string] | undefined): number | undefined =>
  typeof kind === "string" ? ranks.get(kind) : undefined;
