import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextRequestSchema } from "../shared/contract/context-request.ts";
import { answerContext } from "./engine/answer-context.ts";
import { checkSources, openSources } from "./open-sources.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-open-"));

function house(): string {
  const ring = [
    [10, 48],
    [10.0002, 48],
    [10.0002, 48.0001],
    [10, 48.0001],
    [10, 48],
  ];
  const feature = {
    type: "Feature",
    id: "h1",
    properties: { height: 12, roof_shape: "flat" },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
  const path = join(folder, "house.geojson");
  writeFileSync(path, JSON.stringify({ type: "FeatureCollection", features: [feature] }));
  return path;
}

describe("openSources", () => {
  it("serves the sample town when nothing is named", async () => {
    expect((await openSources({})).map.info().name).toBe("Sample town");
  });

  it("refuses two maps at once, and what is not there", async () => {
    await expect(openSources({ osmFile: "a.osm", overpassUrl: "https://x.example/api" })).rejects.toThrow(
      "Only one map can be served: --osm or --overpass.",
    );
    await expect(openSources({ geoJsonFile: house(), demFile: join(folder, "none.tif") })).rejects.toThrow(
      "There is no file",
    );
    await expect(openSources({ cityJsonFile: join(folder, "none.city.json") })).rejects.toThrow(
      "There is no file",
    );
  });

  it("refuses elevation for which no map is named", async () => {
    await expect(openSources({ demFile: join(folder, "any.tif") })).rejects.toMatchObject({
      code: "bad-request",
      message: "--dem is elevation for a map, and no map is named.",
      next: "Name the map too, as with --osm FILE, or leave --dem out.",
    });
  });

  it("brings a footprint and its licence into an answer", async () => {
    const sources = await openSources({ geoJsonFile: house(), credit: "City of Test", licence: "CC BY 4.0" });
    const polygon = [
      [47.999, 9.999],
      [47.999, 10.001],
      [48.001, 10.001],
      [48.001, 9.999],
      [47.999, 9.999],
    ];
    const settings = { geometry: ["buildings"], upAxis: "Z" };
    const request = contextRequestSchema.parse({ polygon, settings });
    let text = "";
    for await (const chunk of answerContext(request, sources, new AbortController().signal))
      text += new TextDecoder().decode(chunk);
    const answer: { geometry: { meshes: { vertices: number[] }[] }[] } = JSON.parse(text);
    const heights = answer.geometry[0].meshes[0].vertices.filter((_, i) => i % 3 === 2);
    expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo(12, 3);
    expect(text).toContain("City of Test");
    expect(text).toContain("CC BY 4.0");
  });
});

describe("checkSources", () => {
  it("says which option names what is not there, or contradicts another, before anything is opened", () => {
    const none = join(folder, "none.osm");
    expect(() => checkSources({ osmFile: none })).toThrow(`There is nothing at ${none}, which --osm names.`);
    expect(() => checkSources({ geoJsonFile: house(), demFile: none })).toThrow("which --dem names.");
    expect(() => checkSources({ demFile: folder })).toThrow("no map is named");
    expect(() => checkSources({ osmFile: none, geoJsonFile: house() })).toThrow("--osm or --geojson");
  });

  it("lets through what is there, what is elsewhere, and the sample town", () => {
    const parquet = "https://x.example/buildings.parquet";
    const tiles = "https://x.example/{z}/{x}/{y}.png";
    for (const options of [{}, { geoJsonFile: house(), demFile: folder }, { parquet, demFile: tiles }])
      expect(() => checkSources(options)).not.toThrow();
  });
});
