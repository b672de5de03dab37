import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where the open hosts of this user say how to reach them; read by `plugin/mcp/host-directory.ts`. */
export function hostsFolder(configFolder: string): string {
  return join(configFolder, "hosts");
}

/**
 * Leaves a file that only this user may read, so that agents on this machine find the host
 * (docs/loopback-protocol.md, "Announcement"). A folder that cannot be written is no reason not to start.
 * Resolves to what takes the file away again.
 */
export async function announce(
  configFolder: string,
  host: { origin: string; token: string },
): Promise<() => Promise<void>> {
  const folder = hostsFolder(configFolder);
  const path = join(folder, `${process.pid}-${new URL(host.origin).port}.json`);
  const body = { v: 1, pid: process.pid, url: host.origin, token: host.token };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path, `${JSON.stringify(body)}\n`, { mode: 0o600 });
  } catch {
    return async () => {};
  }
  return () => rm(path, { force: true });
}
