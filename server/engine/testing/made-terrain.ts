/** Elevation data made for tests: samples on a lattice, bilinear in between, as files hold it. */
import { createGridSource } from "../../sources/elevation/height-grid.ts";
import type { ElevationSource } from "../../sources/map-source.ts";
import { seededRandom } from "../seeded.ts";

/** Metres per degree of latitude, about; good enough to make hills. */
const perDegree = 111_200;

/** `heightAt`: metres, from metres east and north of 10° east, 48° north. Samples every `stepM`, 6 km around. */
export function madeElevation(
  stepM: number,
  heightAt: (x: number, y: number) => number,
  noiseM = 0,
): ElevationSource {
  const random = seededRandom(`noise-${stepM}`);
  const side = Math.ceil(6000 / stepM) + 1;
  const heights = new Float32Array(side * side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      heights[row * side + column] =
        heightAt(column * stepM - 3000, 3000 - row * stepM) + noiseM * (2 * random() - 1);
  const perDegreeEast = perDegree * Math.cos((48 * Math.PI) / 180);
  return createGridSource(
    {
      width: side,
      height: side,
      heights,
      toGrid: (lon, lat) => [
        ((lon - 10) * perDegreeEast + 3000) / stepM,
        (3000 - (lat - 48) * perDegree) / stepM,
      ],
    },
    { name: "made", attribution: [{ text: "made" }] },
  );
}
