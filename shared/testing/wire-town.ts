import type { WireRequest } from "../contract/context-request.ts";
import { createLocalProjection } from "../geo/local-projection.ts";
import { distanceToRing, pointInRing } from "../geo/point-in-ring.ts";
import { type AxisOrder, modelTripleToWire, wireAxes } from "../scene/frame.ts";
import { createRandom } from "./random.ts";

export interface WireTownOptions {
  buildings?: number;
  seed?: number;
  /** How triples are written; by default as the request's `upAxis` asks. */
  order?: AxisOrder;
}

type Triangle = [number, number, number][];

/**
 * A wire answer to a request (JSON value, `crs: local`): boxes of 6 × 6 m inside the polygon, 4 to 20 m high, 12
 * triangles each; one road triangle pair, one fence, one tree and one bench; terrain in the forms asked for. Written
 * in the quirky way: both reference spellings, `type` on mesh and descriptor.
 */
export function makeWireTown(request: WireRequest, options: WireTownOptions = {}) {
  const { buildings = 20, seed = 7 } = options;
  const { settings, polygon } = request;
  const order = options.order ?? wireAxes[settings.upAxis];
  const [originLat, originLon] = request.origin ?? polygon[0];
  const { toLocal } = createLocalProjection(originLon, originLat);
  const ring = new Float64Array(polygon.flatMap(([lat, lon]) => toLocal(lon, lat)));
  const places = spread(ring, buildings + 2, seed);
  const soup = (triangles: Triangle[]) =>
    triangles.flat().flatMap(([x, y, z]) => modelTripleToWire(x, y, z, order).map(round));
  const point = ([x, y]: [number, number]) => {
    const [a, b, c] = modelTripleToWire(x, y, 0, order);
    return { x: round(a), y: round(b), z: round(c) };
  };
  const origin = [originLat, originLon];
  const reference = { crs: "local", origin };
  const asked = new Set<string>(settings.geometry);
  const terrain = asked.has("topography") || settings.topographyModel;
  const form = settings.topographyReturnType ?? "meshes";
  const [road, tree] = places.slice(buildings);
  return {
    origin,
    spatialReference: reference,
    spacialReference: reference,
    geometry: [
      ...(asked.has("buildings")
        ? [
            meshes(
              "buildings",
              places.slice(0, buildings).map((place, i) => ({
                vertices: soup(boxTriangles(place, 6, 4 + ((i * 7) % 17))),
                descriptor: { type: "building", id: i, buildingHeight: 4 + ((i * 7) % 17) },
              })),
            ),
          ]
        : []),
      ...(asked.has("surface")
        ? [
            meshes("surface", [
              { type: "asphalt", vertices: soup(sheet(road, 4, 0)), descriptor: { type: "asphalt" } },
            ]),
          ]
        : []),
      ...(asked.has("barriers")
        ? [
            meshes("barriers", [
              { vertices: soup(boxTriangles(road, 0.5, 1.5)), descriptor: { type: "fence" } },
            ]),
          ]
        : []),
      ...(asked.has("infrastructure") || asked.has("instances")
        ? [
            {
              type: "infrastructure",
              geometryType: "nodes",
              nodes: [
                { type: "instance", instanceType: "tree", ...point(tree), scale: 9, rotation: 0.5 },
                { type: "bench", ...point(road), descriptor: { type: "bench" } },
              ],
            },
          ]
        : []),
      ...(terrain && form !== "elevationMap"
        ? [meshes("topography", [{ vertices: soup(sheet(road, 5, -0.5)) }])]
        : []),
      ...(terrain && form !== "meshes"
        ? [
            {
              type: "topography",
              geometryType: "elevationMap",
              elevationMap: [
                {
                  elevationMap: [0, 1, 2, 1, 2, 3],
                  info: {
                    width: 100,
                    height: 50,
                    segmentsWidth: 2,
                    segmentsHeight: 1,
                    moveVector: { x: 50, y: 25 },
                  },
                },
              ],
            },
          ]
        : []),
    ],
  };
}

function meshes(type: string, list: unknown[]) {
  return { type, geometryType: "meshes", meshes: list };
}

/** Places inside the ring, at least 5 m from its outline where the ring is wide enough. */
function spread(ring: Float64Array, count: number, seed: number): [number, number][] {
  const random = createRandom(seed);
  const xs = ring.filter((_, i) => i % 2 === 0);
  const ys = ring.filter((_, i) => i % 2 === 1);
  const [minX, maxX] = [Math.min(...xs), Math.max(...xs)];
  const [minY, maxY] = [Math.min(...ys), Math.max(...ys)];
  const places: [number, number][] = [];
  for (let tries = 0; places.length < count; tries++) {
    const x = minX + random() * (maxX - minX);
    const y = minY + random() * (maxY - minY);
    const margin = tries < count * 200 ? 5 : 0;
    if (pointInRing(x, y, ring) && distanceToRing(x, y, ring) >= margin) places.push([x, y]);
    if (tries > count * 10_000) throw new Error("the ring is too thin for a test town");
  }
  return places;
}

function boxTriangles([x, y]: [number, number], size: number, height: number): Triangle[] {
  const r = size / 2;
  const base = [
    [x - r, y - r],
    [x + r, y - r],
    [x + r, y + r],
    [x - r, y + r],
  ];
  const at = (i: number, z: number): [number, number, number] => [base[i % 4][0], base[i % 4][1], z];
  const triangles: Triangle[] = [
    [at(0, 0), at(2, 0), at(1, 0)],
    [at(0, 0), at(3, 0), at(2, 0)],
    [at(0, height), at(1, height), at(2, height)],
    [at(0, height), at(2, height), at(3, height)],
  ];
  for (let i = 0; i < 4; i++) {
    triangles.push([at(i, 0), at(i + 1, 0), at(i + 1, height)]);
    triangles.push([at(i, 0), at(i + 1, height), at(i, height)]);
  }
  return triangles;
}

function sheet([x, y]: [number, number], r: number, z: number): Triangle[] {
  return [
    [
      [x - r, y - r, z],
      [x + r, y - r, z],
      [x + r, y + r, z],
    ],
    [
      [x - r, y - r, z],
      [x + r, y + r, z],
      [x - r, y + r, z],
    ],
  ];
}

const round = (value: number) => Math.round(value * 1000) / 1000;
