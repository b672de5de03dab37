import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { type AnswerFormat, answerMediaTypes } from "../../../shared/contract/answer-format.ts";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import { isContextileError } from "../../../shared/errors.ts";
import { openSampleTown } from "../../sources/sample-town.ts";
import { openTestService } from "../../testing/open-test-service.ts";
import { answerContext } from "../answer-context.ts";
import { makePlan } from "../plan.ts";
import { ringOf } from "../testing/ask.ts";
import { createWireFrame } from "../wire-frame.ts";
import { openWriter } from "./open-writer.ts";

interface Report {
  issues: { numErrors: number; numWarnings: number; messages: unknown[] };
}
/** The Khronos validator has no types of its own. */
const validator: { validateBytes(bytes: Uint8Array): Promise<Report> } = createRequire(import.meta.url)(
  "gltf-validator",
);

const town = await openSampleTown();
const polygon = ringOf([10.4985, 47.499, 10.5015, 47.501]);
const geometry = ["buildings", "surface", "barriers", "infrastructure", "topography"] as const;

async function bytesOf(settings: Record<string, unknown>, format: AnswerFormat): Promise<Buffer> {
  const request = contextRequestSchema.parse({ polygon, settings: { geometry: [...geometry], ...settings } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answerContext(request, town, new AbortController().signal, format))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A reader of its own: knows the specification, nothing of the writer. */
function documentOf(bytes: Buffer) {
  expect(bytes.toString("latin1", 0, 4)).toBe("glTF");
  expect(bytes.readUInt32LE(8)).toBe(bytes.length);
  return JSON.parse(bytes.toString("utf8", 20, 20 + bytes.readUInt32LE(12)));
}

describe("an answer as glTF binary", () => {
  for (const crs of ["local", "UTM"])
    it(`is valid, ${crs}, with a node and its descriptor for every feature of the JSON`, async () => {
      const glb = await bytesOf({ crs, upAxis: "Y", cropScene: true }, "glb");
      const { issues } = await validator.validateBytes(glb);
      expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
      const json = JSON.parse(String(await bytesOf({ crs, cropScene: true }, "json")));
      const { nodes, scenes, asset } = documentOf(glb);
      const byLayer = (layer: string): { extras: Record<string, unknown> }[] =>
        nodes
          .find((node: { extras?: { contextileLayer?: string } }) => node.extras?.contextileLayer === layer)
          .children.map((child: number) => nodes[child]);
      for (const { type, meshes, nodes: places } of json.geometry) {
        const expected = (meshes ?? places).map(({ descriptor }: { descriptor: unknown }) => descriptor);
        expect(expected.length).toBeGreaterThan(0);
        expect(byLayer(type).map(({ extras }) => extras)).toEqual(expected);
      }
      expect(scenes[0].extras.georeference).toMatchObject({ crs, originHeightM: 0 });
      expect(scenes[0].extras.georeference.originLatDeg).toBeCloseTo(47.499, 9);
      expect(scenes[0].extras.georeference.originLonDeg).toBeCloseTo(10.4985, 9);
      expect(scenes[0].extras.attributions).toEqual(json.report.attribution);
      expect(asset.copyright).toContain("Sample town");
    });

  it("is refused when it would be too large, before anything is sent", async () => {
    const plan = makePlan(contextRequestSchema.parse({ polygon }));
    const writer = await openWriter("glb", plan, createWireFrame(plan));
    const shape = { widthM: 1, heightM: 1, segmentsX: 2_000_000, segmentsY: 0, centreX: 0, centreY: 0 };
    let thrown: unknown;
    try {
      writer.grid(shape, new Float64Array(2_000_001));
    } catch (error) {
      thrown = error;
    }
    expect(isContextileError(thrown) && [thrown.code, thrown.charged, thrown.message]).toEqual([
      "too-big",
      "no",
      "As glTF this answer would have more than 4 million triangles.",
    ]);
  });

  it("comes from the service under its media type, and is paid like any other", async () => {
    const service = await openTestService({ sources: town, answerContext });
    const answer = await service.context({ polygon }, { accept: answerMediaTypes.glb });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("model/gltf-binary");
    expect(answer.headers.get("vary")).toContain("accept");
    documentOf(Buffer.from(await answer.arrayBuffer()));
    expect((await service.account()).totalRequests).toBe(1);
    await service.close();
  });
});
