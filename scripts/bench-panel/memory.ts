import { readFile } from "node:fs/promises";
import type { CDPSession } from "playwright-core";

/** Peak resident memory of a process, MB (10⁶ bytes would flatter: 2²⁰). Null where there is no /proc. */
export async function peakRssMB(pid: number): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(status);
    return peak === null ? null : Number(peak[1]) / 1024;
  } catch {
    return null;
  }
}

/** What the page's own heap holds after a collection, MB: objects and the bytes of array buffers. */
export async function heapMB(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const usage: { usedSize: number; backingStorageSize?: number } = await session.send("Runtime.getHeapUsage");
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}
