/** Ways and areas in metres around 48 N 10 E, and the sheets that the engine makes of them. */
import { createLocalProjection } from "../../../../shared/geo/local-projection.ts";
import type { ElevationSource, MapFeature } from "../../../sources/map-source.ts";
import { ask, ringOf, sourceOf } from "../../testing/ask.ts";

export const plane = createLocalProjection(10, 48);
const area = ringOf([9.995, 47.9965, 10.005, 48.0035]);

export function way(id: number, points: [number, number][], tags: Record<string, string> = {}): MapFeature {
  return {
    id: `way/${id}`,
    tags: { highway: "residential", width: "6", ...tags },
    kind: "line",
    coordinates: Float64Array.from(points.flatMap(([x, y]) => plane.toLonLat(x, y))),
  };
}

export function areaOf(id: number, points: [number, number][], tags: Record<string, string>): MapFeature {
  const outer = Float64Array.from([...points, points[0]].flatMap(([x, y]) => plane.toLonLat(x, y)));
  return { id: `way/${id}`, tags, kind: "area", polygons: [{ outer, holes: [] }] };
}

/** A street on a bridge of 60 m (way/1, with these tags too), and what leads up to it from the west (way/2) and the east (way/3). */
export function streetOnBridge(tags: Record<string, string> = {}): MapFeature[] {
  const along = (id: number, from: number, to: number, more = {}) =>
    way(
      id,
      [
        [from, 0],
        [to, 0],
      ],
      more,
    );
  return [along(1, -30, 30, { bridge: "yes", ...tags }), along(2, -200, -30), along(3, 30, 200)];
}

export async function sheets(features: MapFeature[], elevation: ElevationSource | null = null, extra = {}) {
  const { answer } = await ask(
    { map: sourceOf(features), elevation },
    {
      polygon: area,
      origin: [48, 10],
      settings: { geometry: ["surface"], upAxis: "Z", liftOnly: elevation !== null, ...extra },
    },
  );
  return answer.geometry[0].meshes ?? [];
}

export type Sheets = Awaited<ReturnType<typeof sheets>>;

/** Heights of a mesh at a place in the plan, metres, highest first. */
export function heights({ vertices: v }: Sheets[number], x: number, y: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < v.length; i += 9) {
    const side = (a: number, b: number) =>
      (v[i + b] - v[i + a]) * (y - v[i + a + 1]) - (v[i + b + 1] - v[i + a + 1]) * (x - v[i + a]);
    const [c, a, b] = [side(0, 3), side(3, 6), side(6, 0)];
    const sum = a + b + c;
    if (sum === 0 || Math.min(a / sum, b / sum, c / sum) < 0) continue;
    found.push((a * v[i + 2] + b * v[i + 5] + c * v[i + 8]) / sum);
  }
  return found.sort((p, q) => q - p);
}

export function byId(meshes: Sheets, id: string): Sheets[number] {
  const found = meshes.find(({ descriptor }) => descriptor.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}
