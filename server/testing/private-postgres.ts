import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

export interface PrivatePostgres {
  url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL cluster of our own in a temporary folder; null, with the reason printed, where none is installed. */
export async function startPrivatePostgres(): Promise<PrivatePostgres | null> {
  const bin = findPostgres();
  if (!bin) {
    console.log("skipped: PostgreSQL is not installed (looked in /usr/lib/postgresql)");
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), "contextile-postgres-"));
  // The server refuses to run as root.
  const owner: { uid?: number; gid?: number } = process.getuid?.() === 0 ? unprivileged() : {};
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-A", "trust", "-U", "contextile", "-E", "UTF8", "-N"], {
    ...owner,
    cwd: folder,
    stdio: "pipe",
  });
  const port = await freePort();
  const flags = ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", folder, "-F"];
  const server = spawn(join(bin, "postgres"), flags, { ...owner, cwd: folder, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const url = `postgres://contextile@127.0.0.1:${port}/postgres`;
  await untilReady(url);
  return {
    url,
    async stop() {
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findPostgres(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root) : [];
  return (
    versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb"))) ??
    null
  );
}

function unprivileged(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 150) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}
