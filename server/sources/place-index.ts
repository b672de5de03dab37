/** Search over the names in the data: without case, accents or word order, best match first. */
import type { BoundingBox, MapPlace, Tags } from "./map-source.ts";

export interface NamedThing {
  tags: Tags;
  box: BoundingBox;
}

export interface PlaceIndex {
  search(query: string, limit: number): MapPlace[];
}

interface Entry {
  name: string;
  /** Folded forms of all its names. */
  keys: string[];
  kind: string;
  weight: number;
  box: [number, number, number, number];
}

/** What a thing is called in a list, and how much it matters there. First that fits. */
const kinds: readonly [key: string, weight: number][] = [
  ["place", 6],
  ["boundary", 5],
  ["tourism", 3],
  ["historic", 3],
  ["amenity", 3],
  ["leisure", 3],
  ["highway", 4],
  ["railway", 3],
  ["natural", 3],
  ["waterway", 3],
  ["building", 2],
  ["shop", 1],
  ["office", 1],
  ["landuse", 2],
];
const placeWeights: Record<string, number> = {
  city: 12,
  town: 11,
  suburb: 9,
  village: 10,
  quarter: 8,
  hamlet: 8,
};

/** Pieces of one street further apart than this are two streets of the same name. Degrees, about 2 km. */
const sameStreet = 0.02;

export function createPlaceIndex(things: Iterable<NamedThing>): PlaceIndex {
  const entries: Entry[] = [];
  const byName = new Map<string, Entry[]>();
  for (const { tags, box } of things) addThing(entries, byName, tags, box);
  return {
    search(query, limit) {
      const text = fold(query);
      if (text === "" || limit < 1) return [];
      const words = text.split(" ");
      const ranked = entries
        .map((entry, order) => ({ entry, order, score: score(entry, text, words) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || a.entry.name.length - b.entry.name.length || a.order - b.order);
      return ranked.slice(0, limit).map(({ entry }) => toPlace(entry));
    },
  };
}

function addThing(entries: Entry[], byName: Map<string, Entry[]>, tags: Tags, box: BoundingBox): void {
  const [kind, weight] = kindOf(tags);
  const key = `${kind}|${tags.name}`;
  const near = byName.get(key)?.find((entry) => gap(entry.box, box) < sameStreet);
  if (near !== undefined) {
    near.box = [
      Math.min(near.box[0], box[0]),
      Math.min(near.box[1], box[1]),
      Math.max(near.box[2], box[2]),
      Math.max(near.box[3], box[3]),
    ];
    return;
  }
  const names = [tags.name, tags["name:en"], tags.alt_name, tags.old_name, tags.short_name, tags.int_name];
  const keys = [...new Set(names.filter((name) => name !== undefined).map(fold))].filter(
    (name) => name !== "",
  );
  const entry: Entry = { name: tags.name, keys, kind, weight, box: [box[0], box[1], box[2], box[3]] };
  entries.push(entry);
  byName.set(key, [...(byName.get(key) ?? []), entry]);
}

function kindOf(tags: Tags): [string, number] {
  for (const [key, weight] of kinds) {
    const value = tags[key];
    if (value === undefined || value === "no") continue;
    if (key === "highway") return ["street", weight];
    if (key === "place") return [value, placeWeights[value] ?? weight];
    return [value === "yes" ? key : value.replaceAll("_", " "), weight];
  }
  return ["place", 1];
}

/** Exact beats beginning, beginning beats word, word beats middle; then what matters more. */
function score(entry: Entry, text: string, words: string[]): number {
  let best = 0;
  for (const key of entry.keys) {
    const padded = ` ${key}`;
    const value =
      key === text
        ? 5
        : key.startsWith(text)
          ? 4
          : padded.includes(` ${text}`)
            ? 3
            : words.every((word) => padded.includes(` ${word}`))
              ? 2
              : text.length >= 3 && key.includes(text)
                ? 1
                : 0;
    best = Math.max(best, value);
  }
  return best === 0 ? 0 : best * 100 + entry.weight;
}

/** Lower case, no accents, letters spelled out that do not decompose, one space between words. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/æ/g, "ae")
    .replace(/[øö]/g, "o")
    .replace(/œ/g, "oe")
    .replace(/ł/g, "l")
    .replace(/đ/g, "d")
    .replace(/['’`]/g, "")
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim();
}

function gap(a: BoundingBox, b: BoundingBox): number {
  return Math.max(0, a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]);
}

function toPlace({ name, kind, box }: Entry): MapPlace {
  const point = box[0] === box[2] && box[1] === box[3];
  const lon = (box[0] + box[2]) / 2;
  const lat = (box[1] + box[3]) / 2;
  return point ? { name, kind, lon, lat } : { name, kind, lon, lat, bbox: box };
}
