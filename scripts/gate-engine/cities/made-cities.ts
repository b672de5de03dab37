/** Districts of kinds that no file at hand shows, made from a seed: what the engine's gate has not seen. */
import { broken } from "./broken.ts";
import { denseGrid, interchange } from "./grid-and-interchange.ts";
import { campus, medieval, tinyHouses } from "./old-towns.ts";
import { airport, alpine, alpineHeight, overlapping, railYard } from "./open-land.ts";
import { Plat, type Point } from "./plat.ts";
import { canals, harbour } from "./waterside.ts";

export interface CityKind {
  draw: (plat: Plat) => void;
  place: { lon: number; lat: number };
  /** Metres. */
  side: number;
  /** Metres above the sea; without it the ground is not known. */
  heightAt?: (x: number, y: number) => number;
}

const hills = (x: number, y: number) =>
  40 + 18 * Math.sin(x / 310) * Math.cos(y / 270) + 4 * Math.sin(x / 61);

/** Both hemispheres, beside a UTM border, far north, at the equator. */
export const cityKinds: Record<string, CityKind> = {
  grid: { draw: denseGrid, place: { lon: -122.42, lat: 37.78 }, side: 1000, heightAt: hills },
  interchange: { draw: interchange, place: { lon: -74.01, lat: 40.71 }, side: 700, heightAt: hills },
  medieval: { draw: medieval, place: { lon: 11.25, lat: 43.77 }, side: 700 },
  canals: { draw: canals, place: { lon: 4.89, lat: 52.37 }, side: 800 },
  alpine: { draw: alpine, place: { lon: 11.09, lat: 47.49 }, side: 600, heightAt: alpineHeight },
  tiny: { draw: tinyHouses, place: { lon: 139.7, lat: 35.66 }, side: 600 },
  harbour: { draw: harbour, place: { lon: 151.2, lat: -33.86 }, side: 1000, heightAt: hills },
  campus: { draw: campus, place: { lon: -0.13, lat: 51.52 }, side: 800 },
  airport: { draw: airport, place: { lon: 5.999, lat: 60.3 }, side: 1500 },
  overlapping: { draw: overlapping, place: { lon: -78.5, lat: -0.18 }, side: 700, heightAt: hills },
  railyard: { draw: railYard, place: { lon: 18.07, lat: 59.33 }, side: 900 },
  broken: { draw: broken, place: { lon: 24.94, lat: 60.17 }, side: 700, heightAt: hills },
};

/** `scale` shrinks the town's square, not its houses. */
export function makeCity(
  kind: string,
  seed: number,
  scale = 1,
): { plat: Plat; heightAt: CityKind["heightAt"] } {
  const { draw, place, side, heightAt } = cityKinds[kind];
  const plat = new Plat(side * scale, place, `${kind} ${seed}`);
  draw(plat);
  return { plat, heightAt };
}

/** A tile of one degree, 1201 samples a side, as `.hgt` files are; name and bytes. */
export function hgtOf(
  plat: Plat,
  heightAt: (x: number, y: number) => number,
): { name: string; bytes: Uint8Array } {
  const [west, south] = [Math.floor(plat.place.lon), Math.floor(plat.place.lat)];
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  const [ox, oy] = plat.toLonLat([0, 0]);
  const [ex, ny] = plat.toLonLat([1000, 1000]);
  for (let row = 0; row < 1201; row++)
    for (let column = 0; column < 1201; column++) {
      const [lon, lat]: Point = [west + column / 1200, south + 1 - row / 1200];
      const [x, y] = [(1000 * (lon - ox)) / (ex - ox), (1000 * (lat - oy)) / (ny - oy)];
      const near = Math.abs(x) < 6000 && Math.abs(y) < 6000;
      bytes.writeInt16BE(near ? Math.round(heightAt(x, y)) : 0, 2 * (1201 * row + column));
    }
  const pad = (degrees: number, digits: number) => String(Math.abs(degrees)).padStart(digits, "0");
  const name = `${south < 0 ? "S" : "N"}${pad(south, 2)}${west < 0 ? "W" : "E"}${pad(west, 3)}.hgt`;
  return { name, bytes };
}
