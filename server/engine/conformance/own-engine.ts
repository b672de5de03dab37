/** The cases through this engine: from features to the numbers of the answer. */
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";
import type { ElevationSource, MapFeature } from "../../sources/map-source.ts";
import { ask, sourceOf } from "../testing/ask.ts";
import { type ConformanceCase, cases, cell, columns, placeOfCase, setOrigin } from "./cases.ts";

const plane = createLocalProjection(setOrigin.lon, setOrigin.lat);

/** Solids per case, in the case's own plan. Asks twice: on flat ground and on a hill. */
export async function makeCases(): Promise<Map<ConformanceCase, number[][]>> {
  const made = new Map<ConformanceCase, number[][]>();
  for (const ground of ["flat", "slope"] as const) {
    const asked = cases.map((one, number) => ({ one, number })).filter(({ one }) => one.ground === ground);
    const elevation = ground === "flat" ? null : hill;
    const features = asked.map(({ one, number }) => featureOf(one, number));
    const { answer } = await ask(
      { map: sourceOf(features), elevation },
      {
        polygon: wholeSet(),
        origin: [setOrigin.lat, setOrigin.lon],
        settings: {
          geometry: ["buildings"],
          liftOnly: ground === "slope",
          upAxis: "Z",
          defaultLevelHeight: 3,
        },
      },
    );
    const byId = new Map(asked.map(({ one, number }) => [`way/${number + 1}`, { one, number }]));
    for (const { one } of asked) made.set(one, []);
    for (const { vertices, descriptor } of answer.geometry[0].meshes ?? []) {
      const found = byId.get(String(descriptor.id));
      if (found === undefined) continue;
      const [x, y] = placeOfCase(found.number);
      const shift = [x, y, 0];
      made.get(found.one)?.push(vertices.map((value, i) => value - shift[i % 3]));
    }
  }
  return made;
}

/** One in five, up to the north. */
const hill: ElevationSource = {
  info: () => ({ name: "hill", attribution: [] }),
  heightAt: (lon, lat) => 500 + plane.toLocal(lon, lat)[1] / 5,
};

function featureOf({ footprint, tags }: ConformanceCase, number: number): MapFeature {
  const [x, y] = placeOfCase(number);
  const ring = (points: CasePoints) =>
    Float64Array.from([...points, points[0]].flatMap(([px, py]) => plane.toLonLat(x + px, y + py)));
  const holes = footprint.hole === undefined ? [] : [ring(footprint.hole)];
  return {
    id: `way/${number + 1}`,
    tags,
    kind: "area",
    polygons: [{ outer: ring(footprint.outline), holes }],
  };
}
type CasePoints = ConformanceCase["footprint"]["outline"];

function wholeSet(): [number, number][] {
  const width = columns * cell;
  const height = Math.ceil(cases.length / columns) * cell;
  return [
    [-10, -10],
    [width, -10],
    [width, height],
    [-10, height],
    [-10, -10],
  ].map(([x, y]) => {
    const [lon, lat] = plane.toLonLat(x, y);
    return [lat, lon];
  });
}
