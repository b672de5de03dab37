import { join } from "node:path";
import type { RequestContext } from "../../shared/bridge/host-endpoint.ts";
import type { ExportArtifact } from "../../shared/exports/format.ts";
import type { HandoffHeader, HandoffReceipt, HostHandoff } from "../../shared/scene/handoff.ts";
import type { DocumentFolder, ImportedArea } from "./folder-document.ts";
import type { MakeSceneFiles, SceneFiles } from "./scene-files.ts";

/**
 * Inserts a scene into a folder: one file per format, named `context`, and `receipt.json`. The same area replaces its
 * own files; the first area fixes the origin for all that follow. All or nothing. Throws ContextileError.
 */
export async function insertScene(
  folder: DocumentFolder,
  makeFiles: MakeSceneFiles,
  { header, bytes }: HostHandoff,
  context: RequestContext,
): Promise<HandoffReceipt> {
  context.progress("read", null);
  const document = await folder.read();
  const georeference = document.georeference ?? header.georeference;
  const { artifacts, made, skipped } = await makeFiles({ header, bytes, georeference }, context);
  const earlier = document.areas.find(({ replaceKey }) => replaceKey === header.replaceKey);
  const area: ImportedArea = {
    replaceKey: header.replaceKey,
    name: header.name,
    folder: folder.folderFor(document, header.replaceKey, header.name),
    files: [...artifacts.keys(), "receipt.json"],
    objects: made.reduce((sum, { objects, instances }) => sum + objects + instances, 0),
  };
  const receipt = makeReceipt(folder, area, header, artifacts, {
    made,
    skipped,
    replaced: earlier?.objects ?? 0,
    stored: document.georeference === null,
  });
  const contents = new Map([...artifacts].map(([name, { bytes }]) => [name, bytes]));
  contents.set("receipt.json", new TextEncoder().encode(`${JSON.stringify(receipt, null, 2)}\n`));
  context.progress("write", null);
  await folder.putArea({ ...document, georeference }, area, contents, context.signal);
  return receipt;
}

function makeReceipt(
  folder: DocumentFolder,
  area: ImportedArea,
  header: HandoffHeader,
  artifacts: ReadonlyMap<string, ExportArtifact>,
  {
    made,
    skipped,
    replaced,
    stored,
  }: Pick<SceneFiles, "made" | "skipped"> & { replaced: number; stored: boolean },
): HandoffReceipt {
  return {
    handoffId: header.handoffId,
    undoName: header.name,
    documentName: folder.name,
    made,
    replaced,
    skipped: skipped.map(({ layer, reason, said, count }) => ({ what: layer, reason, said, count })),
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
