/** A folder in place of a CAD document: what was imported into it and where its origin lies, in `document.json`. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { ContextileError } from "../../shared/errors.ts";
import { fileName } from "../../shared/exports/file-name.ts";
import { type Georeference, georeferenceSchema } from "../../shared/scene/handoff.ts";
import { type NewFile, type ReplaceOptions, replaceFiles } from "./replace-files.ts";

const areaSchema = z.strictObject({
  replaceKey: z.string(),
  name: z.string(),
  /** Subfolder of its files; "" for the first area. */
  folder: z.string().regex(/^(?!\.)[^/\\]*$/),
  files: z.array(z.string().regex(/^(?!\.)[^/\\]+$/)),
  objects: z.number().int(),
});
export type ImportedArea = z.infer<typeof areaSchema>;

const documentSchema = z.strictObject({
  version: z.literal(1),
  georeference: georeferenceSchema.nullable(),
  areas: z.array(areaSchema),
});
export type FolderDocument = z.infer<typeof documentSchema>;

const documentFile = "document.json";

export class DocumentFolder {
  readonly path: string;
  readonly #write: ReplaceOptions["write"];

  constructor(path: string, write?: ReplaceOptions["write"]) {
    this.path = path;
    this.#write = write;
  }

  get name(): string {
    return basename(this.path);
  }

  /** Throws `host-failed` where `document.json` is damaged: guessing would misplace what is imported next. */
  async read(): Promise<FolderDocument> {
    const text = await readFile(join(this.path, documentFile), "utf8").catch(() => null);
    if (text === null) return { version: 1, georeference: null, areas: [] };
    try {
      return documentSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new ContextileError("host-failed", `${documentFile} in ${this.path} is damaged.`, {
        next: "Repair or remove that file, or choose another folder.",
        cause,
      });
    }
  }

  async setGeoreference(georeference: Georeference): Promise<void> {
    await this.#save({ ...(await this.read()), georeference }, [], {});
  }

  /** Files of one area and the document that lists them, all or nothing. */
  async putArea(
    document: FolderDocument,
    area: ImportedArea,
    contents: ReadonlyMap<string, Uint8Array>,
    signal: AbortSignal,
  ): Promise<void> {
    const earlier = document.areas.find(({ replaceKey }) => replaceKey === area.replaceKey);
    const others = document.areas.filter((other) => other !== earlier);
    const files = area.files.map((name) => ({
      path: inFolder(area.folder, name),
      bytes: contents.get(name) ?? new Uint8Array(),
    }));
    const obsolete = (earlier?.files ?? []).map((name) => inFolder(area.folder, name));
    await this.#save({ ...document, areas: [...others, area] }, files, { obsolete, signal });
  }

  /** The first area lies in the folder itself, every other one in its own; the same area always in the same. */
  folderFor(document: FolderDocument, replaceKey: string, name: string): string {
    const known = document.areas.find((area) => area.replaceKey === replaceKey);
    if (known) return known.folder;
    if (!document.areas.some(({ folder }) => folder === "")) return "";
    const mark = createHash("sha256").update(replaceKey).digest("hex").slice(0, 8);
    return `${fileName(name, "x").slice(0, -2)} ${mark}`;
  }

  async #save(document: FolderDocument, files: NewFile[], options: ReplaceOptions): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
    const all = [...files, { path: documentFile, bytes }];
    await replaceFiles(this.path, all, { ...options, write: this.#write });
  }
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
