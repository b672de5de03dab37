import { join } from "node:path";
import type { RequestContext } from "../../shared/bridge/host-endpoint.ts";
import { ContextileError } from "../../shared/errors.ts";
import type { ExportArtifact, ExportFormat } from "../../shared/exports/format.ts";
import { decodeScene } from "../../shared/exports/scene.ts";
import type { HandoffHeader, HandoffReceipt, HostHandoff } from "../../shared/scene/handoff.ts";
import { measureScene } from "../../shared/scene/measure.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { DocumentFolder, ImportedArea } from "./folder-document.ts";
import { placeScene } from "./place-scene.ts";

/**
 * Inserts a scene into a folder: one file per format, named `context`, and `receipt.json`. The same area replaces its
 * own files; the first area fixes the origin for all that follow. All or nothing. Throws ContextileError.
 */
export async function insertScene(
  folder: DocumentFolder,
  formats: readonly ExportFormat[],
  { header, bytes }: HostHandoff,
  context: RequestContext,
): Promise<HandoffReceipt> {
  context.progress("read", null);
  const document = await folder.read();
  const georeference = document.georeference ?? header.georeference;
  const model = placeScene(decodeScene(bytes), header.offsetM, georeference);
  const artifacts = await encodeAll(model, formats, header, context);
  const made = countMade(model, header.perFeature);
  const earlier = document.areas.find(({ replaceKey }) => replaceKey === header.replaceKey);
  const area: ImportedArea = {
    replaceKey: header.replaceKey,
    name: header.name,
    folder: folder.folderFor(document, header.replaceKey, header.name),
    files: [...artifacts.keys(), "receipt.json"],
    objects: made.reduce((sum, { objects, instances }) => sum + objects + instances, 0),
  };
  const receipt = makeReceipt(folder, area, header, model, artifacts, {
    made,
    replaced: earlier?.objects ?? 0,
    stored: document.georeference === null,
  });
  const contents = new Map([...artifacts].map(([name, { bytes }]) => [name, bytes]));
  contents.set("receipt.json", new TextEncoder().encode(`${JSON.stringify(receipt, null, 2)}\n`));
  context.progress("write", null);
  await folder.putArea({ ...document, georeference }, area, contents, context.signal);
  return receipt;
}

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

function makeReceipt(
  folder: DocumentFolder,
  area: ImportedArea,
  header: HandoffHeader,
  model: SceneModel,
  artifacts: ReadonlyMap<string, ExportArtifact>,
  { made, replaced, stored }: { made: HandoffReceipt["made"]; replaced: number; stored: boolean },
): HandoffReceipt {
  return {
    handoffId: header.handoffId,
    undoName: header.name,
    documentName: folder.name,
    made,
    replaced,
    skipped: model.skipped.map(({ layer, reason, said, count }) => ({ what: layer, reason, said, count })),
    hostIds: [...artifacts.keys()],
    files: [...artifacts].map(([name, { bytes }]) => ({
      name,
      bytes: bytes.length,
      path: join(folder.path, area.folder, name),
    })),
    georeference: stored ? "stored" : "aligned",
    warnings: [...artifacts].flatMap(([name, artifact]) => [
      ...artifact.warnings,
      ...differences(name, artifact, made),
    ]),
  };
}

/** The counts of a file are read back from its bytes; here they meet the counts of the model. */
function differences(name: string, artifact: ExportArtifact, made: HandoffReceipt["made"]): string[] {
  const expected = { facets: 0, instances: 0 };
  for (const layer of made) {
    expected.facets += layer.facets;
    expected.instances += layer.instances;
  }
  return (["facets", "instances"] as const).flatMap((what) =>
    artifact[what] === expected[what]
      ? []
      : [`${name} has ${artifact[what]} ${what}; the model has ${expected[what]}.`],
  );
}
