import { copyFile, link, mkdir, mkdtemp, open, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ContextileError, isContextileError } from "../../shared/errors.ts";

export interface NewFile {
  /** Relative to the folder, with forward slashes. */
  path: string;
  bytes: Uint8Array;
}

export interface ReplaceOptions {
  /** Earlier files that go; relative paths. */
  obsolete?: readonly string[];
  /** Last chance to stop before anything is touched. */
  signal?: AbortSignal;
  /** For tests of a full disk. */
  write?: (path: string, bytes: Uint8Array, mode?: number) => Promise<void>;
  /** Permission bits of new files, e.g. 0o600. */
  mode?: number;
}

/**
 * Puts all files into the folder or none: everything is written beside it first (that is where a full disk shows),
 * then renamed over what was there; a failure half-way puts the old files back. Throws `disk-full`, `host-failed`, `cancelled`.
 */
export async function replaceFiles(
  folder: string,
  files: readonly NewFile[],
  options: ReplaceOptions = {},
): Promise<void> {
  const made: string[] = [];
  let staging: string | null = null;
  try {
    made.push(await makeFolder(folder));
    staging = await mkdtemp(join(folder, ".contextile-"));
    const write = options.write ?? writeSynced;
    for (const [i, file] of files.entries()) await write(join(staging, `new-${i}`), file.bytes, options.mode);
    if (options.signal?.aborted) throw new ContextileError("cancelled", "Cancelled.");
    for (const file of files) made.push(await makeFolder(dirname(join(folder, file.path))));
    await swapIn(folder, staging, files, options.obsolete ?? []);
    made.length = 0;
  } catch (thrown) {
    throw diskError(thrown);
  } finally {
    if (staging !== null) await rm(staging, { recursive: true, force: true }).catch(() => {});
    for (const path of made.reverse()) if (path !== "") await rmdir(path).catch(() => {});
  }
}

/** The folder when it was not there before, else "". */
async function makeFolder(path: string): Promise<string> {
  return (await mkdir(path, { recursive: true })) === undefined ? "" : path;
}

async function writeSynced(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function swapIn(
  folder: string,
  staging: string,
  files: readonly NewFile[],
  obsolete: readonly string[],
): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const [i, { path }] of files.entries()) {
      const target = join(folder, path);
      const old = join(staging, `old-${i}`);
      const existed = await keep(target, old);
      await rename(join(staging, `new-${i}`), target);
      undo.push(() => (existed ? rename(old, target) : rm(target, { force: true })));
    }
    const replaced = new Set(files.map(({ path }) => path));
    for (const [i, path] of obsolete.filter((path) => !replaced.has(path)).entries()) {
      const target = join(folder, path);
      const old = join(staging, `gone-${i}`);
      if (!(await moveAway(target, old))) continue;
      undo.push(() => rename(old, target));
    }
  } catch (thrown) {
    for (const step of undo.reverse()) await step().catch(() => {});
    throw thrown;
  }
}

/** False when there is nothing to move. */
async function moveAway(path: string, to: string): Promise<boolean> {
  try {
    await rename(path, to);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return false;
    throw thrown;
  }
}

/** A second name for the old file, or a copy where the file system has no links; false when there is none. */
async function keep(path: string, as: string): Promise<boolean> {
  try {
    await link(path, as).catch((thrown) => {
      if (codeOf(thrown) === "ENOENT") throw thrown;
      return copyFile(path, as);
    });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return false;
    throw thrown;
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}

function diskError(thrown: unknown): ContextileError {
  if (isContextileError(thrown)) return thrown;
  const code = codeOf(thrown);
  if (code === "ENOSPC" || code === "EDQUOT")
    return new ContextileError("disk-full", "The disk is full; nothing was changed.", { cause: thrown });
  return new ContextileError(
    "host-failed",
    `The folder cannot be written to (${code || "unknown reason"}).`,
    {
      cause: thrown,
    },
  );
}
