import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeArrayBuffer } from "geotiff";
import { afterAll, expect, it } from "vitest";
import { checkTiff } from "./check-tiff.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-tiff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = new Uint8Array(
  writeArrayBuffer(
    Float32Array.from({ length: 100 }, (_, i) => i),
    { width: 10, height: 10, GDAL_NODATA: "-9999" },
  ),
);

function file(bytes: Uint8Array): string {
  const path = join(folder, "a.tif");
  writeFileSync(path, bytes);
  return path;
}

/** A BigTIFF of one field: ASCII, with this count, at offset 40. */
function bigTiff(count: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint16(0, 0x4949);
  view.setUint16(2, 43, true);
  view.setUint16(4, 8, true);
  view.setBigUint64(8, 16n, true);
  view.setBigUint64(16, 1n, true);
  view.setUint16(24, 270, true);
  view.setUint16(26, 2, true);
  view.setBigUint64(28, count, true);
  view.setBigUint64(36, 44n, true);
  return new Uint8Array(view.buffer);
}

it("passes a whole file, small or big", async () => {
  await expect(checkTiff(file(whole))).resolves.toBeUndefined();
  await expect(checkTiff(file(bigTiff(20n)))).resolves.toBeUndefined();
});

it("refuses counts and places that the file cannot hold", async () => {
  const view = new DataView(whole.buffer);
  const directory = view.getUint32(4);
  let refused = 0;
  for (let field = 0; field < view.getUint16(directory); field++) {
    const bytes = Uint8Array.from(whole);
    // The count of a field, as a damaged file has it.
    new DataView(bytes.buffer).setUint32(directory + 2 + 12 * field + 4, 0x7fffffff);
    await expect(checkTiff(file(bytes))).rejects.toThrow("outside of the file");
    refused++;
  }
  expect(refused).toBeGreaterThan(8);
  await expect(checkTiff(file(bigTiff(2n ** 60n)))).rejects.toThrow("outside of the file");
  await expect(checkTiff(file(whole.slice(0, 40)))).rejects.toThrow("outside of the file");
  await expect(checkTiff(file(whole.slice(0, 5)))).rejects.toThrow("outside of the file");
});
