import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { startService } from "../../server/serve.ts";
import { startSyntheticService } from "./synthetic-service.ts";

/** The service that is measured against. */
export interface Target {
  /** How the run is named: "synthetic", a file or a host. */
  source: string;
  buildings: number | null;
  serviceUrl: string;
  key: string;
  close(): Promise<void>;
}

/** A key that any test service may take; a real one comes from the environment and is never printed. */
const testKey = "cw_test_0123456789";

export async function syntheticTarget(buildings: number, seed: number): Promise<Target> {
  const service = await startSyntheticService({ buildings, seed });
  return { source: "synthetic", buildings, serviceUrl: service.url, key: testKey, close: service.close };
}

/** Somebody's service. Its key: `CONTEXTILE_API_KEY`. */
export function foreignTarget(serviceUrl: string, buildings: number | null): Target {
  const key = process.env.CONTEXTILE_API_KEY ?? testKey;
  const { host } = new URL(serviceUrl);
  return { source: host, buildings, serviceUrl, key, close: async () => {} };
}

/** Our own service over a real district, in a folder of its own. */
export async function districtTarget(osmFile: string, demFile: string | undefined): Promise<Target> {
  const dataFolder = await mkdtemp(join(tmpdir(), "contextile-bench-service-"));
  const service = await startService({ dataFolder, osmFile, demFile, port: 0, writeLine: () => {} });
  return {
    source: basename(osmFile),
    buildings: null,
    serviceUrl: service.url,
    key: service.key,
    close: async () => {
      await service.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
