/**
 * Elevation tiles in Terrarium form, from a folder or a server: Web Mercator, height = red × 256 + green + blue / 256 −
 * 32768. Source: Mapzen/Tilezen, "Terrain tiles, formats".
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ContextileError, failure, isContextileError } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import { openDiskCache } from "../disk-cache.ts";
import type { BoundingBox, ElevationSource } from "../map-source.ts";
import { createPoliteFetch, type OpenPoliteFetch, type PoliteFetch } from "../polite-fetch.ts";
import type { StatedCredit } from "../source-file.ts";
import { createGridSource, emptyElevation } from "./height-grid.ts";
import { readPng } from "./png.ts";

export interface TerrariumOptions {
  credit?: StatedCredit;
  /** Where tiles of a server are kept; absent: only in memory. */
  cacheFolder?: string;
  /** Asks other servers; default: with a queue of its own. */
  openFetch?: OpenPoliteFetch;
  /** For tests. */
  fetch?: PoliteFetch;
}

const next =
  "Give a folder of tiles, z/x/y.png, or an address with {z}, {x} and {y}; a number in place of {z} fixes the zoom.";
/** 12 m at the middle latitudes: finer tiles hold no finer data in most places. */
const usualZoom = 13;
/** More tiles than this for one box take a coarser zoom. */
const mostTiles = 64;
const tilesInMemory = 128;
const maxAgeMs = 90 * 24 * 3600 * 1000;
/** Latitudes that Web Mercator reaches. */
const highestLatitude = 85.05;

interface Tile {
  size: number;
  heights: Float32Array;
}

/** Null where there is no tile. */
type ReadTile = (zoom: number, x: number, y: number, signal?: AbortSignal) => Promise<Uint8Array | null>;

/** `place`: a folder or an address template. Throws `bad-request` when it is neither. */
export async function openTerrarium(place: string, options: TerrariumOptions = {}): Promise<ElevationSource> {
  const remote = /^https?:/i.test(place);
  const { zoom, read, name } = remote ? openServer(place, options) : await openFolder(place);
  const { text = `Elevation tiles: ${name}`, licence = "licence not stated" } = options.credit ?? {};
  const info = { name, attribution: [{ text, licence }] };
  const tiles = createTileMemory(read);
  return {
    info: () => info,
    heightAt: () => null,
    within: (box, signal) => readBox(tiles, zoom, box, info, signal),
  };
}

function openServer(template: string, options: TerrariumOptions) {
  const fixed = /\/(\d{1,2})\/\{x\}/.exec(template);
  if (
    !/\{x\}.*\{y\}/.test(template) ||
    (fixed === null && !template.includes("{z}")) ||
    !URL.canParse(template)
  )
    throw new ContextileError("bad-request", "The address of the elevation tiles has no {z}, {x} and {y}.", {
      next: next,
    });
  const manners = { gapMs: 50, timeoutMs: 30_000, maxBytes: 8 * 1024 * 1024 };
  const ask = options.fetch ?? (options.openFetch ?? createPoliteFetch)(manners);
  const cache = openDiskCache(options.cacheFolder);
  const name = new URL(template).host;
  const read: ReadTile = async (zoom, x, y, signal) => {
    const url = template.replace("{z}", String(zoom)).replace("{x}", String(x)).replace("{y}", String(y));
    const kept = await cache.get(url, maxAgeMs);
    if (kept !== null) return kept;
    const { status, bytes } = await ask(url, {}, signal);
    if (status === 404 || status === 204 || status === 403) return null;
    if (status !== 200)
      throw failure("service-down", says("heights-server-status", { host: name, answered: status }));
    await cache.put(url, bytes);
    return bytes;
  };
  return { zoom: fixed === null ? usualZoom : Math.min(20, Number(fixed[1])), read, name };
}

async function openFolder(folder: string) {
  const found = await stat(folder).catch(() => null);
  const names = found?.isDirectory() ? await readdir(folder) : [];
  const zooms = names.filter((name) => /^\d{1,2}$/.test(name)).map(Number);
  if (zooms.length === 0)
    throw new ContextileError("bad-request", `There are no elevation tiles in ${folder}.`, {
      next: next,
    });
  const read: ReadTile = (zoom, x, y) =>
    readFile(join(folder, String(zoom), String(x), `${y}.png`)).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === "ENOENT" || thrown.code === "ENOTDIR") return null;
      throw thrown;
    });
  return { zoom: Math.max(...zooms), read, name: basename(folder) };
}

type TileMemory = (zoom: number, x: number, y: number, signal?: AbortSignal) => Promise<Tile | null>;

function createTileMemory(read: ReadTile): TileMemory {
  const kept = new Map<string, Tile | null>();
  return async (zoom, x, y, signal) => {
    const key = `${zoom}/${x}/${y}`;
    const known = kept.get(key);
    const tile = known === undefined ? decode(await read(zoom, x, y, signal), key) : known;
    // What was used last comes last.
    kept.delete(key);
    kept.set(key, tile);
    for (const oldest of kept.keys()) {
      if (kept.size <= tilesInMemory) break;
      kept.delete(oldest);
    }
    return tile;
  };
}

function decode(bytes: Uint8Array | null, key: string): Tile | null {
  if (bytes === null) return null;
  try {
    const { width, height, channels, pixels } = readPng(bytes);
    if (width !== height || width < 2) throw new Error("the tile is not square");
    const heights = Float32Array.from({ length: width * width }, (_, i) => {
      const at = i * channels;
      // Clear pixels hold no height.
      if (channels === 4 && pixels[at + 3] === 0) return Number.NaN;
      return pixels[at] * 256 + pixels[at + 1] + pixels[at + 2] / 256 - 32768;
    });
    return { size: width, heights };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failure("bad-request", says("heights-tile-unread", { tile: key, why }), { next, cause });
  }
}

async function readBox(
  tileAt: TileMemory,
  finest: number,
  box: BoundingBox,
  info: ReturnType<ElevationSource["info"]>,
  signal: AbortSignal | undefined,
): Promise<ElevationSource> {
  const { zoom, left, top, right, bottom } = tilesOf(box, finest);
  const columns = right - left + 1;
  const found: (Tile | null)[] = [];
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      signal?.throwIfAborted();
      const around = 2 ** zoom;
      try {
        found.push(await tileAt(zoom, ((x % around) + around) % around, y, signal));
      } catch (thrown) {
        if (isContextileError(thrown) || signal?.aborted) throw thrown;
        const tile = `${zoom}/${x}/${y}`;
        throw failure("bad-request", says("heights-tile-unread", { tile, why: "" }), { next, cause: thrown });
      }
    }
  const size = found.find((tile) => tile !== null)?.size;
  if (size === undefined) return emptyElevation(info);
  const width = columns * size;
  const height = (bottom - top + 1) * size;
  const heights = new Float32Array(width * height).fill(Number.NaN);
  found.forEach((tile, i) => {
    if (tile?.size !== size) return;
    const at = Math.floor(i / columns) * size * width + (i % columns) * size;
    for (let row = 0; row < size; row++)
      heights.set(tile.heights.subarray(row * size, (row + 1) * size), at + row * width);
  });
  const toGrid = (lonDeg: number, latDeg: number): [number, number] => {
    const [x, y] = toTile(lonDeg, latDeg, zoom);
    return [(x - left) * size - 0.5, (y - top) * size - 0.5];
  };
  return createGridSource({ width, height, heights, toGrid }, info);
}

/** Place → tile column and row, not whole. */
function toTile(lonDeg: number, latDeg: number, zoom: number): [number, number] {
  const lat = (Math.max(-highestLatitude, Math.min(highestLatitude, latDeg)) * Math.PI) / 180;
  const side = 2 ** zoom;
  return [((lonDeg + 180) / 360) * side, ((1 - Math.asinh(Math.tan(lat)) / Math.PI) / 2) * side];
}

function tilesOf([west, south, east, north]: BoundingBox, finest: number) {
  // Two samples more on every side, in tiles of the smallest usual size.
  const rim = 2 / 256;
  for (let zoom = finest; ; zoom--) {
    const [x0, y0] = toTile(west, north, zoom);
    const [x1, y1] = toTile(east, south, zoom);
    const left = Math.floor(x0 - rim);
    const right = Math.floor(x1 + rim);
    const top = Math.max(0, Math.floor(y0 - rim));
    const bottom = Math.min(2 ** zoom - 1, Math.floor(y1 + rim));
    if (zoom === 0 || (right - left + 1) * (bottom - top + 1) <= mostTiles)
      return { zoom, left, top, right, bottom };
  }
}
