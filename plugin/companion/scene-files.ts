import type { RequestContext } from "../../shared/bridge/host-endpoint.ts";
import { ContextileError } from "../../shared/errors.ts";
import type { ExportArtifact, ExportFormat } from "../../shared/exports/format.ts";
import { decodeScene } from "../../shared/exports/scene.ts";
import type { Georeference, HandoffHeader, HandoffReceipt, HostHandoff } from "../../shared/scene/handoff.ts";
import { measureScene } from "../../shared/scene/measure.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { placeScene } from "./place-scene.ts";

/** What the files are made from: plain data, so that it can go to another thread. */
export interface SceneOrder extends HostHandoff {
  /** Of the document: what all its files are relative to. */
  georeference: Georeference;
}

export interface SceneFiles {
  /** By file name. */
  artifacts: Map<string, ExportArtifact>;
  made: HandoffReceipt["made"];
  skipped: SceneModel["skipped"];
}

/** Turns a hand-over into files. Throws ContextileError; `cancelled` when the signal aborts. */
export type MakeSceneFiles = (order: SceneOrder, context: RequestContext) => Promise<SceneFiles>;

/** In this thread, which answers nobody while a format encodes. */
export const makeFilesHere =
  (formats: readonly ExportFormat[]): MakeSceneFiles =>
  async ({ header, bytes, georeference }, context) => {
    const model = placeScene(decodeScene(bytes), header.offsetM, georeference);
    const artifacts = await encodeAll(model, formats, header, context);
    return { artifacts, made: countMade(model, header.perFeature), skipped: model.skipped };
  };

async function encodeAll(
  model: SceneModel,
  formats: readonly ExportFormat[],
  header: HandoffHeader,
  { signal, progress }: RequestContext,
): Promise<Map<string, ExportArtifact>> {
  const artifacts = new Map<string, ExportArtifact>();
  for (const [i, format] of formats.entries()) {
    progress(`write ${format.extension}`, i / formats.length);
    // Lets the cancel in: encoding does not pause.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (signal.aborted) throw new ContextileError("cancelled", "Cancelled.");
    const options = { name: header.name, perFeature: header.perFeature };
    artifacts.set(`context.${format.extension}`, await format.encode(model, options));
  }
  return artifacts;
}

function countMade(model: SceneModel, perFeature: boolean): HandoffReceipt["made"] {
  return measureScene(model).map(({ id, features, facets, instances }) => ({
    layer: id,
    objects: instances > 0 ? 0 : perFeature ? features : Math.min(1, features),
    facets,
    instances,
  }));
}
