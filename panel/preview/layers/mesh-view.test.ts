import { Group } from "three";
import { expect, it } from "vitest";
import { FeatureTable } from "./feature-table.ts";
import { litMaterial } from "./lit-material.ts";
import { MeshView } from "./mesh-view.ts";

/** Counts buffers; nothing is drawn. */
function countingContext() {
  const alive = new Set<object>();
  const gl = {
    createBuffer() {
      const buffer = {};
      alive.add(buffer);
      return buffer;
    },
    deleteBuffer: (buffer: object) => alive.delete(buffer),
    bindBuffer() {},
    bufferData() {},
    bindVertexArray() {},
  } as unknown as WebGL2RenderingContext;
  return { gl, alive };
}

it("frees lines that were streamed for a layer that is drawn without any", () => {
  const { gl, alive } = countingContext();
  const [positions, ids, indices, edges] = [0, 1, 2, 3].map(() => gl.createBuffer());
  const source = {
    positions: new Float32Array(9),
    indices: new Uint32Array([0, 1, 2]),
    firstVertex: new Uint32Array([0, 3]),
    featureOf: null,
    edges: new Uint32Array([0, 1]),
  };
  const lit = litMaterial(new FeatureTable(1), 0);
  const view = new MeshView(gl, source, lit, null, new Group(), { positions, ids, indices, edges });
  expect(alive.size).toBe(3);
  view.dispose();
  expect(alive.size).toBe(0);
});
