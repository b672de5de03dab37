/** Somebody's triangles → the case each belongs to. */
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import { type ConformanceCase, cases, cell, placeOfCase, setOrigin } from "./cases.ts";

export interface Model {
  name: string;
  /** Metres east, north, up of `origin`. */
  soup: number[];
}

/**
 * A file named as a case holds that case and nothing else, wherever it lies. In all other files a triangle belongs to the
 * case in whose cell its middle lies; `origin` ([lat, lon]) is where the file's 0, 0 is. Whole millimetres, z as it is.
 */
export function sortTriangles(
  models: Model[],
  origin: readonly [number, number],
): Map<ConformanceCase, number[][]> {
  const byName = new Map(cases.map((one) => [one.id, one]));
  const flat = cases
    .map((one, number) => ({ one, place: placeOfCase(number) }))
    .filter(({ one }) => one.ground === "flat");
  const byCell = new Map(flat.map(({ one, place }) => [cellOf(place[0], place[1]), { one, place }]));
  const [east, north] = createLocalProjection(setOrigin.lon, setOrigin.lat).toLocal(origin[1], origin[0]);
  const found = new Map<ConformanceCase, number[]>();
  const add = (one: ConformanceCase, triangle: number[], x: number, y: number) => {
    const soup = found.get(one) ?? [];
    found.set(one, soup);
    triangle.forEach((value, i) => {
      soup.push(Math.round((value - (i % 3 === 0 ? x : i % 3 === 1 ? y : 0)) * 1000) / 1000);
    });
  };
  for (const { name, soup } of models) {
    const whole = byName.get(name.replace(/\.[^.]*$/, ""));
    for (let i = 0; i + 8 < soup.length; i += 9) {
      const triangle = soup.slice(i, i + 9);
      if (whole !== undefined) {
        add(whole, triangle, soup[0], soup[1]);
        continue;
      }
      const x = (triangle[0] + triangle[3] + triangle[6]) / 3 + east;
      const y = (triangle[1] + triangle[4] + triangle[7]) / 3 + north;
      const hit = byCell.get(cellOf(x, y));
      if (hit !== undefined) add(hit.one, triangle, hit.place[0] - east, hit.place[1] - north);
    }
  }
  return new Map([...found].map(([one, soup]) => [one, [soup]]));
}

function cellOf(x: number, y: number): string {
  return `${Math.floor(x / cell)},${Math.floor(y / cell)}`;
}
