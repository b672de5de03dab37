import { gridToMesh } from "../../../shared/geo/grid-to-mesh.ts";
import { featureColour, nodeColour } from "../../../shared/layers/feature-colour.ts";
import { instanceShape } from "../../../shared/layers/instance-shapes.ts";
import { sceneBounds } from "../../../shared/scene/measure.ts";
import type { InstanceLayer, MeshLayer, SceneModel } from "../../../shared/scene/scene-model.ts";
import { type Camera, fitCamera, type ViewName } from "./camera.ts";
import { encodePng } from "./png.ts";
import { createTarget, drawOutlines, drawTriangles, project, type Target } from "./rasterize.ts";

export interface Picture {
  png: Uint8Array;
  width: number;
  height: number;
  /** Pixels per metre. */
  scale: number;
}

const background = [246, 247, 248];
/** Draped surfaces lie on the terrain: pulled towards the viewer they win the depth test (metres). */
const bias = { topography: 0, surface: 0.35, barriers: 0.1, buildings: 0, infrastructure: 0 };
const buildingIds = 0x1000_0000;

/**
 * Draws the model off-screen, in plain arithmetic: no browser, no GPU, the user's own view is never touched.
 * The picture is made smaller until the PNG fits `maxBytes`.
 */
export function renderScene(
  model: SceneModel,
  options: { view: ViewName; width: number; height: number; maxBytes: number },
): Picture {
  let { width, height } = options;
  for (;;) {
    const { target, camera } = draw(model, options.view, width, height);
    const png = encodePng(target.rgb, width, height);
    if (png.length <= options.maxBytes || width <= 160) return { png, width, height, scale: camera.scale };
    width = Math.round(width * 0.8);
    height = Math.round(height * 0.8);
  }
}

function draw(model: SceneModel, view: ViewName, width: number, height: number) {
  const camera = fitCamera(view, sceneBounds(model), width, height);
  const target = createTarget(width, height, background);
  let nextId = 1;
  for (const layer of model.layers) {
    if (layer.kind === "instances") drawInstances(target, camera, layer);
    else {
      const mesh = layer.kind === "grid" ? gridToMesh(layer) : layer;
      drawMesh(target, camera, mesh, layer.id === "buildings" ? buildingIds + nextId : nextId);
      nextId += mesh.descriptors.length;
    }
  }
  drawOutlines(target, (id) => id >= buildingIds);
  return { target, camera };
}

function drawMesh(target: Target, camera: Camera, layer: MeshLayer, firstId: number): void {
  const screen = project(layer.positions, camera);
  for (let feature = 0; feature + 1 < layer.firstIndex.length; feature++) {
    const range = { from: layer.firstIndex[feature], to: layer.firstIndex[feature + 1] };
    const colour = featureColour(layer.id, layer.descriptors[feature] ?? {});
    const paint = { colour, id: firstId + feature, bias: bias[layer.id] };
    drawTriangles(target, layer.positions, screen, layer.indices, range, paint);
  }
}

function drawInstances(target: Target, camera: Camera, layer: InstanceLayer): void {
  const shapes = layer.kinds.map(instanceShape);
  const colours = layer.kinds.map(nodeColour);
  for (let i = 0; i < layer.kindIndex.length; i++) {
    const { positions, indices } = shapes[layer.kindIndex[i]];
    const placed = place(positions, layer, i);
    const paint = { colour: colours[layer.kindIndex[i]], id: 0, bias: 0 };
    drawTriangles(target, placed, project(placed, camera), indices, { from: 0, to: indices.length }, paint);
  }
}

function place(shape: Float32Array, layer: InstanceLayer, i: number): Float32Array {
  const [cos, sin] = [Math.cos(layer.rotations[i]), Math.sin(layer.rotations[i])];
  const scale = layer.scales[i];
  const out = new Float32Array(shape.length);
  for (let k = 0; k < shape.length; k += 3) {
    out[k] = layer.positions[i * 3] + scale * (cos * shape[k] - sin * shape[k + 1]);
    out[k + 1] = layer.positions[i * 3 + 1] + scale * (sin * shape[k] + cos * shape[k + 1]);
    out[k + 2] = layer.positions[i * 3 + 2] + scale * shape[k + 2];
  }
  return out;
}
