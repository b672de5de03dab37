import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextRequestSchema } from "../shared/contract/context-request.ts";
import { answerContext } from "./engine/answer-context.ts";
import { openSources } from "./open-sources.ts";

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
