import { gridToMesh } from "../../shared/geo/grid-to-mesh.ts";
import { instanceShape } from "../../shared/layers/instance-shapes.ts";
import { layerStyles } from "../../shared/layers/layer-style.ts";
import type { InstanceLayer, SceneLayer, SceneModel } from "../../shared/scene/scene-model.ts";
import { near, same } from "./checks.ts";

/** What a document must hold of one layer, in metres of the document. Volume: signed, seen from its (0, 0, 0). */
export interface LayerFacts {
  facets: number;
  volume: number;
  min: number[];
  max: number[];
}

type Visit = (corners: number[][]) => void;

/**
 * Computed from the model triangle by triangle, by nothing that the hosts use. Keys are the layers' names. `offsetM`: east,
 * north, up of the model's origin in the document.
 */
export function expectedLayers(
  model: SceneModel,
  offsetM: readonly number[] = [0, 0, 0],
): Record<string, LayerFacts> {
  return Object.fromEntries(
    model.layers.map((layer) => [layerStyles[layer.id].name, measureTriangles(layer, offsetM)]),
  );
}

function measureTriangles(layer: SceneLayer, offsetM: readonly number[]): LayerFacts {
  const facts: LayerFacts = { facets: 0, volume: 0, min: [1e30, 1e30, 1e30], max: [-1e30, -1e30, -1e30] };
  visit(layer, (corners) => {
    const placed = corners.map((corner) => corner.map((value, axis) => value + offsetM[axis]));
    facts.facets += 1;
    facts.volume += tetrahedron(placed[0], placed[1], placed[2]);
    for (const corner of placed)
      corner.forEach((value, axis) => {
        facts.min[axis] = Math.min(facts.min[axis], value);
        facts.max[axis] = Math.max(facts.max[axis], value);
      });
  });
  return facts;
}

function visit(layer: SceneLayer, each: Visit): void {
  if (layer.kind === "instances") {
    for (let node = 0; node < layer.scales.length; node++) visitNode(layer, node, each);
    return;
  }
  const { positions, indices } = layer.kind === "grid" ? gridToMesh(layer) : layer;
  visitTriangles(positions, indices, (corner) => corner, each);
}

function visitNode(layer: InstanceLayer, node: number, each: Visit): void {
  const shape = instanceShape(layer.kinds[layer.kindIndex[node]]);
  const [cos, sin] = [Math.cos(layer.rotations[node]), Math.sin(layer.rotations[node])];
  const scale = layer.scales[node];
  const place = ([x, y, z]: number[]) => [
    layer.positions[3 * node] + scale * (cos * x - sin * y),
    layer.positions[3 * node + 1] + scale * (sin * x + cos * y),
    layer.positions[3 * node + 2] + scale * z,
  ];
  visitTriangles(shape.positions, shape.indices, place, each);
}

function visitTriangles(
  positions: Float32Array,
  indices: ArrayLike<number>,
  place: (corner: number[]) => number[],
  each: Visit,
): void {
  const corner = (n: number) => place(Array.from(positions.subarray(3 * n, 3 * n + 3)));
  for (let i = 0; i < indices.length; i += 3)
    each([corner(indices[i]), corner(indices[i + 1]), corner(indices[i + 2])]);
}

function tetrahedron(a: number[], b: number[], c: number[]): number {
  const x = b[1] * c[2] - b[2] * c[1];
  const y = b[2] * c[0] - b[0] * c[2];
  const z = b[0] * c[1] - b[1] * c[0];
  return (a[0] * x + a[1] * y + a[2] * z) / 6;
}

/** Facets exactly, box within 1 mm, volume within 0.01 % (or a litre, where a flat sheet has none). */
export function compareLayers(
  actual: Record<string, LayerFacts>,
  expected: Record<string, LayerFacts>,
): void {
  same(Object.keys(actual).sort(), Object.keys(expected).sort(), "layers");
  for (const [name, wanted] of Object.entries(expected)) {
    const found = actual[name];
    same(found.facets, wanted.facets, `facets of ${name}`);
    near(found.volume, wanted.volume, Math.max(1e-4 * Math.abs(wanted.volume), 1e-3), `volume of ${name}`);
    for (let axis = 0; axis < 3; axis++) {
      near(found.min[axis], wanted.min[axis], 0.001, `lowest ${"xyz"[axis]} of ${name}`);
      near(found.max[axis], wanted.max[axis], 0.001, `highest ${"xyz"[axis]} of ${name}`);
    }
  }
}
