import type { BoundingBox } from "../../server/sources/map-source.ts";

/** Kilometres a degree of latitude has, the most anywhere on Earth. */
const kmPerDegree = 111.7;

/** A box in equal pieces of at most `mostKm2`, row by row; none is longer than twice its width where the box allows it. */
export function piecesOf(box: BoundingBox, mostKm2: number): BoundingBox[] {
  const [west, south, east, north] = box;
  const widest = Math.cos((Math.min(Math.abs(south), Math.abs(north)) * Math.PI) / 180);
  const side = Math.sqrt(mostKm2);
  const [columns, rows] = [
    Math.max(1, Math.ceil(((east - west) * kmPerDegree * (south * north < 0 ? 1 : widest)) / side)),
    Math.max(1, Math.ceil(((north - south) * kmPerDegree) / side)),
  ];
  const [dx, dy] = [(east - west) / columns, (north - south) / rows];
  return Array.from({ length: rows * columns }, (_, i): BoundingBox => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    return [west + column * dx, south + row * dy, west + (column + 1) * dx, south + (row + 1) * dy];
  });
}
