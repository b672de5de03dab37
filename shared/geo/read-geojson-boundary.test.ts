import { expect, test } from "vitest";
import { readGeoJsonBoundary } from "./read-geojson-boundary.ts";

const square = (size: number) => [
  [7, 43],
  [7 + size, 43],
  [7 + size, 43 + size],
  [7, 43 + size],
  [7, 43],
];
const read = (value: unknown) => readGeoJsonBoundary(JSON.stringify(value));

test("a polygon is found in a geometry, a feature and a collection; heights are dropped", () => {
  const geometry = { type: "Polygon", coordinates: [square(0.01).map(([lon, lat]) => [lon, lat, 12])] };
  const feature = { type: "Feature", properties: null, geometry };
  const shapes = [
    geometry,
    feature,
    { type: "FeatureCollection", features: [feature] },
    { type: "GeometryCollection", geometries: [geometry] },
  ];
  for (const shape of shapes)
    expect(read(shape)).toEqual({ ok: true, value: { ring: square(0.01), others: 0, holes: 0 } });
});

test("the largest of several is taken, and what was left out is counted", () => {
  const coordinates = [[square(0.01)], [square(0.03), square(0.001)], [square(0.02)]];
  expect(read({ type: "MultiPolygon", coordinates })).toEqual({
    ok: true,
    value: { ring: square(0.03), others: 2, holes: 1 },
  });
});

test("an open ring is closed and a closed line counts as a ring", () => {
  const open = square(0.01).slice(0, 4);
  expect(read({ type: "Polygon", coordinates: [open] })).toMatchObject({ value: { ring: square(0.01) } });
  expect(read({ type: "LineString", coordinates: square(0.01) })).toMatchObject({
    value: { ring: square(0.01) },
  });
});

test.each([
  ["{", "file-not-json"],
  ["", "file-not-json"],
  ["null", "file-no-polygon"],
  ['"Polygon"', "file-no-polygon"],
  ['{"type":"Point","coordinates":[1,2]}', "file-no-polygon"],
  ['{"type":"Polygon","coordinates":[]}', "file-no-polygon"],
  ['{"type":"Polygon","coordinates":7}', "file-no-polygon"],
  ['{"type":"Polygon","coordinates":[7]}', "file-bad-number"],
  ['{"type":"Polygon","coordinates":[[[1,"2"],[3,4],[5,6]]]}', "file-bad-number"],
  ['{"type":"Polygon","coordinates":[[[1,null],[3,4],[5,6]]]}', "file-bad-number"],
  ['{"type":"MultiPolygon","coordinates":[null,[[[1,1e999]]]]}', "file-bad-number"],
])("%s is %s", (text, code) => {
  expect(readGeoJsonBoundary(text)).toMatchObject({ ok: false, issues: [{ path: "file", code }] });
});

test("a file nested thousands deep ends with an issue, not with an overflow", () => {
  const depth = 5_000;
  const text = `${'{"type":"Feature","geometry":'.repeat(depth)}null${"}".repeat(depth)}`;
  expect(readGeoJsonBoundary(text)).toMatchObject({ ok: false });
});
