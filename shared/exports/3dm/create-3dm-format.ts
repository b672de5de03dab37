import { ContextileError } from "../../errors.ts";
import { gridToMesh } from "../../geo/grid-to-mesh.ts";
import { withOneTerrain } from "../../scene/one-terrain.ts";
import type { SceneModel } from "../../scene/scene-model.ts";
import { inWords } from "../../sentences.ts";
import { fileName } from "../file-name.ts";
import type { ExportArtifact, ExportFormat, ExportOptions } from "../format.ts";
import { addBlocks } from "./add-blocks.ts";
import { addMeshLayer, type Tally } from "./add-meshes.ts";
import { writeDocumentFacts } from "./document-facts.ts";
import { LayerTree } from "./layer-tree.ts";
import { countRhinoFile } from "./read-back.ts";
import type { LoadRhino, RhinoFile, RhinoModule } from "./rhino.ts";
import { estimate3dmBytes, refuseTooBig, type SizeLimits, sizeLimits } from "./size-guard.ts";

export interface Rhino3dmSettings {
  /** Version of the file. 7 opens in Rhino 7 and 8, and nothing written here needs more. */
  version: 6 | 7 | 8;
  limits: SizeLimits;
}

const defaults: Rhino3dmSettings = { version: 7, limits: sizeLimits };
const mimeType = "model/vnd.3dm";

/**
 * The Rhino format: metres, layers `Contextile::Buildings` …, closed meshes, blocks for nodes, facts as user text,
 * earth anchor. `load` brings rhino3dm (`load-node.ts`, `load-browser.ts`). The library never gives all its memory
 * back, so call `encode` in a worker that ends afterwards.
 */
export function create3dmFormat(load: LoadRhino, settings: Partial<Rhino3dmSettings> = {}): ExportFormat {
  const chosen = { ...defaults, ...settings };
  return {
    id: "3dm",
    label: "Rhino (.3dm)",
    extension: "3dm",
    mimeType,
    async encode(fetched, options) {
      const model = withOneTerrain(fetched);
      refuseTooBig(
        estimate3dmBytes(model.layers, options.perFeature),
        chosen.limits.estimateBytes,
        options.perFeature,
      );
      return write(await load(), model, options, chosen);
    },
  };
}

function write(
  rhino: RhinoModule,
  model: SceneModel,
  options: ExportOptions,
  settings: Rhino3dmSettings,
): ExportArtifact {
  const tally: Tally = { objects: 0, facets: 0, instances: 0, notes: [] };
  const file = new rhino.File3dm();
  let bytes: Uint8Array;
  try {
    writeDocumentFacts(rhino, file, model, options.name);
    addLayers(rhino, file, model, options, tally);
    bytes = toBytes(rhino, file, settings.version);
  } finally {
    // `delete()` frees nothing of a file; `destroy()` does.
    file.destroy();
  }
  refuseTooBig(bytes.length, settings.limits.fileBytes, options.perFeature);
  const counted = countRhinoFile(rhino, bytes);
  if (
    counted.objects !== tally.objects ||
    counted.facets !== tally.facets ||
    counted.instances !== tally.instances
  )
    throw new ContextileError(
      "internal",
      `The Rhino file holds ${counted.objects} objects and ${counted.facets} facets; ${tally.objects} and ${tally.facets} were written.`,
    );
  return {
    format: "3dm",
    fileName: fileName(options.name, "3dm"),
    mimeType,
    bytes,
    ...counted,
    warnings: tally.notes.map((note) => inWords(note)),
    saidWarnings: tally.notes,
  };
}

function addLayers(
  rhino: RhinoModule,
  file: RhinoFile,
  model: SceneModel,
  options: ExportOptions,
  tally: Tally,
): void {
  const target = { rhino, file, tree: new LayerTree(rhino, file), tally };
  for (const layer of model.layers)
    if (layer.kind === "instances") addBlocks(target, layer);
    else if (layer.kind === "grid") addMeshLayer(target, gridToMesh(layer), options.perFeature);
    else addMeshLayer(target, layer, options.perFeature);
}

function toBytes(rhino: RhinoModule, file: RhinoFile, version: number): Uint8Array {
  const options = new rhino.File3dmWriteOptions();
  options.version = version;
  return file.toByteArrayOptions(options);
}
