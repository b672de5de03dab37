import type { Places } from "../../shared/contract/service.ts";
import { says } from "../../shared/sentences.ts";
import type { Call, ServiceParts } from "../call.ts";
import { refuse } from "../refusal.ts";
import { json } from "../replies.ts";

const maxQueryLength = 200;
const maxPlaces = 50;

/** `GET /v1/places?q=TEXT&limit=N`: names in the data. No key: it is the same map that everybody may see. */
export async function placesRoute(call: Call, parts: ServiceParts): Promise<Response> {
  const query = (call.url.searchParams.get("q") ?? "").trim();
  if (query.length > maxQueryLength)
    refuse("bad-request", says("search-too-long", { most: maxQueryLength }), {
      next: says("next-shorter-name"),
    });
  const limit = readLimit(call.url.searchParams.get("limit"));
  const found = query === "" ? [] : await parts.sources.map.places(query, limit);
  const places: Places["places"] = found.slice(0, limit).map(({ bbox, ...place }) => ({
    ...place,
    ...(bbox ? { bbox: [...bbox] } : {}),
  }));
  return json({ places });
}

function readLimit(text: string | null): number {
  if (text === null) return 10;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPlaces)
    refuse("bad-request", says("search-limit", { most: maxPlaces }), { next: says("next-correct-limit") });
  return limit;
}
