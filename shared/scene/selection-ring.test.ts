import { describe, expect, it } from "vitest";
import { ringAreaKm2 } from "../geo/area.ts";
import { areaFromRectangle } from "../geo/rectangle.ts";
import { selectionRing } from "./selection-ring.ts";

const place = { originLonDeg: 7.42, originLatDeg: 43.73, originHeightM: 12.5 };
const square: [number, number][] = [
  [-150, -100],
  [150, -100],
  [150, 100],
  [-150, 100],
];

describe("the outline selected in a host", () => {
  it("lies in local metres exactly where the same rectangle is drawn around the origin", () => {
    const ring = selectionRing({ georeference: { ...place, crs: "local" }, corners: square });
    expect(ring).toEqual(areaFromRectangle([7.42, 43.73], 300, 200).ring);
  });

  // Independent figures: PROJ 9.1.1, EPSG:4326 to EPSG:32632 and EPSG:3857 and back, 1,000 m east of the origin.
  it("follows easting and northing in a document of UTM coordinates", () => {
    const corners = [[0, 0] as const, [1000, 0] as const, [0, 1000] as const];
    const georeference = { ...place, crs: "UTM" as const, epsg: 32632 };
    const ring = selectionRing({ georeference, corners });
    expect(ring[0]).toEqual([7.42, 43.73]);
    expect(ring[1][0]).toBeCloseTo(7.43241201020331, 8);
    expect(ring[1][1]).toBeCloseTo(43.730170940914796, 8);
  });

  it("follows the stretched metres of Web Mercator", () => {
    const corners = [[0, 0] as const, [1000, 0] as const, [1000, 1000] as const, [0, 1000] as const];
    const ring = selectionRing({ georeference: { ...place, crs: "EPSG:3857" }, corners });
    expect(ring[1][0]).toBeCloseTo(7.428983152841194, 8);
    expect(ring[1][1]).toBeCloseTo(43.73, 8);
    // A thousand metres of the map are 722.6 m of ground at this latitude: cos(43.73°).
    expect(ringAreaKm2(ring)).toBeCloseTo(0.522, 2);
  });
});
