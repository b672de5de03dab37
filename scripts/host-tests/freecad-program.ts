import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { z } from "zod";
import { LineProcess } from "./line-process.ts";
import { program } from "./programs.ts";

const layerSchema = z.object({
  objects: z.number(),
  facets: z.number(),
  volume: z.number(),
  ownVolume: z.number(),
  solid: z.boolean(),
  min: z.array(z.number()),
  max: z.array(z.number()),
});
const measuredSchema = z.object({
  areas: z.array(
    z.object({
      name: z.string(),
      attribution: z.string(),
      layers: z.record(z.string(), layerSchema),
      labels: z.array(z.string()),
      descriptors: z.array(z.record(z.string(), z.unknown())),
      firstFacet: z.array(z.number()),
      coloured: z.array(z.string()),
    }),
  ),
  georeference: z.record(z.string(), z.unknown()).nullable(),
  objects: z.number(),
});
export type FreecadMeasure = z.infer<typeof measuredSchema>;

export const freecadCountSchema = z.object({
  objects: z.number(),
  /** Objects of the user's own. */
  own: z.number(),
  undo: z.array(z.string()),
  documents: z.number(),
});

/** A screen that nobody sees. */
export async function startScreen(): Promise<{ screen: LineProcess; display: string }> {
  const args = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"];
  const screen = new LineProcess(program("Xvfb"), args);
  return { screen, display: `:${(await screen.firstLine(/^\d+$/)).trim()}` };
}

/** A fresh home into which the packed zip was unpacked the way a user does it. */
export class FreecadHome {
  readonly folder = mkdtempSync(join(tmpdir(), "contextile-freecad-"));
  readonly #env: Record<string, string>;

  constructor(serviceUrl: string, display: string) {
    mkdirSync(join(this.folder, "run"), { mode: 0o700 });
    this.#env = {
      HOME: this.folder,
      XDG_CONFIG_HOME: join(this.folder, ".config"),
      XDG_DATA_HOME: join(this.folder, ".local/share"),
      XDG_RUNTIME_DIR: join(this.folder, "run"),
      DISPLAY: display,
      LIBGL_ALWAYS_SOFTWARE: "1",
      QTWEBENGINE_DISABLE_SANDBOX: "1",
      CONTEXTILE_SERVICE_URL: serviceUrl,
    };
  }

  /** FreeCAD looks for add-ons in `Mod` of the user's data folder. */
  install(zip: string): void {
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
      const path = join(this.folder, ".local/share/FreeCAD/Mod", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  }

  /** Starts FreeCAD's window with the installed workbench; gives the address that it would open in the browser. */
  async serve(): Promise<{ freecad: LineProcess; url: string }> {
    const script = join(import.meta.dirname, "freecad-serve.py");
    const freecad = new LineProcess(program("freecad"), [script], { env: this.#env });
    return { freecad, url: await freecad.waitFor("READY") };
  }

  /** Everything that the tests made in it; what fails before this stays for a diagnosis. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What a second FreeCAD, without a window, finds in a saved file. */
  async measure(file: string): Promise<FreecadMeasure> {
    const script = join(import.meta.dirname, "freecad-measure.py");
    const env = { ...this.#env, CONTEXTILE_FILE: file };
    const freecad = new LineProcess(program("freecadcmd"), [script], { env });
    const measured = measuredSchema.parse(JSON.parse(await freecad.waitFor("MEASURED")));
    freecad.kill();
    await freecad.ended;
    return measured;
  }
}
