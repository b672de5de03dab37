import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { districtPath } from "../../../shared/testing/districts.ts";
import { openHgt } from "./hgt.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-hgt-"));

/** Height = column + 2 × row, so that every sample says where it is. */
function tile(side: number, voids: [column: number, row: number][] = []): Buffer {
  const bytes = Buffer.alloc(side * side * 2);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      bytes.writeInt16BE(column + 2 * row, 2 * (row * side + column));
  for (const [column, row] of voids) bytes.writeInt16BE(-32768, 2 * (row * side + column));
  return bytes;
}

function file(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

describe("openHgt", () => {
  it("reads rows from the north and columns from the west, and interpolates between samples", async () => {
    const source = await openHgt(file("N47E010.hgt", tile(1201)));
    expect(source.heightAt(10, 48)).toBe(0);
    expect(source.heightAt(11, 48)).toBe(1200);
    expect(source.heightAt(10, 47)).toBe(2400);
    expect(source.heightAt(10 + 0.5 / 1200, 48 - 0.5 / 1200)).toBeCloseTo(1.5, 6);
    expect(source.heightAt(9.999, 47.5)).toBeNull();
  });

  it("knows west and south, one arc-second tiles and zips", async () => {
    const zipped = zipSync({ "S01W078.hgt": tile(3601) });
    const source = await openHgt(file("S01W078.hgt.zip", zipped));
    expect(source.heightAt(-78, 0)).toBe(0);
    expect(source.heightAt(-77, 0)).toBe(3600);
  });

  it("fills voids from their surroundings and says so", async () => {
    const source = await openHgt(
      file(
        "N01E001.hgt",
        tile(1201, [
          [600, 600],
          [601, 600],
        ]),
      ),
    );
    expect(source.heightAt(1 + 600 / 1200, 2 - 600 / 1200)).toBeCloseTo(1800, -1);
    expect(source.info().attribution[0].text).toContain("2 missing samples filled");
  });

  it("refuses what is no tile", async () => {
    await expect(openHgt(file("N01E001.hgt", Buffer.alloc(1000)))).rejects.toThrow("not the size of a tile");
    await expect(openHgt(file("here.hgt", tile(1201)))).rejects.toThrow("does not say where it lies");
    await expect(openHgt(file("N01E001.hgt.zip", Buffer.from("no zip")))).rejects.toThrow("cannot be read");
    await expect(openHgt(join(folder, "none.hgt"))).rejects.toThrow("cannot be read");
  });

  it("gives real heights of a real place", async ({ skip }) => {
    const path = districtPath("N43E007-srtm3.hgt.zip");
    if (path === null) return skip();
    const source = await openHgt(path);
    // The rock of Monaco is about 60 m high, its harbour at the sea.
    expect(source.heightAt(7.4205, 43.7314)).toBeGreaterThan(20);
    expect(Math.abs(source.heightAt(7.427, 43.734) ?? 99)).toBeLessThan(25);
  });
});
