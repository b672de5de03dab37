import { randomUUID } from "node:crypto";
import type { Request } from "playwright-core";
import { z } from "zod";
import { fetchContext } from "../shared/api/fetch-context.ts";
import type { SceneModel } from "../shared/scene/scene-model.ts";
import { defaultSettings } from "../shared/settings/schema.ts";

const wireRequestSchema = z.looseObject({ polygon: z.array(z.array(z.number()).length(2)) });

/**
 * The page's own purchase, asked of the service again (free by its id) and decoded in Node: the model that the page must
 * have had. `requests` is everything the page asked for.
 */
export async function askAgain(
  service: { url: string; key: string },
  requests: readonly Request[],
): Promise<SceneModel> {
  const bought = requests.find(
    (request) => request.url().endsWith("/v1/context") && request.method() === "POST",
  );
  if (bought === undefined) throw new Error("the page bought nothing");
  const body = bought.postData() ?? "";
  const { polygon } = wireRequestSchema.parse(JSON.parse(body));
  return fetchContext({
    serviceUrl: service.url,
    headers: { authorization: `Bearer ${service.key}` },
    fetch: (to, init) => fetch(to, { ...init, body }),
    area: { ring: polygon.map(([lat, lon]) => [lon, lat] as const) },
    settings: defaultSettings,
    requestId: bought.headers()["idempotency-key"] ?? randomUUID(),
    confirmsRequestIds: true,
    signal: new AbortController().signal,
  });
}
