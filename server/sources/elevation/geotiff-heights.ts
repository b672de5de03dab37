/** Elevation from a GeoTIFF, in degrees or a projected system; of a large file only what a box needs is read. */
import { basename } from "node:path";
import { fromFile, type GeoTIFFImage } from "geotiff";
import { failure } from "../../../shared/errors.ts";
import { says } from "../../../shared/sentences.ts";
import { knownSystems, openProjection } from "../epsg.ts";
import type { ToLonLat } from "../geometry-thing.ts";
import type { BoundingBox, ElevationSource } from "../map-source.ts";
import { fileCredits, readingFile, type StatedCredit } from "../source-file.ts";
import { checkTiff } from "./check-tiff.ts";
import { createGridSource, emptyElevation } from "./height-grid.ts";

const next =
  "Give elevation as a GeoTIFF with one band of metres, north up, with its coordinate system in the file.";
/** Samples read for one box; 22 km² of half a metre: 10 km² and what is drawn around them. */
const mostSamples = 88_000_000;
/** Samples round a box, so that its edge is interpolated too. */
const margin = 2;

interface Raster {
  image: GeoTIFFImage;
  width: number;
  height: number;
  toGrid: ToLonLat;
  noData: number | null;
}

/** Opens `.tif` or `.tiff`. Throws `bad-request` when it is damaged, has no place on Earth, or one that is not known. */
export async function openGeoTiff(path: string, credit?: StatedCredit): Promise<ElevationSource> {
  return readingFile(path, next, async () => {
    const raster = await openRaster(path);
    const attribution = await fileCredits(path, {}, credit);
    const info = { name: basename(path), attribution };
    return {
      info: () => info,
      heightAt: () => null,
      within: (box, signal) => readingFile(path, next, () => readBox(raster, box, info, signal)),
    };
  });
}

async function openRaster(path: string): Promise<Raster> {
  await checkTiff(path);
  const image = await (await fromFile(path)).getImage();
  const [width, height] = [image.getWidth(), image.getHeight()];
  if (!(width > 0 && height > 0)) throw new Error("it has no size");
  const system = openProjection(epsgOf(image));
  if (system === null) throw new Error(`its coordinate system is not known here (known: ${knownSystems})`);
  const { x0, y0, stepX, stepY } = place(image);
  // A sample stands for the middle of its pixel, unless the file says that it is a point.
  const shift = image.pixelIsArea() ? 0.5 : 0;
  return {
    image,
    width,
    height,
    noData: image.getGDALNoData(),
    toGrid(lonDeg, latDeg) {
      const [x, y] = system.fromLonLat(lonDeg, latDeg);
      return [(x - x0) / stepX - shift, (y - y0) / stepY - shift];
    },
  };
}

function epsgOf(image: GeoTIFFImage): number {
  const keys = image.getGeoKeys();
  const code: unknown = keys?.ProjectedCSTypeGeoKey ?? keys?.GeographicTypeGeoKey;
  if (typeof code !== "number") throw new Error("it does not say where it lies");
  return code;
}

/** Corner and size of a pixel. Source: OGC GeoTIFF 1.1, 7.4 (tie point and scale, or a matrix). */
function place(image: GeoTIFFImage): { x0: number; y0: number; stepX: number; stepY: number } {
  const tie = numbers(image.fileDirectory.getValue("ModelTiepoint"));
  const scale = numbers(image.fileDirectory.getValue("ModelPixelScale"));
  const matrix = numbers(image.fileDirectory.getValue("ModelTransformation"));
  let found: { x0: number; y0: number; stepX: number; stepY: number };
  if (tie.length >= 6 && scale.length >= 2) {
    const [stepX, stepY] = [scale[0], -scale[1]];
    found = { x0: tie[3] - tie[0] * stepX, y0: tie[4] - tie[1] * stepY, stepX, stepY };
  } else if (matrix.length >= 8) {
    if (matrix[1] !== 0 || matrix[4] !== 0) throw new Error("it is turned; warp it north up");
    found = { x0: matrix[3], y0: matrix[7], stepX: matrix[0], stepY: matrix[5] };
  } else throw new Error("it does not say where it lies");
  if (!Object.values(found).every(Number.isFinite) || found.stepX === 0 || found.stepY === 0)
    throw new Error("it does not say where it lies");
  return found;
}

function numbers(value: unknown): number[] {
  const list =
    Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : [];
  return list.filter((entry) => typeof entry === "number");
}

async function readBox(
  raster: Raster,
  box: BoundingBox,
  info: ReturnType<ElevationSource["info"]>,
  signal: AbortSignal | undefined,
): Promise<ElevationSource> {
  signal?.throwIfAborted();
  const window = windowOf(raster, box);
  if (window === null) return emptyElevation(info);
  const [left, top, right, bottom] = window;
  const [width, height] = [right - left, bottom - top];
  if (width * height > mostSamples)
    throw failure("too-big", says("heights-too-many"), { next: says("next-coarser-heights") });
  const band = await raster.image.readRasters({ window, samples: [0], interleave: true, signal });
  signal?.throwIfAborted();
  const heights = new Float32Array(width * height);
  for (let i = 0; i < heights.length; i++)
    heights[i] = band[i] === raster.noData ? Number.NaN : Number(band[i]);
  const toGrid: ToLonLat = (lonDeg, latDeg) => {
    const [x, y] = raster.toGrid(lonDeg, latDeg);
    return [x - left, y - top];
  };
  return createGridSource({ width, height, heights, toGrid }, info);
}

/** Left, top, right, bottom in samples, right and bottom excluded; null where the file has nothing of the box. */
function windowOf(
  { width, height, toGrid }: Raster,
  [west, south, east, north]: BoundingBox,
): [number, number, number, number] | null {
  const xs: number[] = [];
  const ys: number[] = [];
  // Edges are bent in the file's system: corners alone are not enough.
  for (let i = 0; i <= 8; i++)
    for (let j = 0; j <= 8; j++) {
      const [x, y] = toGrid(west + ((east - west) * i) / 8, south + ((north - south) * j) / 8);
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      xs.push(x);
      ys.push(y);
    }
  const left = Math.max(0, Math.floor(Math.min(...xs)) - margin);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - margin);
  const right = Math.min(width, Math.ceil(Math.max(...xs)) + margin + 1);
  const bottom = Math.min(height, Math.ceil(Math.max(...ys)) + margin + 1);
  return right > left && bottom > top ? [left, top, right, bottom] : null;
}
