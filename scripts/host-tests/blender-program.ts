import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { LineProcess } from "./line-process.ts";
import { program } from "./programs.ts";

const scripts = join(import.meta.dirname);

const layerSchema = z.object({
  objects: z.number(),
  meshes: z.number(),
  facets: z.number(),
  volume: z.number(),
  min: z.array(z.number()),
  max: z.array(z.number()),
});
const measuredSchema = z.object({
  areas: z.array(
    z.object({
      name: z.string(),
      attribution: z.string(),
      layers: z.record(z.string(), layerSchema),
      objects: z.array(z.string()),
      descriptors: z.array(z.record(z.string(), z.unknown())),
      materials: z.array(z.string()),
      location: z.array(z.number()),
      locations: z.array(z.array(z.number())),
      feature: z.array(z.number()),
    }),
  ),
  georeference: z.record(z.string(), z.unknown()).nullable(),
  objects: z.number(),
});
export type BlenderMeasure = z.infer<typeof measuredSchema>;

export const countSchema = z.object({ ids: z.array(z.number()), names: z.array(z.string()) });

/** A fresh home into which the packed zip was installed the way a user does it. */
export class BlenderHome {
  readonly folder = mkdtempSync(join(tmpdir(), "contextile-blender-"));
  readonly #env: Record<string, string>;

  constructor(serviceUrl: string) {
    mkdirSync(join(this.folder, "run"));
    this.#env = {
      HOME: this.folder,
      XDG_CONFIG_HOME: join(this.folder, ".config"),
      XDG_RUNTIME_DIR: join(this.folder, "run"),
      CONTEXTILE_SERVICE_URL: serviceUrl,
    };
  }

  async install(zip: string): Promise<void> {
    const blender = this.#run("blender-install.py", ["--", zip]);
    await blender.waitFor("INSTALLED");
    await this.#cleanEnd(blender);
  }

  /** Starts the installed add-on; gives the process and the address it would open in the browser. */
  async serve(file?: string): Promise<{ blender: LineProcess; url: string }> {
    const blender = this.#run("blender-serve.py", [], file);
    return { blender, url: await blender.waitFor("READY") };
  }

  /** The same with Blender's window on a virtual screen: its own timer pumps. */
  async serveWindow(display: string): Promise<{ blender: LineProcess; url: string }> {
    const args = ["--window-geometry", "0", "0", "640", "480", "--python", join(scripts, "blender-serve.py")];
    const env = { ...this.#env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1" };
    const blender = new LineProcess(program("blender"), args, { env });
    return { blender, url: await blender.waitFor("READY") };
  }

  /** Everything that the tests made in it; what fails before this stays for a diagnosis. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What a second Blender finds in a saved file. */
  async measure(file: string): Promise<BlenderMeasure> {
    const blender = this.#run("blender-measure.py", [], file);
    const measured = measuredSchema.parse(JSON.parse(await blender.waitFor("MEASURED")));
    await this.#cleanEnd(blender);
    return measured;
  }

  #run(script: string, args: string[], file?: string): LineProcess {
    const first = file === undefined ? [] : [file];
    // Without the exit code, Blender ends with 0 after an exception.
    const fixed = ["-b", ...first, "--python-exit-code", "3", "--python", join(scripts, script)];
    return new LineProcess(program("blender"), [...fixed, ...args], { env: this.#env });
  }

  async #cleanEnd(blender: LineProcess): Promise<void> {
    const code = await blender.ended;
    if (code !== 0) throw new Error(`Blender ended with ${code}:\n${blender.tail()}`);
  }
}
