/** The ground of the town: a plain at 640 m, a river bed, a hill with a castle on it, slopes to the south. */
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { townLat, townLon } from "./town-map.ts";

const side = 1201;
const plain = 640;
const hill = { x: -330, y: 330, radius: 260, rise: 62 };

/** Middle of the river at x, metres north of the middle of the town. */
export function riverAt(x: number): number {
  return -190 + 34 * Math.sin(x / 170) + 10 * Math.sin(x / 61);
}

/** Metres above the sea. */
export function heightAt(x: number, y: number): number {
  const fromHill = Math.hypot(x - hill.x, y - hill.y) / hill.radius;
  const dome = fromHill < 1 ? hill.rise * (1 - fromHill * fromHill) ** 2 : 0;
  const south = Math.max(0, -y - 480) * 0.09;
  const river = -3 * Math.exp(-(((y - riverAt(x)) / 70) ** 2));
  const tilt = -x * 0.004;
  return plain + dome + south + river + tilt;
}

/** An SRTM tile of 1201 × 1201 samples; flat plain far from the town. */
export function makeHeights(): Uint8Array {
  const projection = createLocalProjection(townLon, townLat);
  const bytes = new Uint8Array(side * side * 2);
  const view = new DataView(bytes.buffer);
  const west = Math.floor(townLon);
  const south = Math.floor(townLat);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const lon = west + column / (side - 1);
      const lat = south + 1 - row / (side - 1);
      const near = Math.abs(lon - townLon) < 0.03 && Math.abs(lat - townLat) < 0.02;
      const [x, y] = near ? projection.toLocal(lon, lat) : [0, 400];
      view.setInt16(2 * (row * side + column), near ? Math.round(heightAt(x, y)) : plain);
    }
  return bytes;
}
