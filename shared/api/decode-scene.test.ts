import proj4 from "proj4";
import { expect, test } from "vitest";
import { contextRequestSchema } from "../contract/context-request.ts";
import { isContextileError } from "../errors.ts";
import { areaFromRectangle } from "../geo/rectangle.ts";
import type { AreaSelection } from "../scene/area-selection.ts";
import { checkScene } from "../scene/check-scene.ts";
import type { AxisOrder } from "../scene/frame.ts";
import { isClosedFeature, measureScene } from "../scene/measure.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import { type ContextSettings, defaultSettings } from "../settings/schema.ts";
import { createRandom } from "../testing/random.ts";
import { makeWireTown } from "../testing/wire-town.ts";
import { createSceneDecoder } from "./decode-scene.ts";
import { toRequest } from "./to-request.ts";

const area = areaFromRectangle([8.65, 49.87], 200, 120);
const [originLon, originLat] = area.ring[0];
const origin = [originLat, originLon];

function decode(
  answer: unknown,
  settings: Partial<ContextSettings> = {},
  where: AreaSelection = area,
): SceneModel {
  const decoder = createSceneDecoder({
    area: where,
    settings: { ...defaultSettings, cropScene: false, ...settings },
  });
  const bytes = new TextEncoder().encode(typeof answer === "string" ? answer : JSON.stringify(answer));
  for (let at = 0; at < bytes.length; at += 1000) decoder.feed(bytes.subarray(at, at + 1000));
  const model = decoder.finish();
  expect(checkScene(model)).toEqual([]);
  return model;
}

function refused(
  answer: unknown,
  settings: Partial<ContextSettings> = {},
): { code: string; message: string } {
  try {
    decode(answer, settings);
  } catch (error) {
    if (isContextileError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "accepted", message: "" };
}

const triangle = [0, 0, 0, 10, 0, 0, 0, 10, 0];
const meshes = (type: string, ...list: unknown[]) => ({ type, geometryType: "meshes", meshes: list });
const building = { vertices: triangle, descriptor: { type: "building" } };
const answer = (...geometry: unknown[]) => ({ origin, geometry });

/** Every layer once, with every quirk, default axis order: the middle number of a triple is the height. */
const quirky = `{ "origin": [59.4370, 24.7450],
  "spatialReference": { "crs": "local", "origin": [59.4370, 24.7450] },
  "spacialReference": { "crs": "local", "origin": [59.4370, 24.7450] },
  "geometry": [
    { "type": "buildings", "geometryType": "meshes", "meshes": [
      { "vertices": [10,0,10, 10,0,20, 10,8,20,  10,0,10, 10,8,20, 10,8,10],
        "descriptor": { "type": "building", "id": 101, "buildingName": "Depot", "buildingHeight": 8, "source": "osm" } } ] },
    { "type": "surface", "geometryType": "meshes", "meshes": [
      { "type": "asphalt", "vertices": [0,0,0, 0,0,30, 6,0,30], "descriptor": { "type": "asphalt" } } ] },
    { "type": "barriers", "geometryType": "meshes", "meshes": [
      { "vertices": [0,0,0, 5,0,0, 5,1.5,0], "descriptor": { "type": "fence" } } ] },
    { "type": "infrastructure", "geometryType": "nodes", "nodes": [
      { "type": "tree", "x": 12.5, "y": 0, "z": 31.0, "scale": 9, "rotation": 0.4, "descriptor": { "type": "tree" } } ] },
    { "type": "topography", "geometryType": "meshes", "meshes": [ { "vertices": [0,0,0, 0,1,50, 50,2,50] } ] },
    { "type": "topography", "geometryType": "elevationMap", "elevationMap": [
      { "elevationMap": [0,1,2, 1,2,3],
        "info": { "width": 100, "height": 50, "segmentsWidth": 2, "segmentsHeight": 1, "moveVector": { "x": 50, "y": 25 } } } ] }
  ] }`;

test("an answer in the service's default order arrives as east, north, up", () => {
  const model = decode(quirky, { upAxis: "Y" });
  expect(model.frame).toMatchObject({ originLonDeg: 24.745, originLatDeg: 59.437 });
  expect(measureScene(model).map(({ id, kind, features, bounds }) => [id, kind, features, bounds])).toEqual([
    ["topography", "grid", 1, { min: [0, 0, 0], max: [100, 50, 3] }],
    ["topography", "mesh", 1, { min: [0, 0, 0], max: [50, 50, 2] }],
    ["surface", "mesh", 1, { min: [0, 0, 0], max: [30, 6, 0] }],
    ["barriers", "mesh", 1, { min: [0, 0, 0], max: [0, 5, 1.5] }],
    ["buildings", "mesh", 1, { min: [10, 10, 0], max: [20, 10, 8] }],
    ["infrastructure", "instances", 1, { min: [31, 12.5, 0], max: [31, 12.5, 0] }],
  ]);
  expect(model.skipped).toEqual([]);
});

test("one bad feature is left out with its place and reason, the others stay", () => {
  const list = [
    building,
    { vertices: [0, 0, 0, 1, null, 0, 0, 1, 0] },
    { vertices: ["1", 0, 0] },
    {
      vertices: [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
    },
    { vertices: [0, 0, 0, 1, 0, 0, 0, 1] },
    { vertices: [] },
    { descriptor: { type: "building" } },
    null,
    "house",
    { vertices: [0, 0, 0, 5e7, 0, 0, 0, 1, 0] },
    { vertices: [1, 1, 1, 1, 1, 1, 2, 2, 2] },
    { ...building, descriptor: { type: "building", id: "last" } },
  ];
  const model = decode(answer(meshes("buildings", ...list)));
  const [layer] = model.layers;
  expect(layer.kind === "mesh" && layer.descriptors).toEqual([
    { type: "building" },
    { type: "building", id: "last" },
  ]);
  expect(model.skipped.map(({ index, reason }) => [index, reason.replace(/\d+\)$/, "N)")])).toEqual([
    [1, "“null” instead of a number in its number list (at byte N)"],
    [2, "a text instead of a number in its number list (at byte N)"],
    [3, "a nested value instead of a number in its number list (at byte N)"],
    [4, "8 numbers do not make whole triangles"],
    [5, "no vertices"],
    [6, "has no list of vertices"],
    [7, "is not an object"],
    [8, "is not an object"],
    [9, "lies more than 1,000 km from the origin"],
    [10, "no triangle has an area"],
    [-1, "triangles without an area"],
  ]);
});

test.each([5, "0,0,0", null, { 0: 1 }, true])(
  "a feature whose list is %j is left out with its place",
  (vertices) => {
    const model = decode(answer(meshes("buildings", building, { ...building, vertices }, building)));
    expect(model.skipped.map(({ layer, index, reason }) => [layer, index, reason])).toEqual([
      ["buildings", 1, "has no list of vertices"],
    ]);
    const [layer] = model.layers;
    expect(layer.kind === "mesh" && layer.descriptors.length).toBe(2);
  },
);

test("a thousand bad features are reported in a short list that still counts all of them", () => {
  const bad = Array.from({ length: 1000 }, () => ({ vertices: [null] }));
  const { skipped } = decode(answer(meshes("buildings", building, ...bad)));
  expect(skipped.length).toBe(51);
  expect(skipped.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
});

test("every spelling of the envelope gives the same model", () => {
  const heights = {
    elevationMap: [1, 2, 3, 4],
    info: { width: 10, height: 10, segmentsWidth: 1, segmentsHeight: 1, moveVector: { x: 5, y: 5 } },
  };
  const { elevationMap, info } = heights;
  const forms = [
    { type: "topography", geometryType: "elevationMap", elevationMap: [heights] },
    { type: "topography", geometryType: "elevationMaps", elevationMaps: [heights] },
    { type: "topography", geometryType: "elevationMaps", elevationMap: [heights] },
    { type: "buildings", geometryType: "elevationMap", elevationMap: [heights] },
    { type: "topography", elevationMap: [{ elevationMaps: elevationMap, info }] },
    { elevationMap: [heights], geometryType: "elevationMap", type: "topography" },
  ];
  const models = forms.map((form) => decode(answer(form)));
  expect(models[0].layers).toEqual([
    {
      kind: "grid",
      id: "topography",
      segmentsX: 1,
      segmentsY: 1,
      widthM: 10,
      heightM: 10,
      centreX: 5,
      centreY: 5,
      heights: new Float32Array([1, 2, 3, 4]),
    },
  ]);
  for (const model of models) expect(model).toEqual(models[0]);
  const reference = { crs: "local", origin };
  for (const extra of [{ origin }, { spatialReference: reference }, { spacialReference: reference }])
    expect(decode({ geometry: [meshes("buildings", building)], ...extra }).frame).toEqual({
      originLonDeg: originLon,
      originLatDeg: originLat,
      originHeightM: 0,
      crs: "local",
    });
});

test("without any origin the first corner is assumed and the user is told", () => {
  const model = decode({ geometry: [meshes("buildings", building)] });
  expect(model.frame.originLonDeg).toBe(originLon);
  expect(model.warnings[0]).toContain("first corner");
});

test("the kind of a surface is found on the mesh or in the descriptor; nested facts are flattened or left out", () => {
  const model = decode(
    answer(
      meshes(
        "surface",
        { type: "asphalt", vertices: triangle },
        { vertices: triangle, descriptor: { type: "water" } },
        {
          type: "grass",
          vertices: triangle,
          descriptor: { type: null, materials: ["a", 1], deep: { x: 1 }, on: true },
        },
      ),
    ),
  );
  const [layer] = model.layers;
  expect(layer.kind === "mesh" && layer.descriptors).toEqual([
    { type: "asphalt" },
    { type: "water" },
    { type: "grass", materials: "a, 1", on: true },
  ]);
});

test("nodes: kind by the known rule, missing height on the terrain, odd extras ignored, broken ones reported", () => {
  const nodes = [
    { type: "instance", instanceType: "tree", x: 1, y: 2, z: 3, scale: 9, rotation: 0.5 },
    { type: "instance", descriptor: { type: "bench" }, x: 4, y: 5, z: 6 },
    { type: "hydrant", x: 5, y: 5 },
    { type: 7, x: 500, y: 5, scale: null, rotation: "a" },
    null,
    { type: "tree", x: "1", y: 2 },
    { type: "tree", x: 1 },
    { type: "tree", x: 1e9, y: 2, z: 0 },
    { type: "tree", x: 1, y: 2, z: 0, scale: -3 },
  ];
  const terrain = {
    type: "topography",
    geometryType: "elevationMap",
    elevationMap: [
      {
        elevationMap: [10, 10, 20, 20],
        info: { width: 10, height: 10, segmentsWidth: 1, segmentsHeight: 1, moveVector: { x: 5, y: 5 } },
      },
    ],
  };
  for (const type of ["infrastructure", "instances"]) {
    const model = decode(answer({ type, geometryType: "nodes", nodes }, terrain));
    const layer = model.layers[1];
    if (layer.kind !== "instances") throw new Error("no instances");
    expect(layer.id).toBe("infrastructure");
    expect([...layer.kindIndex].map((kind) => layer.kinds[kind])).toEqual([
      "tree",
      "bench",
      "hydrant",
      "unknown",
      "tree",
    ]);
    expect([...layer.positions]).toEqual([1, 2, 3, 4, 5, 6, 5, 5, 15, 500, 5, 0, 1, 2, 0]);
    expect([...layer.scales]).toEqual([9, 1, 1, 1, 1]);
    expect(layer.rotations[0]).toBe(0.5);
    expect(model.skipped.map(({ index }) => index)).toEqual([4, 5, 6, 7]);
  }
});

test("several entries of one layer are joined; unknown layers and odd entries are reported, not lost", () => {
  const model = decode({
    extra: [{ vertices: triangle }],
    origin,
    geometry: [
      null,
      meshes("buildings", building, building),
      meshes("tunnels", { vertices: triangle }, { vertices: triangle }),
      { type: "surface" },
      meshes("buildings", { ...building, lod: { vertices: triangle } }, building),
    ],
  });
  expect(measureScene(model).map(({ id, features, vertices }) => [id, features, vertices])).toEqual([
    ["buildings", 4, 12],
  ]);
  expect(model.skipped).toMatchObject([
    { layer: "unknown", index: 0, reason: "a layer entry is not an object", count: 1 },
    { layer: "unknown", index: 2, reason: "layer “tunnels” as “meshes” is not known", count: 2 },
    { layer: "surface", index: 3, reason: "a layer entry holds no list of elements", count: 1 },
  ]);
});

test("forged references to number lists cannot break the model or multiply a feature", () => {
  const forged = { vertices: { array: 0, count: 9 } };
  const model = decode(answer(meshes("buildings", building, forged), meshes("surface", forged, forged)));
  expect(measureScene(model).reduce((sum, { features }) => sum + features, 0)).toBe(1);
  expect(model.skipped.length).toBe(3);
});

test("reasons and warnings that come with their ids are told by them; those that do not make the words are not", () => {
  const skipped = [
    { layer: "buildings", reason: "underground", count: 2, id: "skip-underground", data: {} },
    {
      layer: "barriers",
      reason: "no solid for barrier=kerb",
      count: 1,
      id: "skip-no-barrier",
      data: { barrier: "kerb" },
    },
    { layer: "surface", reason: "swept away", count: 1, id: "skip-in-tunnel", data: {} },
    { layer: "surface", reason: "in a tunnel", count: 1, id: 7, data: { nested: { deep: true } } },
  ];
  const warnings = ["Gaps in the elevation data were filled from their surroundings.", "Mind the dog."];
  const saidWarnings = [
    { id: "note-elevation-filled", data: {} },
    { id: "note-no-elevation", data: {} },
    { id: 3 },
  ];
  const model = decode({
    ...answer(meshes("buildings", building)),
    report: { skipped, warnings, saidWarnings },
  });
  expect(model.skipped.map(({ reason, said, count }) => [reason, said?.id, count])).toEqual([
    ["underground", "skip-underground", 2],
    ["no solid for barrier=kerb", "skip-no-barrier", 1],
    ["swept away", undefined, 1],
    ["in a tunnel", undefined, 1],
  ]);
  expect(model.warnings).toEqual(warnings);
  expect(model.saidWarnings).toEqual([{ id: "note-elevation-filled", data: {} }]);
});

test("the service's own report, its attribution and its height datum arrive", () => {
  const model = decode({
    ...answer(meshes("buildings", building)),
    spatialReference: { crs: "LOCAL", origin, originHeight: 123.5 },
    report: {
      skipped: [{ layer: "buildings", reason: "footprint crosses itself", count: 2 }],
      attribution: [{ text: "© OpenStreetMap contributors", licence: "ODbL 1.0", date: "2026-07-01" }],
      warnings: ["No elevation data here."],
    },
  });
  expect(model.frame.originHeightM).toBe(123.5);
  expect(model.skipped).toEqual([
    { layer: "buildings", index: -1, reason: "footprint crosses itself", count: 2 },
  ]);
  expect(model.attributions[0].licence).toBe("ODbL 1.0");
  expect(model.warnings).toEqual(["No elevation data here."]);
});

test("a broken report or descriptor does not cost the geometry", () => {
  const model = decode({
    ...answer(meshes("buildings", { ...building, descriptor: "none" })),
    report: "fine",
    origin: "here",
  });
  expect(measureScene(model)[0].features).toBe(1);
});

test.each([
  [{}, "malformed-body"],
  [{ geometry: {} }, "malformed-body"],
  [{ origin, geometry: [] }, "empty-answer"],
  [answer(meshes("buildings")), "empty-answer"],
  [answer(meshes("buildings", { vertices: [] })), "empty-answer"],
  [answer(meshes("buildings", { vertices: [null] })), "malformed-body"],
  [{ ...answer(meshes("buildings", building)), spatialReference: { crs: "EPSG:3857" } }, "malformed-body"],
])("%j is %s", (wire, code) => {
  expect(refused(wire).code).toBe(code);
});

test("inside-out and downward triangles arrive as the model promises them", () => {
  const request = contextRequestSchema.parse(toRequest(area, defaultSettings));
  const town = makeWireTown(request, { buildings: 5 });
  const turned = JSON.stringify(town, (key, value) => {
    if (key !== "vertices") return value;
    const soup: number[] = [];
    for (let i = 0; i < value.length; i += 9)
      soup.push(...value.slice(i, i + 3), ...value.slice(i + 6, i + 9), ...value.slice(i + 3, i + 6));
    return soup;
  });
  const [right, wrong] = [decode(town), decode(turned)];
  for (const model of [right, wrong]) {
    const buildings = model.layers.find(({ id }) => id === "buildings");
    if (buildings?.kind !== "mesh") throw new Error("no buildings");
    for (let i = 0; i < 5; i++) expect(isClosedFeature(buildings, i)).toBe(true);
  }
  expect(measureScene(wrong)).toEqual(measureScene(right));
  expect(measureScene(right).find(({ id }) => id === "buildings")?.volumeM3).toBeGreaterThan(500);
});

test("a service with another axis order than expected is noticed, undone and reported", () => {
  const crooked: AreaSelection = {
    ring: [
      [8.65, 49.87],
      [8.654, 49.87],
      [8.654, 49.8705],
      [8.6515, 49.8705],
      [8.6515, 49.8715],
      [8.65, 49.8715],
      [8.65, 49.87],
    ],
  };
  const request = contextRequestSchema.parse(toRequest(crooked, defaultSettings));
  const expected = decode(makeWireTown(request), { cropScene: true }, crooked);
  expect(expected.warnings).toEqual([]);
  const orders: AxisOrder[] = [
    { east: 1, north: 0, up: 2, eastSign: 1, northSign: 1 },
    { east: 0, north: 1, up: 2, eastSign: 1, northSign: -1 },
    { east: 0, up: 1, north: 2, eastSign: 1, northSign: 1 },
    { north: 0, up: 1, east: 2, eastSign: 1, northSign: 1 },
  ];
  for (const order of orders) {
    const model = decode(makeWireTown(request, { order }), { cropScene: true }, crooked);
    expect(model.warnings.length).toBe(1);
    const [a, b] = [measureScene(model), measureScene(expected)];
    expect(a).toEqual(b);
  }
});

test.each(["EPSG:3857", "UTM"] as const)(
  "answers in %s keep millimetres and their place on Earth, in both up axes",
  (crs) => {
    const projection = crs === "UTM" ? "+proj=utm +zone=32 +datum=WGS84" : "EPSG:3857";
    const toWire = (lon: number, lat: number) => proj4("WGS84", projection).forward([lon, lat]);
    const [lon, lat] = [8.6507, 49.8704];
    const [x, y] = toWire(lon, lat);
    for (const upAxis of ["Z", "Y"] as const) {
      const point = (east: number, north: number, up: number) =>
        upAxis === "Z" ? [east, north, up] : [north, up, east];
      const vertices = [...point(x, y, 100.125), ...point(x + 10, y, 100.125), ...point(x, y + 10, 100.125)];
      const node = point(x, y, 5);
      const model = decode(
        {
          geometry: [
            meshes("buildings", { vertices }),
            {
              type: "infrastructure",
              geometryType: "nodes",
              nodes: [
                { type: "tree", x: node[0], y: node[1], z: node[2] },
                { type: "tree", x, y },
              ],
            },
          ],
          spatialReference: { crs: crs === "UTM" ? "EPSG:32632" : crs },
        },
        { crs, upAxis },
      );
      const { frame } = model;
      expect([frame.crs, frame.epsg]).toEqual([crs, crs === "UTM" ? 32632 : 3857]);
      expect(frame.originLonDeg).toBeCloseTo(originLon, 9);
      expect(frame.originLatDeg).toBeCloseTo(originLat, 9);
      const [mesh, trees] = [
        model.layers.find(({ id }) => id === "buildings"),
        model.layers.find(({ kind }) => kind === "instances"),
      ];
      if (mesh?.kind !== "mesh" || trees?.kind !== "instances") throw new Error("a layer is missing");
      const [falseEast, falseNorth] = frame.falseOriginM ?? [0, 0];
      expect(mesh.positions[0] + falseEast).toBeCloseTo(x, 4);
      expect(mesh.positions[1] + falseNorth).toBeCloseTo(y, 4);
      expect(mesh.positions[2]).toBe(100.125);
      for (const i of [0, 3]) expect(trees.positions[i] + falseEast).toBeCloseTo(x, 4);
    }
  },
);

test("a height map keeps its place in a projected answer: as triangles, stretched as the projection does", () => {
  const info = { width: 100, height: 50, segmentsWidth: 1, segmentsHeight: 1, moveVector: { x: 50, y: 25 } };
  const terrain = {
    type: "topography",
    geometryType: "elevationMap",
    elevationMap: [{ elevationMap: [1, 2, 3, 4], info }],
  };
  const { layers } = decode({ origin, geometry: [terrain] }, { crs: "EPSG:3857" });
  const [mesh] = layers;
  if (mesh.kind !== "mesh") throw new Error("no mesh");
  const stretch = 1 / Math.cos((49.87 * Math.PI) / 180);
  const expected = [0, 50, 1, 100, 50, 2, 0, 0, 3, 100, 0, 4];
  expected.forEach((value, i) => {
    const size = i % 3 === 2 ? value : value * stretch;
    expect(Math.abs(mesh.positions[i] - size)).toBeLessThan(0.35);
    if (i % 3 === 2) expect(mesh.positions[i]).toBe(value);
  });
});

test("a UTM answer in the neighbouring zone is placed by its own word, with a warning", () => {
  const [x, y] = proj4("WGS84", "+proj=utm +zone=31 +datum=WGS84").forward([8.6507, 49.8704]);
  const model = decode(
    {
      geometry: [meshes("buildings", { vertices: [x, y, 0, x + 10, y, 0, x, y + 10, 0] })],
      spatialReference: { crs: "UTM", zone: 31 },
    },
    { crs: "UTM" },
  );
  expect([model.frame.epsg, model.warnings.length]).toEqual([32631, 1]);
});

test("random envelopes never crash: a model or an error of the family", () => {
  const seed = 4711;
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  const town = JSON.stringify(
    makeWireTown(contextRequestSchema.parse(toRequest(area, defaultSettings)), { buildings: 3 }),
  );
  const bytes = new TextEncoder().encode(town);
  const outcomes: Record<string, number> = {};
  for (let round = 0; round < 3000; round++) {
    const broken = bytes.slice();
    for (let k = 0; k < 1 + random() * 3; k++) {
      const noise = '[]{},:"x0-.e\\ n'.charCodeAt(Math.floor(random() * 15));
      broken[Math.floor(random() * broken.length)] = noise;
    }
    const outcome = refused(new TextDecoder().decode(broken)).code;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  console.log(JSON.stringify(outcomes));
  expect(
    Object.keys(outcomes).every((code) =>
      ["accepted", "malformed-body", "cut-stream", "empty-answer"].includes(code),
    ),
  ).toBe(true);
  expect(outcomes.accepted).toBeGreaterThan(500);
});
