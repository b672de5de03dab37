import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fetchContext } from "../shared/api/fetch-context.ts";
import type { FetchContextOptions } from "../shared/api/fetch-context-options.ts";
import { createServiceClient } from "../shared/api/service-client.ts";
import type { AreaSelection } from "../shared/scene/area-selection.ts";
import { defaultSettings } from "../shared/settings/schema.ts";
import { districtPath } from "../shared/testing/districts.ts";
import { type RunningService, startService } from "./serve.ts";

/** The real engine over real data behind real sockets, asked by the real client: the parts agree with each other. */
const district = districtPath("darmstadt-luisenplatz.osm.pbf");

async function withService(work: (service: RunningService) => Promise<void>): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), "contextile-whole-"));
  const errors: unknown[] = [];
  const service = await startService({
    port: 0,
    dataFolder,
    osmFile: district ?? undefined,
    writeError: (error) => errors.push(error),
  });
  try {
    await work(service);
    expect(errors).toEqual([]);
  } finally {
    await service.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const order = (
  service: RunningService,
  area: AreaSelection,
  more: Partial<FetchContextOptions> = {},
): FetchContextOptions => ({
  serviceUrl: service.url,
  headers: { authorization: `Bearer ${service.key}` },
  area,
  settings: defaultSettings,
  requestId: randomUUID(),
  confirmsRequestIds: true,
  signal: new AbortController().signal,
  ...more,
});

describe.skipIf(district === null)("a real district, fetched by the real client", () => {
  test("comes as a scene, and costs once per request id, repeated or cancelled and repeated", async () => {
    await withService(async (service) => {
      const client = createServiceClient({
        serviceUrl: service.url,
        headers: { authorization: `Bearer ${service.key}` },
      });
      const { sampleArea } = await client.info();
      const area = { ring: (sampleArea?.polygon ?? []).map(([lat, lon]): [number, number] => [lon, lat]) };
      const balance = async () => (await client.account())?.balanceKm2;

      const requestId = randomUUID();
      const types: (string | null)[] = [];
      const watched: typeof fetch = async (input, init) => {
        const response = await fetch(input, init);
        types.push(response.headers.get("content-type"));
        return response;
      };
      const scene = await fetchContext(order(service, area, { requestId, fetch: watched }));
      expect(types).toEqual(["application/vnd.contextile.compact.v1"]);
      expect(scene.layers.length).toBeGreaterThan(0);
      const left = await balance();
      // The sample area's cell between two parallels by the closed formula: 0.1837 km².
      expect(left).toBeCloseTo(1 - 0.1837, 3);

      await fetchContext(order(service, area, { requestId }));
      expect(await balance()).toBe(left);

      // Whether the cancel came before the charge or after it: with the same id it is one purchase in the end.
      const stop = new AbortController();
      const again = randomUUID();
      const onProgress = ({ bytes }: { bytes: number }) => bytes > 0 && stop.abort();
      const cancelled = fetchContext(
        order(service, area, { requestId: again, signal: stop.signal, onProgress }),
      );
      await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
      await fetchContext(order(service, area, { requestId: again }));
      const account = await client.account();
      expect(account?.totalRequests).toBe(2);
      expect(account?.balanceKm2).toBeCloseTo(1 - 2 * 0.1837, 3);
      expect(await client.places("Luisenplatz", 3)).toMatchObject({ places: expect.any(Array) });
      expect((await client.basemap())?.features.length).toBeGreaterThan(50);
    });
  });
});
