import type { AreaSelection, LonLat } from "../scene/area-selection.ts";
import { createLocalProjection, roundToTenthMillimetre } from "./local-projection.ts";

/**
 * Rectangle of true ground size around a centre (lon-lat degrees). `widthM` runs east-west and `heightM` north-south
 * before the whole is turned clockwise (seen from above, like a bearing) by `rotationDeg`. Sizes are true to 2 mm
 * per km up to 20 km. The ring is closed and counter-clockwise.
 */
export function areaFromRectangle(
  centre: LonLat,
  widthM: number,
  heightM: number,
  rotationDeg = 0,
): AreaSelection {
  const projection = createLocalProjection(centre[0], centre[1]);
  const angle = (-rotationDeg * Math.PI) / 180;
  const corners: [number, number][] = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ];
  const ring = corners.map(([sideX, sideY]) => {
    const x = (sideX * widthM) / 2;
    const y = (sideY * heightM) / 2;
    return roundToTenthMillimetre(
      projection.toLonLat(
        x * Math.cos(angle) - y * Math.sin(angle),
        x * Math.sin(angle) + y * Math.cos(angle),
      ),
    );
  });
  return { ring: [...ring, ring[0]], label: `${formatMetres(widthM)} × ${formatMetres(heightM)}` };
}

/** A rectangle of true ground size; see `areaFromRectangle`. */
export interface Rectangle {
  centre: LonLat;
  widthM: number;
  heightM: number;
  /** Clockwise, over −90 to 90: further turns are the same rectangle. */
  rotationDeg: number;
}

/** Further from a rectangle than this is another shape: share of the longer side. A map's rectangle of 20 km is within. */
const shapeTolerance = 0.01;
/** Sides that run so nearly with the meridian belong to a rectangle that is not turned. Degrees. */
const straightDeg = 0.005;

/**
 * The rectangle that a closed ring of four corners is, or null where it is none or lies too near a pole to tell. The
 * width runs along the first side, so that a ring of `areaFromRectangle` gives back what it was made of, to the
 * millimetre; where the turn comes to a right angle width and height are exchanged instead.
 */
export function rectangleOf(ring: readonly LonLat[]): Rectangle | null {
  if (ring.length !== 5 || ring.some(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) < 89)))
    return null;
  const corners = ring.slice(0, 4);
  // Twice: only around its own centre do the corners of a rectangle lie evenly.
  const centre = middle(corners, middle(corners, corners[0]));
  const { toLocal } = createLocalProjection(centre[0], centre[1]);
  const found = sidesOf(corners.map(([lon, lat]) => toLocal(lon, lat)));
  return found && { centre: roundToTenthMillimetre([centre[0], centre[1]]), ...found };
}

/** Mean of the corners in the plane around `origin`. */
function middle(corners: readonly LonLat[], origin: LonLat): LonLat {
  const { toLocal, toLonLat } = createLocalProjection(origin[0], origin[1]);
  const points = corners.map(([lon, lat]) => toLocal(lon, lat));
  return toLonLat(mean(points, 0), mean(points, 1));
}

type Point = readonly [number, number];

const mean = (points: readonly Point[], axis: 0 | 1) =>
  points.reduce((sum, point) => sum + point[axis], 0) / points.length;

function sidesOf([a, b, c, d]: readonly Point[]): Omit<Rectangle, "centre"> | null {
  const width: Point = [(b[0] - a[0] + c[0] - d[0]) / 2, (b[1] - a[1] + c[1] - d[1]) / 2];
  const height: Point = [(d[0] - a[0] + c[0] - b[0]) / 2, (d[1] - a[1] + c[1] - b[1]) / 2];
  const [widthM, heightM] = [Math.hypot(...width), Math.hypot(...height)];
  // How far opposite sides differ, and how far the corners are from right angles.
  const askew = Math.hypot(a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]) / 2;
  const leaning = Math.abs(width[0] * height[0] + width[1] * height[1]) / Math.max(widthM, heightM);
  const most = shapeTolerance * Math.max(widthM, heightM);
  if (!(Math.min(widthM, heightM) > 0 && askew <= most && leaning <= most)) return null;
  return upright(widthM, heightM, (-Math.atan2(width[1], width[0]) * 180) / Math.PI);
}

function upright(widthM: number, heightM: number, turnDeg: number): Omit<Rectangle, "centre"> {
  const half = turnDeg > 90 ? turnDeg - 180 : turnDeg < -90 ? turnDeg + 180 : turnDeg;
  const across = Math.abs(half) > 90 - straightDeg;
  const rotation = across ? half - Math.sign(half) * 90 : half;
  const straight = Math.abs(rotation) < straightDeg ? 0 : rotation;
  const [wide, high] = across ? [heightM, widthM] : [widthM, heightM];
  return { widthM: round(wide, 1e3), heightM: round(high, 1e3), rotationDeg: round(straight, 1e4) };
}

const round = (value: number, parts: number) => Math.round(value * parts) / parts;

/** Whole metres, or centimetres where there are some: "300 m", "12.5 m". */
function formatMetres(metres: number): string {
  return `${Math.round(metres * 100) / 100} m`;
}
