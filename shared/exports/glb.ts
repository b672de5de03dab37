import { ContextileError } from "../errors.ts";
import { gridToMesh } from "../geo/grid-to-mesh.ts";
import { rootLayerName } from "../layers/layer-style.ts";
import { withOneTerrain } from "../scene/one-terrain.ts";
import type { Attribution, SceneLayer, SceneModel } from "../scene/scene-model.ts";
import { fileName } from "./file-name.ts";
import type { ExportFormat, ExportOptions } from "./format.ts";
import { GlbBuilder } from "./glb/glb-builder.ts";
import { countGlb, packGlb, refuseTooBig } from "./glb/glb-container.ts";
import { addFeatureLayer, addInstances, addMergedLayer, wellFormed } from "./glb/glb-layers.ts";

const mimeType = "model/gltf-binary";

/**
 * glTF 2.0 binary: metres, x east, y up, z south, relative to the model's origin. Nodes Contextile → layers → features
 * (per feature) or one mesh a layer; no normals, which glTF defines as flat shading. The georeference stands in the
 * scene's extras, the sources in `asset.copyright`.
 */
export const glbFormat: ExportFormat = {
  id: "glb",
  label: "glTF (.glb)",
  extension: "glb",
  mimeType,
  async encode(fetched, options) {
    const model = withOneTerrain(fetched);
    refuseTooBig(columnBytes(model));
    const bytes = writeGlb(model, options);
    const counted = countGlb(bytes);
    checkCounts(model, counted);
    return {
      format: "glb",
      fileName: fileName(options.name, "glb"),
      mimeType,
      bytes,
      ...counted,
      warnings: [],
    };
  },
};

function writeGlb(model: SceneModel, options: ExportOptions): Uint8Array {
  const glb = new GlbBuilder();
  const layers: number[] = [];
  for (const layer of model.layers) {
    const node = addLayer(glb, layer, options.perFeature);
    if (node !== null) layers.push(node);
  }
  const root = glb.addNode({ name: rootLayerName, ...(layers.length > 0 ? { children: layers } : {}) });
  const copyright = wellFormed(model.attributions.map(creditLine).join("; "));
  const gltf = glb.finish({
    asset: { version: "2.0", generator: "Contextile", ...(copyright === "" ? {} : { copyright }) },
    scene: 0,
    scenes: [{ name: wellFormed(options.name) || rootLayerName, nodes: [root], extras: sceneExtras(model) }],
  });
  return packGlb(gltf, glb.columns);
}

function addLayer(glb: GlbBuilder, layer: SceneLayer, perFeature: boolean): number | null {
  if (layer.kind === "instances") return addInstances(glb, layer, perFeature);
  if (layer.kind === "grid") return addMergedLayer(glb, gridToMesh(layer));
  return perFeature ? addFeatureLayer(glb, layer) : addMergedLayer(glb, layer);
}

/** Where glTF (0, 0, 0) lies on Earth, so that another program can put two files side by side; and whose data it is. */
function sceneExtras({ frame, attributions, warnings }: SceneModel): Record<string, unknown> {
  const credits = attributions.map((credit) =>
    Object.fromEntries(Object.entries(credit).map(([key, text]) => [key, wellFormed(String(text))])),
  );
  return {
    georeference: { ...frame, axes: "x east, y up, z south; metres" },
    ...(credits.length > 0 ? { attributions: credits } : {}),
    // Who asks the service for this form sees no other report.
    ...(warnings.length > 0 ? { warnings: warnings.map(wellFormed) } : {}),
  };
}

function creditLine({ text, licence, date }: Attribution): string {
  const facts = [licence, date].filter((fact) => fact !== undefined && fact !== "" && !text.includes(fact));
  return facts.length > 0 ? `${text} (${facts.join(", ")})` : text;
}

function columnBytes({ layers }: SceneModel): number {
  return layers.reduce((sum, layer) => {
    if (layer.kind === "grid") return sum + layer.heights.length * 36;
    if (layer.kind === "instances") return sum + layer.kindIndex.length * 150;
    return sum + layer.positions.byteLength + layer.indices.byteLength;
  }, 0);
}

/** A file that lost a triangle is never given out. */
function checkCounts({ layers }: SceneModel, counted: { facets: number; instances: number }): void {
  const expected = { facets: 0, instances: 0 };
  for (const layer of layers)
    if (layer.kind === "instances") expected.instances += layer.kindIndex.length;
    else if (layer.kind === "grid") expected.facets += layer.segmentsX * layer.segmentsY * 2;
    else expected.facets += layer.indices.length / 3;
  if (expected.facets === counted.facets && expected.instances === counted.instances) return;
  throw new ContextileError(
    "internal",
    `The glTF file holds ${counted.facets} facets and ${counted.instances} instances instead of ${expected.facets} and ${expected.instances}.`,
  );
}
