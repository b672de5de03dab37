import { beforeAll, describe, expect, it } from "vitest";
import { compactSupported } from "../../../shared/api/compact/meshopt.ts";
import { createSceneDecoder } from "../../../shared/api/decode-scene.ts";
import { toRequest } from "../../../shared/api/to-request.ts";
import { type AnswerFormat, answerMediaTypes } from "../../../shared/contract/answer-format.ts";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import type { AreaSelection } from "../../../shared/scene/area-selection.ts";
import type { MeshLayer, SceneLayer, SceneModel } from "../../../shared/scene/scene-model.ts";
import { type ContextSettings, defaultSettings } from "../../../shared/settings/schema.ts";
import { districtPath } from "../../../shared/testing/districts.ts";
import { openOsmFile } from "../../sources/open-osm-file.ts";
import { openSampleTown } from "../../sources/sample-town.ts";
import { answerContext } from "../answer-context.ts";
import type { EngineSources } from "../engine.ts";

interface Asked {
  area: AreaSelection;
  settings: ContextSettings;
}

const boxArea = (west: number, south: number, east: number, north: number): AreaSelection => ({
  ring: [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
});

async function modelOf(sources: EngineSources, asked: Asked, format: AnswerFormat): Promise<SceneModel> {
  const request = contextRequestSchema.parse(toRequest(asked.area, asked.settings));
  const decoder = createSceneDecoder(asked, { contentType: answerMediaTypes[format] });
  for await (const chunk of answerContext(request, sources, new AbortController().signal, format))
    decoder.feed(chunk);
  return decoder.finish();
}

/** A triangle may begin at any of its corners: each is turned so that its least index leads. */
function ledByLeast({ indices }: MeshLayer): Uint32Array {
  const turned = indices.slice();
  for (let i = 0; i < turned.length; i += 3) {
    const triangle = [turned[i], turned[i + 1], turned[i + 2]];
    const least = triangle.indexOf(Math.min(...triangle));
    for (let k = 0; k < 3; k++) turned[i + k] = triangle[(least + k) % 3];
  }
  return turned;
}

/** Half a millimetre, the most that the two forms may differ by; metres. */
const tolerance = 0.0005;

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

function expectSameLayer(compact: SceneLayer, json: SceneLayer): void {
  if (compact.kind === "mesh" && json.kind === "mesh") {
    const { positions: ours, indices: _, ...table } = compact;
    const { positions: theirs, indices: __, ...expected } = json;
    expect(table).toEqual(expected);
    expect(largestDifference(ours, theirs)).toBeLessThanOrEqual(tolerance);
    expect(ledByLeast(compact)).toEqual(ledByLeast(json));
  } else if (compact.kind === "instances" && json.kind === "instances") {
    const { positions: ours, ...table } = compact;
    const { positions: theirs, ...expected } = json;
    expect(table).toEqual(expected);
    expect(largestDifference(ours, theirs)).toBeLessThanOrEqual(tolerance);
  } else expect(compact).toEqual(json);
}

async function expectSameModel(sources: EngineSources, asked: Asked): Promise<SceneModel> {
  const json = await modelOf(sources, asked, "json");
  const compact = await modelOf(sources, asked, "compact");
  expect({ ...compact, layers: [] }).toEqual({ ...json, layers: [] });
  expect(compact.layers.map(({ kind, id }) => `${id} ${kind}`)).toEqual(
    json.layers.map(({ kind, id }) => `${id} ${kind}`),
  );
  for (const [i, layer] of compact.layers.entries()) expectSameLayer(layer, json.layers[i]);
  return compact;
}

describe("the compact form gives the model that JSON gives", () => {
  let town: EngineSources;
  beforeAll(async () => {
    town = await openSampleTown();
    expect(await compactSupported).toBe(true);
  });
  const area = boxArea(10.4975, 47.498, 10.5035, 47.5015);

  for (const crs of ["local", "EPSG:3857", "UTM"] as const)
    for (const upAxis of ["Z", "Y"] as const)
      it(`of the sample town, ${crs}, ${upAxis} up`, async () => {
        const settings: ContextSettings = { ...defaultSettings, crs, upAxis, topographyReturnType: "both" };
        const model = await expectSameModel(town, { area, settings });
        expect(model.layers.length).toBeGreaterThanOrEqual(6);
        expect(model.layers.map(({ id }) => id)).toContain("infrastructure");
      });

  for (const crs of ["local", "EPSG:3857", "UTM"] as const)
    it(`of a district, ${crs}`, async ({ skip }) => {
      const path = districtPath("monaco-2025-02.osm.pbf");
      if (path === null) return skip();
      const map = await openOsmFile(path);
      const settings: ContextSettings = { ...defaultSettings, crs, defaultRoofType: "gabled" };
      const asked = { area: boxArea(7.416, 43.73, 7.424, 43.736), settings };
      const model = await expectSameModel({ map, elevation: null }, asked);
      const buildings = model.layers.find(({ id }) => id === "buildings");
      expect(buildings?.kind === "mesh" ? buildings.descriptors.length : 0).toBeGreaterThan(200);
    });
});
