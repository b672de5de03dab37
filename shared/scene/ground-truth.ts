import { createLocalProjection } from "../geo/local-projection.ts";
import type { PlaneProjection } from "../geo/transverse-mercator.ts";
import { createUtm, utmZoneFromEpsg, utmZoneOf } from "../geo/utm.ts";
import { webMercator } from "../geo/web-mercator.ts";
import type { GeoFrame } from "./geo-frame.ts";

/** How a model's plan differs from the ground at its origin: projected plans are turned and stretched. */
export interface GroundTruth {
  /** Direction of true north in the plan, radians clockwise from the y axis. */
  northRad: number;
  /** Metres on the ground per metre of the plan; 1 for local frames, the cosine of the latitude for EPSG:3857. */
  planScale: number;
}

const stepM = 100;

/** Measured with a step of 100 m to true north. Local frames: north is y, a metre is a metre. */
export function groundTruth(frame: GeoFrame): GroundTruth {
  const projection = projectionOf(frame);
  if (projection === null) return { northRad: 0, planScale: 1 };
  const { originLonDeg, originLatDeg } = frame;
  const north = createLocalProjection(originLonDeg, originLatDeg).toLonLat(0, stepM);
  const [fromX, fromY] = projection.toLocal(originLonDeg, originLatDeg);
  const [toX, toY] = projection.toLocal(north[0], north[1]);
  const [x, y] = [toX - fromX, toY - fromY];
  return { northRad: Math.atan2(x, y), planScale: stepM / Math.hypot(x, y) };
}

function projectionOf({ crs, epsg, originLonDeg, originLatDeg }: GeoFrame): PlaneProjection | null {
  if (crs === "local") return null;
  if (crs === "EPSG:3857") return webMercator;
  const stated = epsg === undefined ? null : utmZoneFromEpsg(epsg);
  return createUtm(stated ?? utmZoneOf(originLonDeg, originLatDeg));
}
