/** What every elevation source must do, whatever it reads. Each adapter's test hands in the same tilted plane. */
import { describe, expect, it } from "vitest";
import { type BoundingBox, type ElevationSource, elevationWithin } from "../map-source.ts";

/** The data under test covers at least this. */
export const slopeBox: BoundingBox = [10.2, 47.5, 10.22, 47.51];

/** Metres: 500 at the south-west corner of the box, 20 m up to the east edge, 20 m up to the north edge. */
export function slopeHeight(lonDeg: number, latDeg: number): number {
  return 500 + (lonDeg - slopeBox[0]) * 1000 + (latDeg - slopeBox[1]) * 2000;
}

/** `toleranceM`: the rounding of the format. `voids`: the data has a few missing samples inside the box. */
export function elevationSuite(
  name: string,
  open: (voids: boolean) => Promise<ElevationSource>,
  toleranceM: number,
): void {
  const at = async (voids: boolean) => elevationWithin(await open(voids), slopeBox);
  describe(`${name} as an elevation source`, () => {
    it("gives the height between samples, everywhere in the box", async () => {
      const source = await at(false);
      let worst = 0;
      for (let i = 0; i <= 40; i++)
        for (let j = 0; j <= 40; j++) {
          const [lon, lat] = [slopeBox[0] + (0.02 * i) / 40, slopeBox[1] + (0.01 * j) / 40];
          worst = Math.max(worst, Math.abs((source.heightAt(lon, lat) ?? 1e9) - slopeHeight(lon, lat)));
        }
      expect(worst).toBeLessThan(toleranceM);
    });

    it("knows nothing outside", async () => {
      const source = await at(false);
      expect(source.heightAt(-120, 10)).toBeNull();
      const far = await elevationWithin(await open(false), [-120, 10, -119.99, 10.01]);
      expect(far.heightAt(-119.995, 10.005)).toBeNull();
    });

    it("fills missing samples from their surroundings and says so", async () => {
      const source = await at(true);
      const [lon, lat] = [10.21, 47.505];
      expect(Math.abs((source.heightAt(lon, lat) ?? 1e9) - slopeHeight(lon, lat))).toBeLessThan(5);
      expect(source.info().attribution[0].text).toMatch(/\d+ missing samples? ?filled/);
      expect((await at(false)).info().attribution[0].text).not.toContain("missing");
    });

    it("names its source and licence", async () => {
      const { name: title, attribution } = (await open(false)).info();
      expect(title).not.toBe("");
      expect(attribution[0].text).not.toBe("");
      expect(attribution[0].licence).not.toBe("");
    });

    it("stops when it is told to", async () => {
      const source = await open(false);
      if (source.within === undefined) return expect(source.heightAt(10.21, 47.505)).not.toBeNull();
      await expect(source.within(slopeBox, AbortSignal.abort())).rejects.toThrow(/abort/i);
    });
  });
}
