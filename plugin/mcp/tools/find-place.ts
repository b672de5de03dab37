import { z } from "zod";
import { ContextileError } from "../../../shared/errors.ts";
import { parseCoordinates } from "../../../shared/geo/parse-coordinates.ts";
import { defineTool } from "../tool.ts";

const place = z.strictObject({
  name: z.string(),
  kind: z.string(),
  lon: z.number(),
  lat: z.number(),
  bbox: z.array(z.number()).length(4).optional().describe("West, south, east, north."),
});

/** Names in the service's own data, or coordinates in any usual notation. Asks nobody else. */
export const findPlace = defineTool({
  name: "find_place",
  title: "Find a place",
  description:
    "Finds places by name in the service's data, or reads coordinates. Free. Returns the best matches first.",
  input: z.strictObject({
    query: z
      .string()
      .min(1)
      .max(200)
      .describe("A place or street name, or coordinates such as 43.731, 7.42."),
    limit: z.number().int().min(1).max(20).default(5),
  }),
  output: z.strictObject({ places: z.array(place) }),
  hints: { readOnly: true, idempotent: true, openWorld: true },
  async run({ query, limit }, { service }) {
    const typed = parseCoordinates(query);
    if (typed.ok) {
      const [lon, lat] = typed.value;
      return { structured: { places: [{ name: query.trim(), kind: "coordinates", lon, lat }] } };
    }
    const found = await service.places(query, limit);
    if (found === null)
      throw new ContextileError("bad-request", "This service cannot search for names.", {
        next: "Give coordinates instead, for example 43.731, 7.42.",
      });
    const places = found.places
      .slice(0, limit)
      .map(({ name, kind, lon, lat, bbox }) => ({ name, kind, lon, lat, bbox }));
    return { structured: { places } };
  },
});
