/** Millimetres east, north, up around the origin → the answer's reference. The axes' order is the writer's matter. */
import type { WrittenReference } from "../../shared/contract/answer-text.ts";
import { createTransverseMercator } from "../../shared/geo/transverse-mercator.ts";
import { countFlat, mendFlat } from "./geometry/mend-flat.ts";
import { isClosedSolid } from "./geometry/solid.ts";
import type { Plan } from "./plan.ts";

export interface WireFrame {
  /**
   * Whole-millimetre triples (east, north, up) → the answer's reference, still whole millimetres in that order.
   * Triangles that this rounding has pressed flat are gone, and solids are still closed.
   */
  triples(soup: ArrayLike<number>): Float64Array;
  /** A place in the plan, mm east and north of the origin → mm in the answer's reference. */
  place(xMm: number, yMm: number): [number, number];
  /** The reference object. */
  reference: WrittenReference;
}

/** Equatorial radius of Web Mercator. Source: EPSG guidance note 7-2, method 1024. */
const mercatorRadius = 6378137;

export function createWireFrame(plan: Plan): WireFrame {
  const { crs, upAxis } = plan.settings;
  const { place, reference } = placement(plan);
  return {
    triples: (soup) => (place === null ? mendFlat(new Float64Array(soup)) : roundedAgain(soup, place)),
    place: place ?? ((x, y) => [x, y]),
    reference: { crs, ...reference, upAxis },
  };
}

/** Rounding falls differently when all of a thing is moved by less than it; mm, the nearest first. */
const nudges = [0, 0.2, -0.2, 0.4, -0.4].flatMap((x) =>
  [0, 0.2, -0.2, 0.4, -0.4].map((y) => [x, y] as const),
);

/** A solid that rounding would open, pressed flat or with corners that fall together, is moved a little until it stays whole. */
function roundedAgain(soup: ArrayLike<number>, place: Place): Float64Array {
  let best: Float64Array | null = null;
  for (const [dx, dy] of nudges) {
    const rounded = placed(soup, place, dx, dy);
    const mended = mendFlat(rounded);
    if (mended !== rounded || countFlat(rounded) === 0) {
      if (isClosedSolid(mended) || !isClosedSolid(soup)) return mended;
      best ??= mended;
    }
  }
  return best ?? placed(soup, place, 0, 0);
}

function placed(soup: ArrayLike<number>, place: Place, dx: number, dy: number): Float64Array {
  const result = new Float64Array(soup);
  for (let i = 0; i < result.length; i += 3) {
    const [x, y] = place(result[i] + dx, result[i + 1] + dy);
    result[i] = x;
    result[i + 1] = y;
  }
  return result;
}

type Place = (xMm: number, yMm: number) => [number, number];

function placement(plan: Plan): { place: Place | null; reference: Omit<WrittenReference, "crs" | "upAxis"> } {
  const { projection, origin, settings } = plan;
  if (settings.crs === "local") return { place: null, reference: { origin } };
  if (settings.crs === "EPSG:3857") {
    const place: Place = (x, y) => {
      const [lon, lat] = projection.toLonLat(x / 1000, y / 1000);
      const phi = (lat * Math.PI) / 180;
      const east = mercatorRadius * ((lon * Math.PI) / 180);
      return [Math.round(east * 1000), Math.round(mercatorRadius * Math.asinh(Math.tan(phi)) * 1000)];
    };
    return { place, reference: { origin } };
  }
  const [lat, lon] = origin;
  const zone = Math.min(60, Math.floor((lon + 180) / 6) + 1);
  const hemisphere = lat < 0 ? "south" : "north";
  // The zone of the origin holds for the whole answer, also where the area reaches over its border.
  const utm = createTransverseMercator({
    centralLonDeg: zone * 6 - 183,
    originLatDeg: 0,
    k0: 0.9996,
    falseEastingM: 500_000,
    falseNorthingM: lat < 0 ? 10_000_000 : 0,
  });
  const place: Place = (x, y) => {
    const [east, north] = utm.toLocal(...projection.toLonLat(x / 1000, y / 1000));
    return [Math.round(east * 1000), Math.round(north * 1000)];
  };
  return { place, reference: { origin, zone, hemisphere, epsg: (lat < 0 ? 32700 : 32600) + zone } };
}
