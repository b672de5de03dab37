import { readFile } from "node:fs/promises";
import type { Browser, CDPSession } from "playwright-core";

const sampleEveryMs = 100;

export interface MemoryWatch {
  /** Peak resident memory of a process so far, MB of 2²⁰ bytes. Null where there is no /proc. */
  peakMB(pid: number): Promise<number | null>;
  stop(): void;
}

/**
 * Looks at the browser's page processes ten times a second: Linux notes a process's own peak only when it gives memory
 * back in certain ways, and can miss hundreds of megabytes.
 */
export async function watchMemory(browser: Browser): Promise<MemoryWatch> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pids = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const peaks = new Map<number, number>();
  const sample = async (pid: number) => {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const seen = [...status.matchAll(/^Vm(?:HWM|RSS):\s+(\d+) kB/gm)].map(([, kB]) => Number(kB) / 1024);
    if (seen.length > 0) peaks.set(pid, Math.max(peaks.get(pid) ?? 0, ...seen));
  };
  const timer = setInterval(() => pids.map(sample), sampleEveryMs);
  return {
    peakMB: async (pid) => {
      await sample(pid);
      return peaks.get(pid) ?? null;
    },
    stop: () => clearInterval(timer),
  };
}

/** What the page's own heap holds after a collection, MB: objects and the bytes of array buffers. */
export async function heapMB(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const usage: { usedSize: number; backingStorageSize?: number } = await session.send("Runtime.getHeapUsage");
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}
