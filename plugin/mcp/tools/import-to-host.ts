import { z } from "zod";
import { makeHandoff } from "../../../shared/bridge/make-handoff.ts";
import type { HostProfile } from "../../../shared/bridge/protocol.ts";
import { sendHandoff } from "../../../shared/bridge/send-handoff.ts";
import { ContextileError } from "../../../shared/errors.ts";
import { findFormat } from "../../../shared/exports/formats.ts";
import { encodeScene } from "../../../shared/exports/scene.ts";
import { handoffReceiptSchema } from "../../../shared/scene/handoff.ts";
import type { SceneModel } from "../../../shared/scene/scene-model.ts";
import type { McpContext } from "../context.ts";
import { defineTool } from "../tool.ts";

/** Puts a scene into an open CAD document: one undo step, replaces an earlier import of the same area. */
export const importToHost = defineTool({
  name: "import_to_host",
  title: "Insert a scene into an open CAD program",
  description:
    "Inserts the scene into the open document of a CAD program as one undo step, georeferenced and on layers. " +
    "Importing the same area again replaces what the first import made. Free.",
  input: z.strictObject({
    scene_id: z.string(),
    host_id: z.string().optional().describe("From host_status; may be left out while one program is open."),
    name: z.string().min(1).max(100).default("Context"),
    per_building: z
      .boolean()
      .default(false)
      .describe("One object per building instead of one mesh per layer."),
  }),
  output: handoffReceiptSchema,
  hints: { readOnly: false, idempotent: true, openWorld: false },
  async run({ scene_id, host_id, name, per_building }, context, call) {
    const { order, model } = await context.scenes.scene(scene_id);
    const receipt = await context.hosts.use(host_id, async (session, profile) => {
      const { georeference } = await session.request("document.georeference.get", {});
      const { format, encode } = packing(profile, context, { name, perFeature: per_building });
      const plan = {
        name,
        area: order.area,
        perFeature: per_building,
        document: georeference,
        format,
        encode,
      };
      const handoff = await makeHandoff(model, profile, plan);
      return sendHandoff(session, profile, handoff, {
        signal: call.signal,
        onProgress: (_part, fraction, _bytes, phase) => call.progress(fraction, phase),
      });
    });
    return { structured: receipt };
  },
});

/** The first format of the host's list that can be made here. */
function packing(
  profile: HostProfile,
  { formats }: McpContext,
  options: { name: string; perFeature: boolean },
) {
  for (const id of profile.formats) {
    if (id === "scene") return { format: id, encode: (model: SceneModel) => encodeScene(model, options) };
    const format = findFormat(formats, id);
    if (format !== undefined)
      return { format: id, encode: async (model: SceneModel) => (await format.encode(model, options)).bytes };
  }
  throw new ContextileError("host-failed", "This CAD program cannot take a model.", {
    next: "Use export_scene instead.",
  });
}
