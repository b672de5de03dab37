import { mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { ContextileError } from "../../../shared/errors.ts";
import { defineTool } from "../tool.ts";

/** Writes a scene into the export folder and answers with a link to the file. */
export const exportScene = defineTool({
  name: "export_scene",
  title: "Write a scene to a file",
  description: "Writes the scene as a CAD file into the export folder and returns its path. Free.",
  input: z.strictObject({
    scene_id: z.string(),
    format: z.enum(["3dm", "glb"]),
    name: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u)
      .default("context")
      .describe("File name without ending: letters, digits, space, dot, dash, underscore."),
    per_building: z
      .boolean()
      .default(false)
      .describe("One object per building instead of one mesh per layer."),
  }),
  output: z.strictObject({
    path: z.string(),
    bytes: z.number(),
    objects: z.number(),
    facets: z.number(),
    instances: z.number(),
    warnings: z.array(z.string()),
  }),
  hints: { readOnly: false, idempotent: true, openWorld: false },
  async run({ scene_id, format: wanted, name, per_building }, { scenes, formats, exportFolder }) {
    const { model } = await scenes.scene(scene_id);
    const format = formats.find((candidate) => candidate.id === wanted);
    if (format === undefined)
      throw new ContextileError("bad-request", `This server cannot write ${wanted} files.`);
    const artifact = await format.encode(model, { name, perFeature: per_building });
    const path = await writeInside(exportFolder, `${name}.${format.extension}`, artifact.bytes);
    const { objects, facets, instances, warnings } = artifact;
    return {
      structured: { path, bytes: artifact.bytes.length, objects, facets, instances, warnings },
      links: [{ path, name: basename(path), mimeType: format.mimeType }],
    };
  },
});

/** Written beside and renamed, so a full disk leaves no half file; links out of the folder are refused. */
async function writeInside(folder: string, fileName: string, bytes: Uint8Array): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(await realpath(folder), fileName);
  if (dirname(path) !== (await realpath(folder)))
    throw new ContextileError("bad-request", "The file name leaves the export folder.");
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    const full = (cause as NodeJS.ErrnoException).code === "ENOSPC";
    throw new ContextileError(
      full ? "disk-full" : "host-failed",
      `The file could not be written to ${folder}.`,
      { cause },
    );
  }
  return path;
}
