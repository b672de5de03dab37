/** The number that the embedded database's file system (Emscripten) gives a full disk. */
const embeddedFull = 51;
/** PostgreSQL's. Source: its manual, appendix A. */
const databaseFull = "53100";

/** Whether the disk has no room: as Node says it, as a PostgreSQL server does, or the embedded one, which throws no Error. */
export function isDiskFull(thrown: unknown): boolean {
  if (typeof thrown !== "object" || thrown === null) return false;
  const { code, errno, cause }: { code?: unknown; errno?: unknown; cause?: unknown } = thrown;
  return code === "ENOSPC" || code === databaseFull || errno === embeddedFull || isDiskFull(cause);
}
