import { describe, expect, it } from "vitest";
import { seededRandom } from "./seeded.ts";
import { WireWriter } from "./wire-writer.ts";

function written(write: (writer: WireWriter) => void): string {
  const writer = new WireWriter();
  write(writer);
  return Buffer.concat(writer.flush()).toString();
}

describe("WireWriter", () => {
  it("writes whole millimetres as metres with at most three decimals", () => {
    const values = [0, 1, 10, 100, 1000, 1001, 1010, 1100, -1, -12_345, 123_456_789, 20_037_508_342_789];
    expect(written((writer) => writer.millimetres(values))).toBe(
      "0,0.001,0.01,0.1,1,1.001,1.01,1.1,-0.001,-12.345,123456.789,20037508342.789",
    );
  });

  it("agrees with JSON on 20,000 random numbers", () => {
    console.log("seed wire-writer");
    const random = seededRandom("wire-writer");
    const values = Array.from({ length: 20_000 }, () =>
      Math.round((random() - 0.5) * 10 ** (1 + random() * 11)),
    );
    expect(JSON.parse(`[${written((writer) => writer.millimetres(values))}]`)).toEqual(
      values.map((value) => value / 1000 + 0),
    );
  });

  it("hands on chunks of about 64 KB and keeps text of any length whole", () => {
    const writer = new WireWriter();
    const text = "äöü€😀".repeat(60_000);
    writer.value(text);
    writer.millimetres(new Float64Array(100_000).fill(1234));
    const chunks = writer.flush();
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(70_000);
    expect(Buffer.concat(chunks).toString().startsWith(JSON.stringify(text))).toBe(true);
  });
});
