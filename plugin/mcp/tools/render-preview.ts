import { z } from "zod";
import { viewNames } from "../render/camera.ts";
import { renderScene } from "../render/render-scene.ts";
import { defineTool } from "../tool.ts";

/** Clients drop answers over 1 MB, base64 included. */
const maxPngBytes = 500_000;

/** A picture of a scene, drawn off-screen. */
export const renderPreview = defineTool({
  name: "render_preview",
  title: "Draw a picture of a scene",
  description: "Draws the scene off-screen and returns a PNG. Changes nothing, needs no CAD program. Free.",
  input: z.strictObject({
    scene_id: z.string(),
    view: z.enum(viewNames).default("iso"),
    width: z.number().int().min(200).max(1600).default(1024),
    height: z.number().int().min(200).max(1600).default(768),
  }),
  output: z.strictObject({
    width: z.number(),
    height: z.number(),
    view: z.enum(viewNames),
    metres_per_pixel: z.number(),
  }),
  hints: { readOnly: true, idempotent: true, openWorld: false },
  async run({ scene_id, view, width, height }, { scenes }) {
    const { model } = await scenes.scene(scene_id);
    const picture = renderScene(model, { view, width, height, maxBytes: maxPngBytes });
    return {
      image: picture.png,
      structured: { width: picture.width, height: picture.height, view, metres_per_pixel: 1 / picture.scale },
    };
  },
});
