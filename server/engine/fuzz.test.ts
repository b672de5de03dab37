import { describe, expect, it } from "vitest";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { roofTypes } from "../../shared/settings/schema.ts";
import type { MapFeature } from "../sources/map-source.ts";
import { seededRandom } from "./seeded.ts";
import { ask, ringOf, sourceOf } from "./testing/ask.ts";
import { judgeSolid, loadManifold } from "./testing/judge-solids.ts";

const rounds = 40;
const perRound = 25;
const plane = createLocalProjection(10, 48);
const area = ringOf([10 - 0.002, 48 - 0.0015, 10 + 0.002, 48 + 0.0015]);
const shapes =
  "flat gabled hipped half-hipped pyramidal skillion gambrel mansard saltbox double_saltbox quadruple_saltbox dome onion round cone side_hipped side_half-hipped crosspitched gabled_height_moved butterfly sawtooth many ☃".split(
    " ",
  );
const lengths = ["3", "12", "0.01", "40'", "39'4\"", "12,5 m", "-3", "NaN", "1e99", "", "0", "999"];

type Random = () => number;

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)];
}

/** Any outline: stars, self-crossing scribbles, needles, doubled points; on a 10 cm grid so that things coincide. */
function outline(random: Random, x: number, y: number): Float64Array {
  const corners = 3 + Math.floor(random() * 14);
  const wild = random() < 0.3;
  const squash = random() < 0.15 ? 0.01 : 1;
  const points: number[][] = [];
  for (let i = 0; i < corners; i++) {
    const angle = wild ? random() * 7 : (2 * Math.PI * (i + 0.5 * random())) / corners;
    const radius = 2 + 18 * random();
    const grid = (value: number) => Math.round(value * 10) / 10;
    points.push([x + grid(radius * Math.cos(angle)), y + squash * grid(radius * Math.sin(angle))]);
    if (random() < 0.1) points.push(points[Math.floor(random() * points.length)]);
  }
  return Float64Array.from([...points, points[0]].flatMap(([px, py]) => plane.toLonLat(px, py)));
}

function building(random: Random, id: number): MapFeature {
  const tags: Record<string, string> = {
    [random() < 0.2 ? "building:part" : "building"]: pick(random, ["yes", "house", "roof", "garage"]),
  };
  const chance = (key: string, values: readonly string[], share: number) => {
    if (random() < share) tags[key] = pick(random, values);
  };
  chance("roof:shape", shapes, 0.8);
  for (const key of ["height", "min_height", "roof:height", "building:levels", "roof:levels"])
    chance(key, lengths, 0.4);
  chance("roof:direction", ["N", "SSW", "37", "-1", "x"], 0.3);
  chance("roof:orientation", ["along", "across", "?"], 0.3);
  chance("roof:angle", ["30", "89", "5°"], 0.2);
  const outer = outline(random, (random() - 0.5) * 320, (random() - 0.5) * 360);
  return { id: `way/${id}`, tags, kind: "area", polygons: [{ outer, holes: [] }] };
}

describe("fuzzed buildings", () => {
  it(`are closed solids or reported, over ${rounds * perRound} cases`, async () => {
    console.log(`seeds engine-0 … engine-${rounds - 1}`);
    const manifold = await loadManifold();
    const failures: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const random = seededRandom(`engine-${round}`);
      const features = Array.from({ length: perRound }, (_, i) => building(random, i));
      const elevation = {
        info: () => ({ name: "hills", attribution: [] }),
        heightAt: (lon: number, lat: number) => 300 + 40 * Math.sin(lon * 9000) + 60 * Math.cos(lat * 7000),
      };
      const settings = {
        geometry: ["buildings" as const],
        liftOnly: random() < 0.5,
        cropScene: random() < 0.7,
        upAxis: "Z" as const,
        defaultRoofType: pick(random, roofTypes),
      };
      const { answer } = await ask(
        { map: sourceOf(features), elevation },
        { polygon: area, origin: [48, 10], settings },
      );
      for (const { vertices, descriptor } of answer.geometry[0].meshes ?? []) {
        const { closed, manifold: accepted, degenerate, nan } = judgeSolid(vertices, manifold);
        if (!closed || !accepted || degenerate > 0 || nan > 0)
          failures.push(`engine-${round} ${descriptor.id} ${descriptor.buildingRoofType}`);
      }
    }
    expect(failures).toEqual([]);
  });
});
