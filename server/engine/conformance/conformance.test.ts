import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createOsmMapSource } from "../../sources/osm/osm-map-source.ts";
import { readOsmXml } from "../../sources/osm/read-osm-xml.ts";
import { ask, ringOf } from "../testing/ask.ts";
import { loadManifold } from "../testing/judge-solids.ts";
import { cases, setOrigin } from "./cases.ts";
import { footprints } from "./footprints.ts";
import { judgeCase } from "./judge-case.ts";
import { makeCases } from "./own-engine.ts";
import { readModel } from "./read-model.ts";
import { sortTriangles } from "./sort-triangles.ts";
import { writeExpected } from "./write-expected.ts";
import { writeOsm } from "./write-osm.ts";

const made = await makeCases();
const manifold = await loadManifold();
const flat = cases.filter(({ ground }) => ground === "flat");

describe("the conformance set", () => {
  it("names every case once", () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it.each(cases.map((one) => [one.id, one] as const))("is met: %s", (_, one) => {
    const verdict = judgeCase(one, made.get(one) ?? [], 0.001, manifold);
    expect(verdict, one.why).toMatchObject({ passed: true });
  });

  it("fails what is missing, open, too high, or has another roof", () => {
    const [one] = cases.filter(({ id }) => id === "rectangle-hipped");
    const right = made.get(one) ?? [];
    const verdict = (solids: number[][]) => judgeCase(one, solids, 0.001, manifold);
    expect(verdict([])).toMatchObject({ passed: false, made: false });
    expect(verdict([right[0].slice(9)])).toMatchObject({ passed: false, closed: false });
    expect(verdict([right[0].map((value, i) => (i % 3 === 2 ? value * 1.001 : value))])).toMatchObject({
      passed: false,
      closed: true,
    });
    const gabled = made.get(cases.filter(({ id }) => id === "rectangle-gabled")[0]) ?? [];
    const error = verdict(gabled).roofVolumeError ?? 0;
    // 400 m³ under gables, 333.333 m³ under hips.
    expect(error).toBeCloseTo(66.667 / 333.333, 3);
    expect(verdict(gabled).passed).toBe(false);
  });

  it("is met by way of the OSM file, an OBJ file and the sorting by place", async () => {
    const folder = await mkdtemp(join(tmpdir(), "conformance-"));
    const path = join(folder, "cases.osm");
    await writeFile(path, writeOsm());
    const map = createOsmMapSource(await readOsmXml(path), "cases");
    await rm(folder, { recursive: true });
    const { lat, lon } = setOrigin;
    const { answer } = await ask(
      { map, elevation: null },
      {
        polygon: ringOf([lon - 0.001, lat - 0.001, lon + 0.015, lat + 0.018]),
        origin: [lat, lon],
        settings: { geometry: ["buildings"], upAxis: "Z", defaultLevelHeight: 3 },
      },
    );
    const lines: string[] = [];
    let corners = 0;
    for (const { vertices } of answer.geometry[0].meshes ?? []) {
      // OBJ is Y up here: x east, y up, z south.
      for (let i = 0; i < vertices.length; i += 3)
        lines.push(`v ${vertices[i]} ${vertices[i + 2]} ${-vertices[i + 1]}`);
      for (let i = 0; i < vertices.length / 3; i += 3, corners += 3)
        lines.push(`f ${corners + 1}/1 ${corners + 2}/1 ${corners + 3}/1`);
    }
    const soup = readModel("all.obj", new TextEncoder().encode(lines.join("\n")), "y");
    const sorted = sortTriangles([{ name: "all.obj", soup }], [lat, lon]);
    const failed = flat.filter((one) => !judgeCase(one, sorted.get(one) ?? [], 0.002, manifold).passed);
    expect(failed.map(({ id }) => id)).toEqual([]);
  });

  it("is handed on as JSON that says the same as the cases", () => {
    const { list, ...head } = JSON.parse(writeExpected());
    expect(head).toMatchObject({ cases: flat.length, origin: { lat: 48, lon: 10 }, levelHeightM: 3 });
    expect(list).toHaveLength(flat.length);
    const hipped = list.find(({ id }: { id: string }) => id === "l-hipped");
    expect(hipped).toMatchObject({
      tags: { building: "yes", "roof:shape": "hipped", "roof:height": "4", height: "12" },
      hole: null,
      expected: { closedSolid: true, planArea: 256, top: 12, bottom: 0, roofHeight: 4, roofVolume: 469.3333 },
    });
    const one = writeOsm(flat.filter(({ id }) => id === "l-hipped"));
    expect(one).toContain(`<way id="${hipped.osmId}" version="1">`);
    expect(one.match(/<way /g)).toHaveLength(1);
  });

  it("judges most cases by volume, and every outline on flat ground and on the hill", () => {
    expect(cases.filter(({ roofVolume }) => roofVolume !== null).length).toBeGreaterThan(400);
    for (const name of Object.keys(footprints))
      for (const ground of ["flat", "slope"])
        expect(cases.some((one) => one.id.startsWith(`${name}-`) && one.ground === ground)).toBe(true);
  });

  it("reads a GLB with a moved and scaled node", () => {
    const json = JSON.stringify({
      asset: { version: "2.0" },
      scenes: [{ nodes: [0] }],
      nodes: [
        { children: [1], translation: [10, 0, 0] },
        { mesh: 0, scale: [2, 2, 2] },
      ],
      meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
      accessors: [
        { bufferView: 0, componentType: 5126, count: 3 },
        { bufferView: 1, componentType: 5123, count: 3 },
      ],
      bufferViews: [{ byteOffset: 0 }, { byteOffset: 36 }],
    });
    const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4));
    const bytes = new Uint8Array(28 + text.length + 44);
    const view = new DataView(bytes.buffer);
    [0x46546c67, 2, bytes.length, text.length, 0x4e4f534a].forEach((value, i) => {
      view.setUint32(4 * i, value, true);
    });
    bytes.set(text, 20);
    [1, 2, 3, 4, 5, 6, 7, 8, 9].forEach((value, i) => {
      view.setFloat32(28 + text.length + 4 * i, value, true);
    });
    [2, 1, 0].forEach((value, i) => {
      view.setUint16(64 + text.length + 2 * i, value, true);
    });
    // x east, y up, z south → east, north, up.
    expect(readModel("a.glb", bytes, "y")).toEqual([24, -18, 16, 18, -12, 10, 12, -6, 4]);
  });
});
