import { gridToMesh } from "../geo/grid-to-mesh.ts";
import { createLocalProjection } from "../geo/local-projection.ts";
import type { Georeference } from "./handoff.ts";
import type { InstanceLayer, MeshLayer, SceneLayer, SceneModel } from "./scene-model.ts";

/** A model in a document's own frame: its vertices plus `offsetM` (east, north, up; metres) are document coordinates. */
export interface Reframed {
  model: SceneModel;
  offsetM: [number, number, number];
}

/**
 * Moves a model into the frame of a document that already has a georeference, exactly: every vertex goes by way of
 * longitude and latitude, because north at the document's origin and north at the model's differ by the meridian
 * convergence (0.1° at 10 km and 50° latitude: two metres at the end of a kilometre). The large part of the shift
 * stays a double-precision offset, so that float32 vertices keep their millimetres.
 * Same origin, or a projected reference: nothing is touched. Height grids become meshes (their axes turn).
 */
export function reframe(model: SceneModel, document: Georeference | null): Reframed {
  const { frame } = model;
  if (document === null || frame.crs !== "local" || document.crs !== "local")
    return { model, offsetM: [0, 0, 0] };
  const up = frame.originHeightM - document.originHeightM;
  if (document.originLonDeg === frame.originLonDeg && document.originLatDeg === frame.originLatDeg)
    return { model, offsetM: [0, 0, up] };
  const from = createLocalProjection(frame.originLonDeg, frame.originLatDeg);
  const to = createLocalProjection(document.originLonDeg, document.originLatDeg);
  const [east, north] = to.toLocal(frame.originLonDeg, frame.originLatDeg);
  const move = (x: number, y: number): [number, number] => {
    const [lon, lat] = from.toLonLat(x, y);
    const [documentX, documentY] = to.toLocal(lon, lat);
    return [documentX - east, documentY - north];
  };
  return {
    model: { ...model, layers: model.layers.map((layer) => moveLayer(layer, move)) },
    offsetM: [east, north, up],
  };
}

type Move = (x: number, y: number) => [number, number];

function moveLayer(layer: SceneLayer, move: Move): MeshLayer | InstanceLayer {
  const still = layer.kind === "grid" ? gridToMesh(layer) : layer;
  const positions = still.positions.slice();
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y] = move(positions[i], positions[i + 1]);
    positions[i] = x;
    positions[i + 1] = y;
  }
  if (still.kind === "mesh") return { ...still, positions };
  return {
    ...still,
    positions,
    rotations: still.rotations.map((angle, i) => angle + turnAt(still, i, move)),
  };
}

/** How far east turns at a node, radians: the angle of a metre-long step. */
function turnAt(layer: InstanceLayer, i: number, move: Move): number {
  const [x, y] = [layer.positions[i * 3], layer.positions[i * 3 + 1]];
  const [ax, ay] = move(x, y);
  const [bx, by] = move(x + 1, y);
  return Math.atan2(by - ay, bx - ax);
}
