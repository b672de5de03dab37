import { expect, test } from "vitest";
import { contextPath, contextRequestSchema } from "./context-request.ts";
import {
  contextResponseSchema,
  elevationInfoSchema,
  elevationKeys,
  errorBodySchema,
  layerAliases,
  nodeKind,
  nodeSchema,
} from "./context-response.ts";
import { accountPath, assumedServiceInfo, basemapPath, placesQuery, servicePath } from "./endpoints.ts";
import { balanceHeader, chargedHeader, idempotencyHeader, serviceInfoSchema } from "./service.ts";

const polygon = [
  [59.437, 24.745],
  [59.437, 24.75],
  [59.4395, 24.75],
  [59.437, 24.745],
];

test("pin: addresses and headers", () => {
  expect([contextPath, servicePath, accountPath, basemapPath]).toEqual([
    "/v1/context",
    "/v1/service",
    "/v1/account",
    "/v1/basemap",
  ]);
  expect(placesQuery("Café & Bar", 5)).toBe("/v1/places?q=Caf%C3%A9%20%26%20Bar&limit=5");
  expect([idempotencyHeader, chargedHeader, balanceHeader]).toEqual([
    "idempotency-key",
    "contextile-charged-km2",
    "contextile-balance-km2",
  ]);
});

test("a request needs only its polygon; the documented defaults fill the rest", () => {
  expect(contextRequestSchema.parse({ polygon }).settings).toEqual({
    geometry: ["buildings", "surface", "barriers", "instances"],
    topographyModel: false,
    disableSurfaceProjection: false,
    liftOnly: false,
    defaultRoofType: "flat",
    defaultLevels: 1,
    defaultLevelHeight: 4,
    crs: "local",
    upAxis: "Y",
    cropScene: false,
  });
});

test("what real clients send is accepted: extra fields, null return type, any case of the reference", () => {
  const parsed = contextRequestSchema.parse({
    polygon,
    requestId: "5f0c",
    timestamp: 1,
    export: { format: "skp", version: null },
    settings: { topographyReturnType: null, crs: "LOCAL", geometry: ["infrastructure"], other: 1 },
  });
  expect(parsed.settings.crs).toBe("local");
  expect(contextRequestSchema.parse({ polygon, settings: { crs: "epsg:3857" } }).settings.crs).toBe(
    "EPSG:3857",
  );
  expect(contextRequestSchema.parse({ polygon, settings: { crs: "utm" } }).settings.crs).toBe("UTM");
});

test.each([
  {},
  { polygon: "here" },
  { polygon: [[1, 2, 3]] },
  { polygon: [["1", "2"]] },
  { polygon, settings: { geometry: ["roads"] } },
  { polygon, settings: { upAxis: "X" } },
  { polygon, settings: { defaultRoofType: "Flat" } },
  { polygon, settings: { crs: "EPSG:4326" } },
  { polygon, settings: { defaultLevels: -1 } },
  { polygon, settings: { defaultLevelHeight: 0 } },
  { polygon, origin: [1] },
])("the request %j is refused", (request) => {
  expect(contextRequestSchema.safeParse(request).success).toBe(false);
});

test("an answer needs a geometry list and nothing else; wrong extras count as absent", () => {
  expect(contextResponseSchema.safeParse({ geometry: [] }).success).toBe(true);
  const odd = contextResponseSchema.parse({ geometry: [null], origin: [1], spatialReference: 7, report: [] });
  expect([odd.origin, odd.spatialReference, odd.report]).toEqual([undefined, undefined, undefined]);
  expect(contextResponseSchema.safeParse({ geometry: "none" }).success).toBe(false);
});

test.each([
  [{ instanceType: "tree", type: "instance" }, "tree"],
  [{ instanceType: "bench", type: "tree", descriptor: { type: "hydrant" } }, "bench"],
  [{ type: "instance", descriptor: { type: "hydrant" } }, "hydrant"],
  [{ type: "tree", descriptor: { type: 4 } }, "tree"],
  [{ type: "instance" }, "unknown"],
  [{ instanceType: "", type: "tree" }, "tree"],
  [{ type: 7 }, "unknown"],
  [{}, "unknown"],
])("the node %j is a %s", (node, kind) => {
  expect(nodeKind(nodeSchema.parse({ x: 1, y: 2, ...node }))).toBe(kind);
});

test("height maps: both keys, whole segments, a real size", () => {
  expect([...elevationKeys]).toEqual(["elevationMap", "elevationMaps"]);
  const info = { width: 100, height: 50, segmentsWidth: 2, segmentsHeight: 1, moveVector: { x: 50, y: 25 } };
  expect(elevationInfoSchema.safeParse(info).success).toBe(true);
  for (const wrong of [
    { width: 0 },
    { segmentsWidth: 1.5 },
    { segmentsHeight: 0 },
    { moveVector: null },
    { height: "50" },
  ])
    expect(elevationInfoSchema.safeParse({ ...info, ...wrong }).success).toBe(false);
});

test("the five layers and the alias of the request are known by name", () => {
  expect(Object.fromEntries(layerAliases)).toEqual({
    topography: "topography",
    surface: "surface",
    barriers: "barriers",
    buildings: "buildings",
    infrastructure: "infrastructure",
    instances: "infrastructure",
  });
});

test("error bodies of any shape parse; unknown codes and charges count as absent", () => {
  expect(errorBodySchema.parse({ error: { message: 5 }, code: "X", charged: true })).toMatchObject({
    code: undefined,
    charged: undefined,
  });
  expect(errorBodySchema.parse({ code: "no-balance", charged: "no" })).toMatchObject({
    code: "no-balance",
    charged: "no",
  });
});

test("what is assumed of a silent service is itself a valid answer and confirms nothing", () => {
  expect(serviceInfoSchema.parse(assumedServiceInfo).confirmsRequestIds).toBe(false);
});
