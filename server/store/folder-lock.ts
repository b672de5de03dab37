import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const holderSchema = z.object({ pid: z.number(), birth: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** Tokens of the locks this process holds: in a container every start may get the same process id. */
const held = new Set<string>();

/**
 * Takes the folder for this process by a file `lock` in it; returns how to give it back. A lock left by a process that
 * is gone is taken over. Throws, naming the holder, when a living process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, "lock");
  const mine: Holder = { pid: process.pid, birth: birthOf(process.pid), token: randomUUID() };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await createLock(path, mine)) {
      held.add(mine.token);
      return () => unlock(path, mine);
    }
    const holder = await readHolder(path);
    if (holder && isAlive(holder)) throw new Error(inUse(folder, holder));
    await moveStaleAway(path, holder);
  }
  throw new Error(`The data folder ${folder} could not be locked. Start again, or delete ${path}.`);
}

const inUse = (folder: string, holder: Holder) =>
  `The data folder ${folder} is in use by another Contextile (process ${holder.pid}). ` +
  "Stop that one first, choose another folder, or use a PostgreSQL server (DATABASE_URL) for several processes.";

async function createLock(path: string, mine: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(JSON.stringify(mine));
    await file.close();
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Null when the file is gone or says nothing: its writer died in the middle. */
async function readHolder(path: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

/** Renaming is atomic: of two processes that find the same stale lock, one moves it, the other tries again. */
async function moveStaleAway(path: string, stale: Holder | null): Promise<void> {
  // An empty file may be a lock that is just being written.
  if (stale === null) await new Promise((done) => setTimeout(done, 200));
  const before = await readHolder(path);
  if (before?.token !== stale?.token) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  // Somebody may have taken over between the look and the move: then what was moved is a living lock.
  if ((await readHolder(aside))?.token !== stale?.token) await rename(aside, path);
  else await rm(aside, { force: true });
}

async function unlock(path: string, mine: Holder): Promise<void> {
  held.delete(mine.token);
  if ((await readHolder(path))?.token === mine.token) await rm(path, { force: true });
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return held.has(holder.token);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!hasCode(error, "EPERM")) return false;
  }
  const birth = birthOf(holder.pid);
  return birth === "" || holder.birth === "" || birth === holder.birth;
}

/** Boot and start time of a process, so that a reused process id is not taken for the holder. Linux; else empty. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${afterName[19]}`;
  } catch {
    return "";
  }
}

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && "code" in error && error.code === code;
