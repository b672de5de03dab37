/**
 * Compares two pictures of a page so that letters drawn a little differently pass and a missing or moved part does not:
 * pixels are compared by pixelmatch, and counted in tiles. A tile counts where a good part of it differs.
 */
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

interface PictureDifference {
  /** Tiles that differ, of all. */
  tiles: number;
  of: number;
  /** The first few, as places of the picture, pixels. */
  places: string[];
}

const tilePx = 12;
/** Colour distance that counts, 0..1: rounding and sub-pixel letters stay below it. */
const threshold = 0.12;
/** This share of a tile's pixels. A line of letters fills about a third of its tile. */
const share = 0.1;
/** So many tiles may differ; a 24 px button has at least eight. */
export const toleratedTiles = 3;

/** Pictures of different sizes differ everywhere. */
export function comparePictures(expected: PNG, actual: PNG): PictureDifference {
  const { width, height } = expected;
  const [columns, rows] = [Math.ceil(width / tilePx), Math.ceil(height / tilePx)];
  const of = columns * rows;
  if (width !== actual.width || height !== actual.height)
    return { tiles: of, of, places: [`${actual.width} × ${actual.height} instead of ${width} × ${height}`] };
  const marks = new Uint8Array(width * height * 4);
  pixelmatch(expected.data, actual.data, marks, width, height, {
    threshold,
    includeAA: false,
    diffMask: true,
  });
  const counts = new Uint32Array(of);
  for (let i = 0; i < width * height; i++)
    if (marks[i * 4 + 3] > 0)
      counts[Math.floor(i / width / tilePx) * columns + Math.floor((i % width) / tilePx)]++;
  const different = [...counts.keys()].filter((tile) => counts[tile] > share * tilePx * tilePx);
  const places = different
    .slice(0, 5)
    .map((tile) => `${(tile % columns) * tilePx},${Math.floor(tile / columns) * tilePx}`);
  return { tiles: different.length, of, places };
}

export const readPicture = (bytes: Uint8Array): PNG => PNG.sync.read(Buffer.from(bytes));

/** As small as it gets without another format. */
export const writePicture = (picture: PNG): Buffer =>
  PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 });
