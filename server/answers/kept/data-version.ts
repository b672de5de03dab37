import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** How long a look at the files counts: however many requests come, ten thousand tiles are looked at once in so long. */
const lookLifeMs = 2_000;
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
 * A change is seen after at most `lookLifeMs`; what was kept meanwhile bears the version of the start, which no later
 * start has.
 */
export async function versionSinceStart(
  paths: string[],
  onChange: () => void,
  { look = versionOfFiles, now = () => performance.now() } = {},
): Promise<() => Promise<string | null>> {
  const atStart = await look(paths);
  let changed = false;
  let looking: Promise<string | null> | null = null;
  let lookedMs = Number.NEGATIVE_INFINITY;
  // Requests that come meanwhile share one look, and so do those of the moment after it.
  const lookOnce = () => {
    if (looking !== null && now() - lookedMs < lookLifeMs) return looking;
    // As long as it lasts it is shared, however long.
    lookedMs = Number.POSITIVE_INFINITY;
    looking = look(paths).finally(() => {
      lookedMs = now();
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
