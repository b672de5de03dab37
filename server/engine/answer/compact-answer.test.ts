import { describe, expect, it } from "vitest";
import { frameKinds } from "../../../shared/contract/compact-answer.ts";
import { isContextileError } from "../../../shared/errors.ts";
import { createCompactAnswer } from "./compact-answer.ts";

/** A tetrahedron of 1 m around a corner, whole mm. */
function tetrahedron(x: number, y: number): Float64Array {
  const [a, b, c, d] = [
    [x, y, 0],
    [x + 1000, y, 0],
    [x, y + 1000, 0],
    [x, y, 1000],
  ];
  return Float64Array.from([a, c, b, a, b, d, b, c, d, c, a, d].flat());
}

const origin = [49.87, 8.65] as const;
const head = { origin, reference: { crs: "local", origin, upAxis: "Z" as const } };
const kindOf = (bytes: Uint8Array): string =>
  Object.entries(frameKinds).find(([, number]) => number === bytes[0])?.[0] ?? "magic";

describe("the compact form", () => {
  it("pin: version 1, byte for byte", async () => {
    const writer = await createCompactAnswer([0, 0]);
    writer.head(head);
    writer.openLayer("buildings", "meshes");
    writer.mesh({ descriptor: { type: "building", id: "way/1", height: 1 } }, tetrahedron(2000, 3000));
    writer.closeLayer();
    writer.report({ skipped: [], attribution: [], warnings: [] });
    const frames = await writer.finish();
    expect(frames.map(kindOf)).toEqual(["magic", "head", "meshes", "report", "end"]);
    expect(frames.map((bytes) => Buffer.from(bytes).toString("base64"))).toEqual([
      "Q1RYQwEAAAA=",
      "AQAAAHIAAACbavADbgAAAHsib3JpZ2luIjpbNDkuODcsOC42NV0sInNwYXRpYWxSZWZlcmVuY2UiOnsiY3JzIjoibG9jYWwiLCJvcmlnaW4iOls0OS44Nyw4LjY1XSwidXBBeGlzIjoiWiJ9LCJhbmNob3IiOlswLDAsMF19",
      "AgAAAN4AAADcpobBfwAAAHsibGF5ZXIiOiJidWlsZGluZ3MiLCJmZWF0dXJlcyI6MSwidmVydGljZXMiOjQsInRyaWFuZ2xlcyI6NCwic2hhcGVzIjpbWyJ0eXBlIiwiaWQiLCJoZWlnaHQiXV0sInZhbHVlcyI6WyJidWlsZGluZyIsIndheS8xIiwxXX0GAAAABAQAAAECNAAAAKGvr68AAC8wAAAIBwAvMAAACAcAAAAALwAAAAYAAAAAAAAAAADQBwAAuAsAAAAAAAAAAAAVAAAA4fAAEgMAdodWZ3iphmWJaJgBaQAA",
      "BQAAADwAAAB502rkOAAAAHsicmVwb3J0Ijp7InNraXBwZWQiOltdLCJhdHRyaWJ1dGlvbiI6W10sIndhcm5pbmdzIjpbXX19",
      "BgAAAEwAAAAYSUnQSAAAAHsiZnJhbWVzIjozLCJmZWF0dXJlcyI6MSwibm9kZXMiOjAsImdyaWRzIjowLCJ2ZXJ0aWNlcyI6NCwidHJpYW5nbGVzIjo0fQ==",
    ]);
  });

  it("sends its head at once and each batch when it is full, long before the layer ends", async () => {
    const writer = await createCompactAnswer([0, 0]);
    writer.head(head);
    expect(writer.take().map(kindOf)).toEqual(["magic", "head"]);
    writer.openLayer("buildings", "meshes");
    for (let i = 0; i < 511; i++) writer.mesh({ descriptor: { id: i } }, tetrahedron(i * 2000, 0));
    expect(writer.take()).toEqual([]);
    writer.mesh({ descriptor: { id: 511 } }, tetrahedron(0, 0));
    expect(writer.take().map(kindOf)).toEqual(["meshes"]);
    writer.mesh({ descriptor: { id: 512 } }, tetrahedron(0, 0));
    writer.closeLayer();
    expect(writer.take().map(kindOf)).toEqual(["meshes"]);
  });

  it("takes far less room than the numbers themselves", async () => {
    const writer = await createCompactAnswer([0, 0]);
    writer.head(head);
    writer.openLayer("buildings", "meshes");
    for (let i = 0; i < 512; i++)
      writer.mesh({ descriptor: { type: "building", id: `way/${i}`, height: 1 } }, tetrahedron(i * 2000, 0));
    const [, , batch] = writer.take();
    // Four corners of 12 bytes and four triangles of 12 each, without any facts, would be 96.
    expect(batch.length / 512).toBeLessThan(60);
  });

  it("refuses a place that 32 bits of millimetres cannot say, instead of putting it elsewhere", async () => {
    const writer = await createCompactAnswer([500_000_000, 5_000_000_000]);
    writer.head(head);
    writer.openLayer("buildings", "meshes");
    writer.mesh({ descriptor: {} }, tetrahedron(2_600_000_000, 7_100_000_000));
    let code = "none";
    try {
      writer.mesh({ descriptor: {} }, tetrahedron(2_600_000_000, 7_200_000_000));
    } catch (thrown) {
      if (isContextileError(thrown)) code = thrown.code;
    }
    expect(code).toBe("too-big");
  });
});
