import { createLocalProjection } from "../geo/local-projection.ts";
import type { PlaneProjection } from "../geo/transverse-mercator.ts";
import { createUtm, utmEpsg, utmZoneFromEpsg, utmZoneOf } from "../geo/utm.ts";
import { webMercator } from "../geo/web-mercator.ts";
import type { LonLat } from "../scene/area-selection.ts";
import { type AxisOrder, modelTripleToWire, wireAxes } from "../scene/frame.ts";
import type { GeoFrame } from "../scene/geo-frame.ts";
import { type Said, says } from "../sentences.ts";
import type { ContextSettings } from "../settings/schema.ts";

/** How coordinates on the wire are read, known before the first byte of the answer arrives. */
export interface WireFrame {
  order: AxisOrder;
  /** Subtracted from wire triples, in the wire's component order, double precision. */
  offsets: [number, number, number];
  crs: GeoFrame["crs"];
  falseOriginM?: [number, number];
  /** The projection of projected answers; null for local ones, whose origin the answer itself tells. */
  projection: PlaneProjection | null;
}

/** What the answer says about its reference, as far as it is needed here. */
export interface StatedReference {
  origin: LonLat | null;
  epsg: number | null;
  utmZone: number | null;
  originHeightM: number | null;
}

/**
 * Projected coordinates have seven digits before the point, too many for float32: the projected first corner of the
 * area is subtracted while they are still doubles, and becomes model (0, 0).
 */
export function createWireFrame(firstCorner: LonLat, settings: ContextSettings): WireFrame {
  const order = wireAxes[settings.upAxis];
  const { crs } = settings;
  if (crs === "local") return { order, offsets: [0, 0, 0], crs, projection: null };
  const projection = crs === "UTM" ? createUtm(utmZoneOf(...firstCorner)) : webMercator;
  const falseOriginM = projection.toLocal(...firstCorner);
  const offsets = modelTripleToWire(falseOriginM[0], falseOriginM[1], 0, order);
  return { order, offsets, crs, falseOriginM, projection };
}

/** Degrees → plan of the model, metres. */
export type ToPlan = (lonDeg: number, latDeg: number) => [x: number, y: number];

/** The model's place on Earth, and the projection that takes the requested ring into the model's plan. */
export function resolveFrame(
  wire: WireFrame,
  stated: StatedReference,
  firstCorner: LonLat,
): { frame: GeoFrame; toPlan: ToPlan; notes: Said[] } {
  const originHeightM = stated.originHeightM ?? 0;
  if (wire.projection === null || wire.falseOriginM === undefined) {
    const [originLonDeg, originLatDeg] = stated.origin ?? firstCorner;
    const notes = stated.origin === null ? [says("note-origin-assumed")] : [];
    const { toLocal } = createLocalProjection(originLonDeg, originLatDeg);
    return { frame: { originLonDeg, originLatDeg, originHeightM, crs: "local" }, toPlan: toLocal, notes };
  }
  const [falseEast, falseNorth] = wire.falseOriginM;
  const { projection, epsg, notes } = statedProjection(wire.projection, wire.crs, stated, firstCorner);
  const [originLonDeg, originLatDeg] = projection.toLonLat(falseEast, falseNorth);
  return {
    frame: {
      originLonDeg,
      originLatDeg,
      originHeightM,
      crs: wire.crs,
      falseOriginM: wire.falseOriginM,
      epsg,
    },
    toPlan: (lonDeg, latDeg) => {
      const [x, y] = projection.toLocal(lonDeg, latDeg);
      return [x - falseEast, y - falseNorth];
    },
    notes,
  };
}

/** A service may count a place near a zone's edge to the neighbouring zone: then its own word counts. */
function statedProjection(
  expected: PlaneProjection,
  crs: GeoFrame["crs"],
  stated: StatedReference,
  firstCorner: LonLat,
): { projection: PlaneProjection; epsg: number; notes: Said[] } {
  if (crs !== "UTM") return { projection: expected, epsg: 3857, notes: [] };
  const ours = utmZoneOf(...firstCorner);
  const theirs =
    (stated.epsg === null ? null : utmZoneFromEpsg(stated.epsg)) ??
    (stated.utmZone === null ? ours : { ...ours, zone: stated.utmZone });
  if (utmEpsg(theirs) === utmEpsg(ours)) return { projection: expected, epsg: utmEpsg(ours), notes: [] };
  const note = says("note-utm-zone", { theirs: zoneName(theirs), ours: zoneName(ours) });
  return { projection: createUtm(theirs), epsg: utmEpsg(theirs), notes: [note] };
}

const zoneName = ({ zone, south }: { zone: number; south: boolean }): string => `${zone}${south ? "S" : "N"}`;
