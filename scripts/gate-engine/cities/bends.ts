/** Plane maps laid over a whole district: straight stays straight, and every share of an area stays what it was. */
import type { BoundingBox, MapFeature } from "../../../server/sources/map-source.ts";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";

/** x' = xx x + xy y, y' = yx x + yy y. */
type Bend = [xx: number, xy: number, yx: number, yy: number];

const turned = (degrees: number): Bend => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [c, -s, s, c];
};
const first = ([ax, ay, bx, by]: Bend, [cx, cy, dx, dy]: Bend): Bend => [
  cx * ax + cy * bx,
  cx * ay + cy * by,
  dx * ax + dy * bx,
  dx * ay + dy * by,
];
const mirrored: Bend = [-1, 0, 0, 1];

export const bends: Record<string, Bend> = {
  "turned-7.3": turned(7.3),
  "turned-23": turned(23),
  "turned-37.91": turned(37.91),
  "turned-61.7": turned(61.7),
  "turned-113": turned(113),
  "turned-211.3": turned(211.3),
  "turned-299": turned(299),
  "sheared-0.21": [1, 0.21, 0, 1],
  "sheared-up-0.4": [1, 0, -0.4, 1],
  "turned-and-sheared": first(turned(49), [1, 0.33, 0, 1]),
  mirrored,
  "turned-and-mirrored": first(turned(31.7), mirrored),
  "turned-mirrored-and-sheared": first(first(turned(77), mirrored), [1, 0.27, 0, 1]),
};

/** About `middle` (lon, lat). Places are rounded as OpenStreetMap rounds its own: equal ones stay equal. */
export function bendFeatures(
  features: MapFeature[],
  middle: [lon: number, lat: number],
  [xx, xy, yx, yy]: Bend,
): MapFeature[] {
  const plane = createLocalProjection(...middle);
  const place = (lon: number, lat: number) => {
    const [x, y] = plane.toLocal(lon, lat);
    return plane.toLonLat(xx * x + xy * y, yx * x + yy * y).map((degrees) => Math.round(degrees * 1e7) / 1e7);
  };
  const line = (flat: Float64Array) => {
    const bent = new Float64Array(flat.length);
    for (let i = 0; i < flat.length; i += 2) bent.set(place(flat[i], flat[i + 1]), i);
    return bent;
  };
  return features.map((feature): MapFeature => {
    if (feature.kind === "line") return { ...feature, coordinates: line(feature.coordinates) };
    if (feature.kind === "point") {
      const [lon, lat] = place(feature.lon, feature.lat);
      return { ...feature, lon, lat };
    }
    const polygons = feature.polygons.map(({ outer, holes }) => ({
      outer: line(outer),
      holes: holes.map(line),
    }));
    return { ...feature, polygons };
  });
}

/** Some hundred metres: far more than anything reaches into an area from outside. */
const margin = 0.006;

export function featuresNear(features: MapFeature[], [west, south, east, north]: BoundingBox): MapFeature[] {
  return features.filter((feature) => {
    let [w, s, e, n] = [180, 90, -180, -90];
    for (const flat of linesOf(feature))
      for (let i = 0; i < flat.length; i += 2) {
        [w, e] = [Math.min(w, flat[i]), Math.max(e, flat[i])];
        [s, n] = [Math.min(s, flat[i + 1]), Math.max(n, flat[i + 1])];
      }
    return w <= east + margin && e >= west - margin && s <= north + margin && n >= south - margin;
  });
}

function linesOf(feature: MapFeature): ArrayLike<number>[] {
  if (feature.kind === "line") return [feature.coordinates];
  if (feature.kind === "point") return [[feature.lon, feature.lat]];
  return feature.polygons.map(({ outer }) => outer);
}
