import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openGeoJson } from "../../sources/geojson.ts";
import { ask, ringOf } from "../testing/ask.ts";

it("names the data set and the form it came in where the map is not OpenStreetMap", async () => {
  const ring = [
    [10, 48],
    [10.0002, 48],
    [10.0002, 48.0001],
    [10, 48.0001],
    [10, 48],
  ];
  const geometry = { type: "Polygon", coordinates: [ring] };
  const text = JSON.stringify({ type: "Feature", properties: { height: 9 }, geometry });
  const folder = mkdtempSync(join(tmpdir(), "contextile-dataset-"));
  writeFileSync(join(folder, "cadastre.geojson"), text);
  const map = await openGeoJson(join(folder, "cadastre.geojson"));
  rmSync(folder, { recursive: true });
  const polygon = ringOf([9.999, 47.999, 10.001, 48.001]);
  const { answer } = await ask({ map, elevation: null }, { polygon, settings: { geometry: ["buildings"] } });
  expect(answer.geometry[0].meshes?.[0].descriptor).toMatchObject({
    datasetName: "cadastre",
    source: "geojson",
    heightSource: "cadastre",
    hasDefaultHeight: false,
  });
});
