import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { unzipSync } from "fflate";
import { failure, isContextileError } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import type { ElevationSource, SharedHeights } from "../map-source.ts";

/** Big-endian 16-bit metres, row by row from the north; -32768 is a void. Source: USGS, SRTM documentation. */
const voidValue = -32768;
/** A void further than this many samples from data stays a void. */
const maxFill = 60;

const next = "Give an SRTM tile: N47E011.hgt or a zip with one, with 1201 or 3601 samples a side.";

/** Opens an SRTM tile (`.hgt`, `.hgt.zip`, `.zip`). Its name says where it lies. Throws `bad-request`. */
export async function openHgt(path: string): Promise<ElevationSource> {
  try {
    const { name, bytes } = unpack(basename(path), await readFile(path));
    return createHgtSource(name, bytes);
  } catch (thrown) {
    if (isContextileError(thrown)) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const said = says("heights-file-unread", { name: basename(path), why });
    throw failure("bad-request", said, { next, cause: thrown });
  }
}

function unpack(name: string, bytes: Uint8Array): { name: string; bytes: Uint8Array } {
  if (!/\.zip$/i.test(name)) return { name, bytes };
  const entries = Object.entries(unzipSync(bytes, { filter: (file) => /\.hgt$/i.test(file.name) }));
  if (entries.length === 0) throw new Error("the zip holds no .hgt file");
  const [inner, data] = entries[0];
  // Some archives name the tile only outside, some only inside.
  return { name: corner(basename(inner)) === null ? name : basename(inner), bytes: data };
}

function corner(name: string): { lon: number; lat: number } | null {
  const found = /([NS])(\d{1,2})([EW])(\d{1,3})/i.exec(name);
  if (found === null) return null;
  const lat = Number(found[2]) * (found[1].toUpperCase() === "S" ? -1 : 1);
  const lon = Number(found[4]) * (found[3].toUpperCase() === "W" ? -1 : 1);
  return { lon, lat };
}

function createHgtSource(name: string, bytes: Uint8Array): ElevationSource {
  const side = Math.round(Math.sqrt(bytes.length / 2));
  if ((side !== 1201 && side !== 3601) || side * side * 2 !== bytes.length)
    throw new Error(`${bytes.length} bytes is not the size of a tile`);
  const place = corner(name);
  if (place === null) throw new Error("its name does not say where it lies (like N47E011)");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const heights = new Int16Array(new SharedArrayBuffer(2 * side * side));
  for (let i = 0; i < heights.length; i++) heights[i] = view.getInt16(2 * i);
  const { filled, left } = fillVoids(heights, side);
  const note = filled + left === 0 ? "" : ` (${filled} missing samples filled, ${left} left out)`;
  const attribution = [{ text: `Elevation: NASA/USGS SRTM${note}`, licence: "public domain" }];
  return openSharedHgt({ info: { name: `${name}${note}`, attribution }, ...place, side, heights });
}

/** The same tile, in this thread or another one. */
export function openSharedHgt(shared: SharedHeights): ElevationSource {
  const { info, lon, lat, side, heights } = shared;
  const toSamples = (lonDeg: number, latDeg: number): [number, number] => [
    (lonDeg - lon) * (side - 1),
    (lat + 1 - latDeg) * (side - 1),
  ];
  return {
    info: () => info,
    share: () => shared,
    toSamples,
    heightAt(lonDeg, latDeg) {
      const [x, y] = toSamples(lonDeg, latDeg);
      if (!(x >= 0 && y >= 0 && x <= side - 1 && y <= side - 1)) return null;
      const column = Math.min(side - 2, Math.floor(x));
      const row = Math.min(side - 2, Math.floor(y));
      return bilinear(heights, row * side + column, side, x - column, y - row);
    },
  };
}

function bilinear(heights: Int16Array, at: number, side: number, u: number, v: number): number | null {
  const [a, b, c, d] = [heights[at], heights[at + 1], heights[at + side], heights[at + side + 1]];
  if (a === voidValue || b === voidValue || c === voidValue || d === voidValue) return null;
  return (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
}

/** Voids grow in from their edges, each new sample the mean of its known neighbours, ring by ring. */
function fillVoids(heights: Int16Array, side: number): { filled: number; left: number } {
  let holes: number[] = [];
  for (let i = 0; i < heights.length; i++) if (heights[i] === voidValue) holes.push(i);
  const total = holes.length;
  for (let round = 0; round < maxFill && holes.length > 0; round++) {
    const values = holes.map((at) => meanOfNeighbours(heights, side, at));
    values.forEach((value, i) => {
      if (value !== null) heights[holes[i]] = value;
    });
    holes = holes.filter((_, i) => values[i] === null);
  }
  return { filled: total - holes.length, left: holes.length };
}

function meanOfNeighbours(heights: Int16Array, side: number, at: number): number | null {
  const column = at % side;
  let sum = 0;
  let count = 0;
  for (const [step, inside] of [
    [-1, column > 0],
    [1, column < side - 1],
    [-side, at >= side],
    [side, at < heights.length - side],
  ] as const) {
    if (!inside || heights[at + step] === voidValue) continue;
    sum += heights[at + step];
    count++;
  }
  return count === 0 ? null : Math.round(sum / count);
}
