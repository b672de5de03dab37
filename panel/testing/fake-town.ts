/** A made-up town around one point, as the wire sends it: a wire answer, a map to draw on, one account. */

export const townLon = 7.42;
export const townLat = 43.735;
/** Degrees per metre here, good to a millimetre over the town. */
const lonPerM = 1 / 80_580;
const latPerM = 1 / 111_090;

const lonLat = (x: number, y: number): [number, number] => [townLon + x * lonPerM, townLat + y * latPerM];

/** Closed ring around the town, latitude first, as the service names its sample area. 400 × 300 m. */
export const sampleRing = [
  [-200, -150],
  [200, -150],
  [200, 150],
  [-200, 150],
  [-200, -150],
].map(([x, y]) => lonLat(x, y).reverse());

interface House {
  x: number;
  y: number;
  width: number;
  depth: number;
  height: number;
}

/** Forty houses on a grid of streets; sizes follow from their place, so that every run is the same. */
const houses: House[] = Array.from({ length: 40 }, (_, i) => ({
  x: -160 + (i % 8) * 42,
  y: -110 + Math.floor(i / 8) * 48,
  width: 18 + (i % 3) * 5,
  depth: 14 + (i % 4) * 4,
  height: 6 + ((i * 7) % 5) * 3,
}));

/** Triangles of a closed box, x east, y north, z up. */
function boxTriangles({ x, y, width, depth, height }: House): number[] {
  const [x1, y1] = [x + width, y + depth];
  const quad = (a: number[], b: number[], c: number[], d: number[]) => [...a, ...b, ...c, ...a, ...c, ...d];
  const [p, q, r, s] = [
    [x, y],
    [x1, y],
    [x1, y1],
    [x, y1],
  ];
  const low = (point: number[]) => [...point, 0];
  const high = (point: number[]) => [...point, height];
  return [
    ...quad(low(p), low(s), low(r), low(q)),
    ...quad(high(p), high(q), high(r), high(s)),
    ...[
      [p, q],
      [q, r],
      [r, s],
      [s, p],
    ].flatMap(([a, b]) => quad(low(a), low(b), high(b), high(a))),
  ];
}

function groundTriangles(x0: number, y0: number, x1: number, y1: number): number[] {
  return [x0, y0, 0, x1, y0, 0, x1, y1, 0, x0, y0, 0, x1, y1, 0, x0, y1, 0];
}

/** The body of `POST /v1/context` for `upAxis: "Z"`. A name in it is hostile on purpose. */
export function townAnswer(): string {
  const buildings = houses.map((house, i) => ({
    vertices: boxTriangles(house),
    descriptor: {
      type: "building",
      id: i + 1,
      buildingName: i === 0 ? "<img src=x onerror=alert(1)>" : `House ${i + 1}`,
      buildingType: i % 2 === 0 ? "house" : "apartments",
      buildingHeight: house.height,
      buildingLevels: Math.round(house.height / 3),
    },
  }));
  const trees = Array.from({ length: 12 }, (_, i) => ({
    type: "tree",
    x: -180 + i * 32,
    y: 140,
    z: 0,
    scale: 6 + (i % 3),
    descriptor: { type: "tree" },
  }));
  const mesh = (vertices: number[], type: string) => ({ type, vertices, descriptor: { type } });
  return JSON.stringify({
    origin: [townLat, townLon],
    spatialReference: { crs: "local", origin: [townLat, townLon] },
    geometry: [
      { type: "buildings", geometryType: "meshes", meshes: buildings },
      {
        type: "surface",
        geometryType: "meshes",
        meshes: [
          mesh(groundTriangles(-195, -130, 195, -122), "asphalt"),
          mesh(groundTriangles(-195, 110, 195, 145), "grass"),
          mesh(groundTriangles(150, -140, 195, 20), "water"),
        ],
      },
      { type: "infrastructure", geometryType: "nodes", nodes: trees },
    ],
    report: {
      skipped: [{ layer: "barriers", reason: "No barrier is recorded here", count: 1 }],
      attribution: [{ text: "© Made-up Town Survey", licence: "CC0", date: "2026-01-01" }],
    },
  });
}

type Geometry =
  | { type: "Polygon"; coordinates: number[][][] }
  | { type: "LineString" | "Point"; coordinates: unknown };

/** The body of `GET /v1/basemap`. */
export function townMap(): string {
  const feature = (kind: string, geometry: Geometry, name?: string) => ({
    type: "Feature",
    properties: name === undefined ? { kind } : { kind, name },
    geometry,
  });
  const polygon = (x0: number, y0: number, x1: number, y1: number): Geometry => ({
    type: "Polygon",
    coordinates: [[lonLat(x0, y0), lonLat(x1, y0), lonLat(x1, y1), lonLat(x0, y1), lonLat(x0, y0)]],
  });
  const street = (x0: number, y0: number, x1: number, y1: number): Geometry => ({
    type: "LineString",
    coordinates: [lonLat(x0, y0), lonLat(x1, y1)],
  });
  return JSON.stringify({
    type: "FeatureCollection",
    features: [
      feature("water", polygon(150, -400, 900, 400)),
      feature("green", polygon(-195, 110, 145, 145)),
      ...houses.map(({ x, y, width, depth }) => feature("building", polygon(x, y, x + width, y + depth))),
      ...[-126, -78, -30, 18, 66].map((y, i) => feature("road", street(-300, y, 145, y), `Street ${i + 1}`)),
      feature("road", street(-170, -300, -170, 300), "Long Lane"),
      feature("rail", street(-300, -220, 145, -200)),
      feature("place", { type: "Point", coordinates: lonLat(-20, 20) }, "Made-up Town"),
    ],
  });
}
