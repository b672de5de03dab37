import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { HostProfile } from "../../shared/bridge/protocol.ts";
import { createSession, type Session } from "../../shared/bridge/session.ts";
import { connectLoopback } from "../../shared/bridge/transports/loopback.ts";
import { ContextileError, toContextileError } from "../../shared/errors.ts";

/** What a running host leaves in the hosts folder, readable by its user alone (docs/loopback-protocol.md, "Announcement"). */
const announcementSchema = z.looseObject({
  v: z.literal(1),
  pid: z.number().int().positive(),
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  token: z.string().min(16),
});
type Announcement = z.infer<typeof announcementSchema>;

export interface HostEntry {
  host_id: string;
  name: string;
  version: string;
  document: string;
  can_import: boolean;
  problem: string;
}

export interface HostDirectory {
  list(): Promise<HostEntry[]>;
  /** Connects to one host, or to the only one; runs `work`; disconnects. Throws `host-gone` when there is none. */
  use<T>(
    hostId: string | undefined,
    work: (session: Session, profile: HostProfile) => Promise<T>,
  ): Promise<T>;
}

const helloTimeoutMs = 5_000;

/** Hosts that are open on this machine, found by the files they leave in `folder`. */
export function createHostDirectory(folder: string, version: string): HostDirectory {
  const connect = async ({ url, token }: Announcement) => {
    const transport = await connectLoopback({
      baseUrl: url,
      pairingToken: token,
      fetch,
      retryPausesMs: [250],
    });
    const session = createSession(transport, {
      panelVersion: version,
      userAgent: `contextile-mcp/${version}`,
    });
    try {
      return { session, profile: await session.hello({ timeoutMs: helloTimeoutMs }) };
    } catch (thrown) {
      session.close();
      throw thrown;
    }
  };

  const describe = async (announcement: Announcement): Promise<HostEntry> => {
    const host_id = String(announcement.pid);
    try {
      const { session, profile } = await connect(announcement);
      session.close();
      const { name, version: hostVersion, documentName } = profile;
      const can_import = profile.formats.length > 0;
      return { host_id, name, version: hostVersion, document: documentName, can_import, problem: "" };
    } catch (thrown) {
      const problem = toContextileError(thrown).message;
      return { host_id, name: "", version: "", document: "", can_import: false, problem };
    }
  };

  return {
    list: async () => Promise.all((await announcements(folder)).map(describe)),
    async use(hostId, work) {
      const open = await announcements(folder);
      const found = hostId === undefined ? onlyOne(open) : open.find(({ pid }) => String(pid) === hostId);
      if (found === undefined) throw noHost(hostId);
      const { session, profile } = await connect(found);
      try {
        return await work(session, profile);
      } finally {
        session.close();
      }
    },
  };
}

async function announcements(folder: string): Promise<Announcement[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => readAnnouncement(join(folder, name))),
  );
  return found.filter((entry) => entry !== null);
}

/** Null for a file that is damaged or whose process has ended without taking it away. */
async function readAnnouncement(path: string): Promise<Announcement | null> {
  try {
    const announcement = announcementSchema.parse(JSON.parse(await readFile(path, "utf8")));
    return isAlive(announcement.pid) ? announcement : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

function onlyOne(open: Announcement[]): Announcement | undefined {
  if (open.length <= 1) return open[0];
  throw new ContextileError("bad-request", `${open.length} CAD programs are open.`, {
    next: "Call host_status and pass the host_id of the one you mean.",
  });
}

function noHost(hostId: string | undefined): ContextileError {
  const what =
    hostId === undefined
      ? "No CAD program with Contextile is open."
      : `No open CAD program has the id ${hostId}.`;
  return new ContextileError("host-gone", what, {
    next: "Ask the user to open the Contextile panel in the CAD program, or use export_scene.",
  });
}
