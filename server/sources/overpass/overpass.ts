/**
 * Live OpenStreetMap through an Overpass server: square tiles, asked one at a time, kept on disk, left alone for as long
 * as the server wishes. Only used where a person names the server. Source: OSM wiki, "Overpass API".
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { ContextileError, failure } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import { openDiskCache } from "../disk-cache.ts";
import type { BoundingBox, MapSource } from "../map-source.ts";
import { createOsmMapSource } from "../osm/osm-map-source.ts";
import { OsmStoreBuilder } from "../osm/osm-store.ts";
import { createPoliteFetch, type OpenPoliteFetch, type PoliteFetch } from "../polite-fetch.ts";
import { fillStore, type OverpassElement, readOverpass } from "./overpass-answer.ts";

export interface OverpassOptions {
  /** Answers are kept here; absent: only in memory. */
  cacheFolder?: string;
  /** Older answers are asked for again. Default: a week. */
  maxAgeMs?: number;
  /** Asks the server; default: with a queue of its own. */
  openFetch?: OpenPoliteFetch;
  /** For tests. */
  fetch?: PoliteFetch;
}

/** Side of a tile in degrees: 2.2 km high. Tiles are the same for everybody, so that neighbours share answers. */
const tileSide = 0.02;
/** Larger areas are for a file of one's own. */
const mostTiles = 30;
const tilesInMemory = 60;
const queryTimeoutS = 90;
const week = 7 * 24 * 3600 * 1000;
const largestAnswer = 512 * 1024 * 1024;

type Tile = [column: number, row: number];

interface TileData {
  elements: OverpassElement[];
  date: string | undefined;
}

/** `url`: the interpreter, like `https://overpass.example/api/interpreter`. Throws `bad-request` when it is no address. */
export function openOverpass(url: string, options: OverpassOptions = {}): MapSource {
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    throw new ContextileError("bad-request", "The Overpass address is not an http address.", {
      next: "Give the address of an interpreter, like https://overpass.example/api/interpreter.",
    });
  const tiles = createTiles(url, options);
  const visited = new Map<string, Tile>();
  let date: string | undefined;
  const sourceOf = async (wanted: Tile[], signal?: AbortSignal): Promise<MapSource> => {
    const data: TileData[] = [];
    for (const tile of wanted) data.push(await tiles.get(tile, signal));
    const dates = data.flatMap((tile) => tile.date ?? []).sort();
    // The oldest of what was put together.
    date = dates[0] ?? date;
    const builder = new OsmStoreBuilder();
    fillStore(
      builder,
      data.flatMap(({ elements }) => elements),
    );
    return createOsmMapSource(builder.finish(), "OpenStreetMap");
  };
  return {
    info: () => ({
      name: "OpenStreetMap",
      attribution: [{ text: "© OpenStreetMap contributors", licence: "ODbL 1.0", ...(date ? { date } : {}) }],
      coverage: [-180, -85, 180, 85],
      sampleArea: null,
      withoutBasemap: true,
    }),
    async features(box, signal, keys) {
      signal?.throwIfAborted();
      return (await sourceOf(tilesOf(box), signal)).features(box, signal, keys);
    },
    // A search over the whole Earth would be rude: only what was fetched before is searched.
    async places(query, limit) {
      const wanted = [...visited.values()];
      visited.clear();
      // One that cannot be had is not searched.
      for (const tile of wanted) await tiles.get(tile).catch(() => {});
      return (await sourceOf(tiles.known())).places(query, limit);
    },
    // From the disk when somebody searches: it was fetched a moment ago.
    visited(box) {
      if (tileCount(box) > mostTiles) return;
      for (const tile of tilesOf(box)) visited.set(tile.join(), tile);
      for (const oldest of visited.keys()) {
        if (visited.size <= tilesInMemory) break;
        visited.delete(oldest);
      }
    },
    close: async () => {},
  };
}

const tileBounds = (box: BoundingBox) => box.map((degrees) => Math.floor(degrees / tileSide));

function tileCount(box: BoundingBox): number {
  const [left, bottom, right, top] = tileBounds(box);
  return (right - left + 1) * (top - bottom + 1);
}

function tilesOf(box: BoundingBox): Tile[] {
  const [left, bottom, right, top] = tileBounds(box);
  if (tileCount(box) > mostTiles)
    throw failure("area-too-large", says("map-too-large-live"), { next: says("next-area-or-file") });
  const result: Tile[] = [];
  for (let row = bottom; row <= top; row++)
    for (let column = left; column <= right; column++) result.push([column, row]);
  return result;
}

/** Memory, then disk, then the server. */
function createTiles(url: string, { cacheFolder, maxAgeMs = week, fetch, openFetch }: OverpassOptions) {
  const manners = { gapMs: 1000, timeoutMs: (queryTimeoutS + 30) * 1000 };
  const ask = fetch ?? (openFetch ?? createPoliteFetch)(manners);
  const disk = openDiskCache(cacheFolder);
  const kept = new Map<string, { tile: Tile; at: number; data: Promise<TileData> }>();
  const load = async (query: string): Promise<TileData> => {
    const key = `${url} ${query}`;
    const stored = await disk.get(key, maxAgeMs);
    // A damaged copy is asked for again.
    const copy = stored === null ? null : unpack(stored);
    if (copy !== null) return copy;
    const bytes = await askServer(ask, url, query);
    const data = readOverpass(bytes);
    await disk.put(key, gzipSync(bytes, { level: 1 }));
    return data;
  };
  return {
    known: (): Tile[] => [...kept.values()].map(({ tile }) => tile),
    get(tile: Tile, signal?: AbortSignal): Promise<TileData> {
      const key = tile.join();
      const known = kept.get(key);
      if (known !== undefined && Date.now() - known.at < maxAgeMs) {
        // What was used last comes last.
        kept.delete(key);
        kept.set(key, known);
        return untilAborted(known.data, signal);
      }
      // Without the signal: others may wait for the same tile.
      const data = load(queryOf(tile));
      kept.set(key, { tile, at: Date.now(), data });
      data.catch(() => kept.delete(key));
      for (const oldest of kept.keys()) {
        if (kept.size <= tilesInMemory) break;
        kept.delete(oldest);
      }
      return untilAborted(data, signal);
    },
  };
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Everything in the tile, areas that reach into it, and all that these are made of. */
function queryOf([column, row]: Tile): string {
  const box = [row, column, row + 1, column + 1].map((number) => (number * tileSide).toFixed(2)).join();
  const areas = 'rel["type"~"^(multipolygon|building)$"]';
  return `[out:json][timeout:${queryTimeoutS}];(node(${box});way(${box});${areas}(${box}););(._;>;);out body qt;`;
}

function unpack(bytes: Uint8Array): TileData | null {
  try {
    return readOverpass(gunzipSync(bytes, { maxOutputLength: largestAnswer }));
  } catch {
    return null;
  }
}

async function askServer(ask: PoliteFetch, url: string, query: string): Promise<Uint8Array> {
  const { status, bytes } = await ask(url, {
    method: "POST",
    body: new URLSearchParams({ data: query }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
  });
  if (status === 200) return bytes;
  throw failure("service-down", says("map-server-status", { host: new URL(url).host, answered: status }), {
    next: says("next-look-at-overpass"),
  });
}
