import { failure } from "../errors.ts";
import type { AreaSelection } from "../scene/area-selection.ts";
import { checkScene } from "../scene/check-scene.ts";
import type { Georeference, HandoffFormat, HostHandoff } from "../scene/handoff.ts";
import { reframe } from "../scene/reframe.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import { says } from "../sentences.ts";
import { newId } from "./new-id.ts";
import { defaultChunkBytes, type HostProfile } from "./protocol.ts";
import { sha256Hex } from "./sha256.ts";

export interface HandoffPlan {
  /** Name of the undo step and of the group in the document. */
  name: string;
  area: AreaSelection;
  perFeature: boolean;
  /** What the document already has; the model is moved into its frame. */
  document: Georeference | null;
  format: HandoffFormat;
  /** Packs the (moved) model: `encodeScene`, or an export format. */
  encode(model: SceneModel): Promise<Uint8Array> | Uint8Array;
}

/** A model ready to be sent to a host: moved into the document's frame, packed, hashed. Panel and MCP both use this. */
export async function makeHandoff(
  model: SceneModel,
  profile: Pick<HostProfile, "maxChunkBytes">,
  plan: HandoffPlan,
): Promise<HostHandoff> {
  refuseUnsound(model);
  const placed = reframe(model, plan.document);
  const bytes = await plan.encode(placed.model);
  return {
    bytes,
    header: {
      handoffId: newId(),
      format: plan.format,
      totalBytes: bytes.length,
      totalChunks: Math.ceil(bytes.length / Math.min(defaultChunkBytes, profile.maxChunkBytes)),
      sha256: await sha256Hex(bytes),
      replaceKey: await areaKey(plan.area),
      name: plan.name,
      georeference: georeferenceOf(model),
      offsetM: placed.offsetM,
      perFeature: plan.perFeature,
      attribution: model.attributions.map(({ text, licence }) =>
        licence === undefined ? text : `${text} (${licence})`,
      ),
    },
  };
}

/** The last gate before a document is touched: a fault here is ours, and the document stays as it is. */
function refuseUnsound(model: SceneModel): void {
  const faults = checkScene(model);
  if (faults.length > 0)
    throw failure("internal", says("model-damaged", { faults: faults.slice(0, 3).join(" ") }));
}

/** The same area drawn again has the same key: corners to 7 decimals (1 cm), in their order. */
export function areaKey(area: AreaSelection): Promise<string> {
  const text = area.ring.map(([lon, lat]) => `${lon.toFixed(7)},${lat.toFixed(7)}`).join(" ");
  return sha256Hex(new TextEncoder().encode(text));
}

/** Where a model lies, as a document stores it. */
export function georeferenceOf({ frame }: SceneModel): Georeference {
  const { originLonDeg, originLatDeg, originHeightM, crs, epsg } = frame;
  return { originLonDeg, originLatDeg, originHeightM, crs, ...(epsg === undefined ? {} : { epsg }) };
}
