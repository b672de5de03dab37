import { readFile, rename } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { z } from "zod";
import { replaceFiles } from "./replace-files.ts";

/** The checked content, or null where there is no such file. A file that cannot be read is put aside as `….broken`. */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    await rename(path, `${path}.broken`).catch(() => {});
    return null;
  }
}

/** Whole or not at all, readable by this user only. Throws `disk-full`, `host-failed`. */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  await replaceFiles(dirname(path), [{ path: basename(path), bytes }], { mode: 0o600 });
}
