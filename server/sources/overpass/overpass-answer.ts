/** The JSON of an Overpass server → elements that are checked, each once, in the order of OpenStreetMap files. */
import { z } from "zod";
import { failure } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import type { OsmStoreBuilder } from "../osm/osm-store.ts";

const id = z.number().int().nonnegative();
const tags = z.record(z.string(), z.string()).optional();
const element = z.discriminatedUnion("type", [
  z.object({ type: z.literal("node"), id, lat: z.number(), lon: z.number(), tags }),
  z.object({ type: z.literal("way"), id, nodes: z.array(id).default([]), tags }),
  z.object({
    type: z.literal("relation"),
    id,
    members: z.array(z.object({ type: z.string(), ref: id, role: z.string() })).default([]),
    tags,
  }),
]);
const answer = z.object({
  osm3s: z.object({ timestamp_osm_base: z.string().optional() }).optional(),
  elements: z.array(element),
  /** A query that ran out of time or memory is answered with 200 and a remark. */
  remark: z.string().optional(),
});

export type OverpassElement = z.infer<typeof element>;

const memberKinds: Record<string, number> = { node: 0, way: 1, relation: 2 };

/** Throws `timeout` for a query that was cut off, `malformed-body` for what is no answer of Overpass. */
export function readOverpass(bytes: Uint8Array): { elements: OverpassElement[]; date: string | undefined } {
  const parsed = answer.safeParse(parseJson(bytes));
  if (!parsed.success) throw failure("malformed-body", says("map-server-no-map"));
  const { remark, elements, osm3s } = parsed.data;
  if (remark !== undefined && /error|timed out|out of memory/i.test(remark))
    throw failure("timeout", says("map-server-unfinished"));
  return { elements, date: osm3s?.timestamp_osm_base };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** Tiles overlap in what reaches over their edges; an element is taken once. */
export function fillStore(builder: OsmStoreBuilder, elements: OverpassElement[]): void {
  const seen = new Set<string>();
  const once = elements.filter(({ type, id }) => {
    const key = `${type}${id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const pairs = ({ tags = {} }: OverpassElement) =>
    Object.entries(tags).flatMap(([key, value]) => [builder.string(key), builder.string(value)]);
  for (const item of once.sort((a, b) => a.id - b.id)) {
    if (item.type === "node") builder.node(item.id, item.lon, item.lat, pairs(item));
    else if (item.type === "way") builder.way(item.id, item.nodes, pairs(item));
    else {
      const members = item.members
        .filter(({ type }) => type in memberKinds)
        .map(({ type, ref, role }) => ({ kind: memberKinds[type], id: ref, role: builder.string(role) }));
      builder.relation(item.id, members, pairs(item));
    }
  }
}
