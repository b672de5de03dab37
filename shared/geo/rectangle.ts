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

/** Whole metres, or centimetres where there are some: "300 m", "12.5 m". */
function formatMetres(metres: number): string {
  return `${Math.round(metres * 100) / 100} m`;
}
