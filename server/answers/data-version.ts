import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** More files than this in a folder of tiles are not looked at: answers from it are then not kept. */
const mostFiles = 200_000;

/**
 * What the files look like from outside: name, size, times of the last change. Null where one of them cannot be seen
 * or a folder holds too many. Changes with every way of replacing or rewriting a file.
 */
export async function versionOfFiles(paths: string[]): Promise<string | null> {
  const hash = createHash("sha256");
  let left = mostFiles;
  const add = async (path: string): Promise<boolean> => {
    const info = await stat(path, { bigint: true }).catch(() => null);
    if (info === null || left-- === 0) return false;
    hash.update(`${path}\0${info.size} ${info.mtimeNs} ${info.ctimeNs} ${info.ino}\n`);
    if (!info.isDirectory()) return true;
    const names = await readdir(path).catch(() => null);
    if (names === null) return false;
    for (const name of names.sort()) if (!(await add(join(path, name)))) return false;
    return true;
  };
  for (const path of paths) if (!(await add(path))) return null;
  return hash.digest("hex");
}

/**
 * The version of data that was read into memory once: while the files look as they did then, it is theirs. When they
 * change under the running service nobody knows which state an answer shows: null, until the service is started again.
 */
export async function versionSinceStart(
  paths: string[],
  onChange: () => void,
  look = versionOfFiles,
): Promise<() => Promise<string | null>> {
  const atStart = await look(paths);
  let changed = false;
  let looking: Promise<string | null> | null = null;
  // Ten thousand tiles take a moment: requests that come meanwhile share one look.
  const lookOnce = () => {
    looking ??= look(paths).finally(() => {
      looking = null;
    });
    return looking;
  };
  return async () => {
    if (changed || atStart === null) return null;
    if ((await lookOnce()) === atStart) return atStart;
    // Several may learn it from the same look.
    if (!changed) onChange();
    changed = true;
    return null;
  };
}
