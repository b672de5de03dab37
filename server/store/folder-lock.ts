import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await createLock(path, mine)) {
      held.add(mine.token);
      return () => unlock(path, mine);
    }
    const holder = await readHolder(path);
    if (holder === "gone") continue;
    if (holder && isAlive(holder)) throw new Error(inUse(folder, holder));
    await removeStale(path, holder);
  }
  throw new Error(`The data folder ${folder} could not be locked. Start again, or delete ${path}.`);
}

const inUse = (folder: string, holder: Holder) =>
  `The data folder ${folder} is in use by another Contextile (process ${holder.pid}). ` +
  "Stop that one first, choose another folder, or use a PostgreSQL server (DATABASE_URL) for several processes.";

/** The file appears with its content, all at once: nobody sees a lock without a name on it. */
async function createLock(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    // A file system without hard links (exFAT, some network drives).
    return createExclusively(path, JSON.stringify(mine));
  } finally {
    await rm(draft, { force: true });
  }
}

async function createExclusively(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Null when the file says nothing that makes sense: its writer died in the middle. */
async function readHolder(path: string): Promise<Holder | null | "gone"> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    return hasCode(error, "ENOENT") ? "gone" : null;
  }
}

const tokenOf = (holder: Holder | null | "gone") => (holder === "gone" ? "gone" : (holder?.token ?? null));

/**
 * Removes a lock whose holder is gone. Only one process at a time may, behind a second file: else the slower of two
 * would remove the fresh lock of the faster.
 */
async function removeStale(path: string, stale: Holder | null): Promise<void> {
  const guard = `${path}.takeover`;
  if (!(await createExclusively(guard, ""))) return waitForGuard(guard);
  try {
    // Without hard links an empty file may be a lock that is just being written.
    if (stale === null) await sleep(200);
    if (tokenOf(await readHolder(path)) === tokenOf(stale)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Somebody is taking over, which takes milliseconds; a guard that is older belongs to a process that died in it. */
async function waitForGuard(guard: string): Promise<void> {
  await sleep(50);
  const info = await stat(guard).catch(() => null);
  if (info && Date.now() - info.mtimeMs > 10_000) await rm(guard, { force: true });
}

async function unlock(path: string, mine: Holder): Promise<void> {
  held.delete(mine.token);
  if (tokenOf(await readHolder(path)) === mine.token) await rm(path, { force: true });
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
