import { gridToMesh } from "../geo/grid-to-mesh.ts";
import { featureColour, packColour } from "../layers/feature-colour.ts";
import { instanceShape } from "../layers/instance-shapes.ts";
import { layerStyles } from "../layers/layer-style.ts";
import { withOneTerrain } from "../scene/one-terrain.ts";
import type { InstanceLayer, MeshLayer, SceneLayer, SceneModel } from "../scene/scene-model.ts";
import type { Column, InstancesHeader, LayerHeader, MeshHeader, SceneHeader } from "./scene-header.ts";

export { decodeScene } from "./scene-decode.ts";

/** First four bytes of the container. */
export const sceneMagic = "CTXS";
export const sceneVersion = 1;

/**
 * Packs a model into the `scene` container (docs/handoff-format.md): little-endian columns behind a JSON header.
 * Height grids become meshes; the unit shape of every node kind goes along, so that a host needs no shapes of its own.
 * Metres, x east, y north, z up. `name` is free text for the document. Throws nothing of its own.
 */
export function encodeScene(model: SceneModel, options: { name: string }): Uint8Array {
  const parts = sceneParts(model, options);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The same bytes in order, most of them views of the model's own columns: nothing large is copied. */
export function sceneParts(model: SceneModel, options: { name: string }): Uint8Array<ArrayBuffer>[] {
  const body = new BodyWriter();
  const header: SceneHeader = {
    frame: model.frame as SceneHeader["frame"],
    name: options.name,
    attribution: model.attributions.map((source) => source.text),
    sources: model.attributions,
    skipped: model.skipped,
    warnings: model.warnings,
    ...(model.saidWarnings === undefined ? {} : { saidWarnings: model.saidWarnings }),
    ...(model.chargedKm2 === undefined ? {} : { chargedKm2: model.chargedKm2 }),
    layers: withOneTerrain(model).layers.map((layer) => packLayer(layer, body)),
  };
  return [opening(new TextEncoder().encode(JSON.stringify(header))), ...body.parts];
}

function packLayer(layer: SceneLayer, body: BodyWriter): LayerHeader {
  if (layer.kind === "instances") return packInstances(layer, body);
  return packMesh(layer.kind === "grid" ? gridToMesh(layer) : layer, body);
}

function packMesh(layer: MeshLayer, body: BodyWriter): MeshHeader {
  return {
    ...named(layer),
    kind: "mesh",
    positions: body.add(layer.positions),
    indices: body.add(layer.indices),
    firstIndex: body.add(layer.firstIndex),
    firstVertex: body.add(layer.firstVertex),
    ...(layer.id === "surface" ? { colours: body.add(colourColumn(layer)) } : {}),
    descriptors: layer.descriptors,
  };
}

function packInstances(layer: InstanceLayer, body: BodyWriter): InstancesHeader {
  return {
    ...named(layer),
    kind: "instances",
    kinds: layer.kinds,
    kindIndex: body.add(Uint32Array.from(layer.kindIndex)),
    positions: body.add(layer.positions),
    scales: body.add(layer.scales),
    rotations: body.add(layer.rotations),
    descriptors: layer.descriptors,
    shapes: layer.kinds.map((kind) => {
      const shape = instanceShape(kind);
      return { positions: body.add(shape.positions), indices: body.add(shape.indices) };
    }),
  };
}

function named(layer: SceneLayer) {
  const style = layerStyles[layer.id];
  return { id: layer.id, name: style.name, colour: [...style.colour] };
}

function colourColumn(layer: MeshLayer): Uint32Array {
  return Uint32Array.from(layer.descriptors, (descriptor) => packColour(featureColour(layer.id, descriptor)));
}

/** Collects columns and hands out their places; every column has 4-byte numbers, so every offset is aligned. */
class BodyWriter {
  readonly parts: Uint8Array<ArrayBuffer>[] = [];
  private bytes = 0;

  add(numbers: Float32Array | Uint32Array): Column {
    const offset = this.bytes;
    this.parts.push(new Uint8Array(ownBuffer(numbers), numbers.byteOffset, numbers.byteLength));
    this.bytes += numbers.byteLength;
    return { offset, count: numbers.length };
  }
}

/** Columns in memory that threads share cannot become part of a file as they are. */
function ownBuffer({ buffer }: Float32Array | Uint32Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer;
  const copy = new Uint8Array(buffer.byteLength);
  copy.set(new Uint8Array(buffer));
  return copy.buffer;
}

function opening(json: Uint8Array): Uint8Array<ArrayBuffer> {
  const headerBytes = Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(12 + headerBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) bytes[i] = sceneMagic.charCodeAt(i);
  view.setUint32(4, sceneVersion, true);
  view.setUint32(8, headerBytes, true);
  bytes.fill(0x20, 12).set(json, 12);
  return bytes;
}
