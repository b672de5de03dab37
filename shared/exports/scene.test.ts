import { describe, expect, it } from "vitest";
import { isContextileError } from "../errors.ts";
import { boxLayer, nodeLayer, sceneOf, smallGrid } from "../testing/box-scene.ts";
import { createRandom } from "../testing/random.ts";
import { decodeScene, encodeScene } from "./scene.ts";

const towers = boxLayer("buildings", [
  { at: [0, 0, 0], size: [10, 20, 30], descriptor: { name: "Tower", buildingHeight: 30, roof: null } },
  { at: [-1.25, 7.5, 3], size: [4, 4, 4], descriptor: { name: 'a"\u2028</script>\ud800', tall: false } },
]);
const ground = boxLayer("surface", [
  { at: [0, 0, 0], size: [5, 5, 0.1], descriptor: { type: "road", pathType: "footway" } },
  { at: [9, 0, 0], size: [5, 5, 0.1], descriptor: { type: "something new" } },
]);

function headerOf(bytes: Uint8Array) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  return { length, header: JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length))) };
}

/** The same bytes with another header of the same length or longer; the body stays as it is. */
function withHeader(bytes: Uint8Array, change: (header: ReturnType<typeof headerOf>["header"]) => void) {
  const { length, header } = headerOf(bytes);
  change(header);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 4) * 4;
  const changed = new Uint8Array(12 + padded + bytes.length - 12 - length).fill(0x20);
  changed.set(bytes.subarray(0, 12));
  new DataView(changed.buffer).setUint32(8, padded, true);
  changed.set(json, 12);
  changed.set(bytes.subarray(12 + length), 12 + padded);
  return changed;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return isContextileError(error) ? error.code : `not ours: ${String(error)}`;
  }
  return "no error";
}

describe("the scene container", () => {
  it("gives back the model it was made of, to the last bit", () => {
    const model = sceneOf(towers, nodeLayer());
    expect(decodeScene(encodeScene(model, { name: "Luisenplatz" }))).toEqual(model);
  });

  it("follows the layout of the document: magic, version, padded header, aligned columns", () => {
    for (const name of ["", "a", "ab", "abc", "abcd"]) {
      const bytes = encodeScene(sceneOf(towers, ground, nodeLayer()), { name });
      expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe("CTXS");
      expect(Array.from(bytes.subarray(4, 8))).toEqual([1, 0, 0, 0]);
      const { length, header } = headerOf(bytes);
      expect((12 + length) % 4).toBe(0);
      expect(header.name).toBe(name);
      expect(header.attribution).toEqual(["© OpenStreetMap contributors"]);
      expect(header.layers[0]).toMatchObject({
        id: "buildings",
        name: "Buildings",
        colour: [232, 229, 222],
        positions: { offset: 0, count: 48 },
        indices: { offset: 192, count: 72 },
        firstIndex: { offset: 480, count: 3 },
      });
      const last = header.layers[2].shapes[1].indices;
      expect(12 + length + last.offset + last.count * 4).toBe(bytes.length);
    }
  });

  it("tells the colour of every surface feature and leaves it to the layer where none is known", () => {
    const bytes = encodeScene(sceneOf(ground), { name: "x" });
    const { length, header } = headerOf(bytes);
    const { offset, count } = header.layers[0].colours;
    const view = new DataView(bytes.buffer, 12 + length + offset, count * 4);
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([0xbab6ae, 0xa8acb0]);
  });

  it("sends a height grid as a mesh of two triangles a cell", () => {
    const [layer] = decodeScene(encodeScene(sceneOf(smallGrid()), { name: "x" })).layers;
    if (layer?.kind !== "mesh") throw new Error("expected a mesh");
    expect(layer.indices.length / 3).toBe(4);
    expect(layer.positions.length / 3).toBe(6);
    expect(Math.max(...layer.positions)).toBe(10);
  });

  it("carries an empty model", () => {
    expect(decodeScene(encodeScene(sceneOf(), { name: "" }))).toEqual(sceneOf());
  });

  it("reads bytes that lie at an odd place of a larger buffer", () => {
    const bytes = encodeScene(sceneOf(towers), { name: "x" });
    const pool = Buffer.alloc(bytes.length + 7);
    pool.set(bytes, 3);
    expect(decodeScene(pool.subarray(3, 3 + bytes.length))).toEqual(sceneOf(towers));
  });

  it.each<[string, (header: ReturnType<typeof headerOf>["header"]) => void]>([
    ["a column behind the end", (h) => (h.layers[0].indices.offset = 1e6)],
    ["a column at an odd byte", (h) => (h.layers[0].indices.offset = 2)],
    ["a negative offset", (h) => (h.layers[0].indices.offset = -4)],
    ["a huge count", (h) => (h.layers[0].positions.count = 4294967295)],
    ["half a triangle", (h) => (h.layers[0].indices.count = 71)],
    ["a missing descriptor", (h) => h.layers[0].descriptors.pop()],
    ["an unknown layer", (h) => (h.layers[0].id = "clouds")],
    ["a nested descriptor", (h) => (h.layers[0].descriptors[0] = { a: { b: 1 } })],
    ["vertices of another feature", (h) => (h.layers[0].indices.offset = 480)],
    ["ranges that are no ranges", (h) => (h.layers[0].firstIndex.offset = 0)],
    ["a kind that is not there", (h) => (h.layers[1].kinds = [])],
    ["fewer shapes than kinds", (h) => h.layers[1].shapes.pop()],
    ["columns of different lengths", (h) => (h.layers[1].scales.count = 2)],
    ["one column read a hundred times", (h) => (h.layers = new Array(50).fill(h.layers[0]))],
    ["no frame", (h) => delete h.frame],
  ])("refuses %s", (_, change) => {
    const bytes = encodeScene(sceneOf(towers, nodeLayer()), { name: "x" });
    expect(codeOf(() => decodeScene(withHeader(bytes, change)))).toBe("malformed-body");
  });

  it("refuses positions that are not numbers", () => {
    const broken = boxLayer("buildings", [{ at: [Number.NaN, 0, 0], size: [1, 1, 1], descriptor: {} }]);
    expect(codeOf(() => decodeScene(encodeScene(sceneOf(broken), { name: "x" })))).toBe("malformed-body");
  });

  it("answers 3,000 damaged files with its own error or a whole model, and never with anything else", () => {
    const seed = 20261122;
    console.log(`seed ${seed}`);
    const random = createRandom(seed);
    const bytes = encodeScene(sceneOf(towers, ground, nodeLayer()), { name: "fuzz" });
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 3000; round++) {
      const outcome = codeOf(() => decodeScene(damage(bytes, random)));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).toEqual(["malformed-body", "no error"]);
    expect(outcomes.get("malformed-body")).toBeGreaterThan(1500);
  });
});

function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  if (random() < 0.3) return bytes.slice(0, Math.floor(random() * bytes.length));
  const copy = bytes.slice();
  const hits = 1 + Math.floor(random() * 8);
  for (let i = 0; i < hits; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return copy;
}
