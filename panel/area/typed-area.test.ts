import { describe, expect, it } from "vitest";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { areaFacts } from "../state/draft.ts";
import { emptyTyped, readTyped, typedFrom } from "./typed-area.ts";

const ringOf = (typed: Partial<typeof emptyTyped>) => {
  const result = readTyped({ ...emptyTyped, ...typed });
  if ("issues" in result) throw new Error(JSON.stringify(result.issues));
  return result.draft;
};

describe("a typed area", () => {
  it("is a rectangle of true size, whatever its turn", () => {
    for (const rotation of ["0", "30", "-75"]) {
      const draft = ringOf({ centre: "43.735, 7.42", width: "300", height: "200", rotation });
      expect(ringAreaKm2(draft.ring)).toBeCloseTo(0.06, 6);
    }
  });

  it("takes a decimal comma", () => {
    const { ring } = ringOf({ centre: "43.735, 7.42", width: "100,5", height: "100" });
    expect(ringAreaKm2(ring)).toBeCloseTo(0.01005, 7);
  });

  it("is a polygon whose last corner is joined to the first", () => {
    const { ring } = ringOf({ shape: "polygon", corners: "43.1, 7.1\n43.1, 7.2\n\n43.2, 7.2" });
    expect(ring).toEqual([
      [7.1, 43.1],
      [7.2, 43.1],
      [7.2, 43.2],
      [7.1, 43.1],
    ]);
  });

  it("does not repeat a first corner that was typed twice", () => {
    const { ring } = ringOf({ shape: "polygon", corners: "43.1, 7.1\n43.1, 7.2\n43.2, 7.2\n43.1, 7.1" });
    expect(ring).toHaveLength(4);
  });

  it("names each field that cannot be read", () => {
    const result = readTyped({ ...emptyTyped, centre: "", width: "wide", height: "-1" });
    expect("issues" in result && Object.keys(result.issues).sort()).toEqual(["centre", "height", "width"]);
  });

  it("comes back from its ring as it was typed", () => {
    const typed = { centre: "43.7350000, 7.4200000", width: "300", height: "200", rotation: "30" };
    expect(typedFrom(ringOf(typed))).toMatchObject(typed);
    const circle = { shape: "circle" as const, centre: "43.7350000, 7.4200000", radius: "150" };
    expect(typedFrom(ringOf(circle))).toMatchObject(circle);
  });

  it("has no texts for a ring that lies nowhere, and does not fail on it", () => {
    const lost = typedFrom({
      shape: "polygon",
      ring: [
        [Number.NaN, 1],
        [2, 91],
        [3, 3],
        [Number.NaN, 1],
      ],
    });
    expect(lost.centre).toBe("");
  });

  it.each([
    ["10, 180", /180° meridian/],
    ["10, -179.999", /180° meridian/],
    ["90, 0", /round a pole/],
    ["-89.999, 20", /round a pole/],
  ])("at %s has a sentence and no figure, whatever its shape", (centre, sentence) => {
    for (const shape of ["rectangle", "circle"] as const) {
      const { km2, perimeterM, issues } = areaFacts(
        ringOf({ shape, centre, width: "900", height: "900", radius: "450" }),
        10,
      );
      expect([km2, perimeterM, issues.length]).toEqual([null, 0, 1]);
      expect(issues[0].message).toMatch(sentence);
    }
  });

  it("near a pole, but not around it, has its true size", () => {
    const { km2, issues } = areaFacts(ringOf({ centre: "89.9, 10", width: "500", height: "400" }), 10);
    expect([km2?.toFixed(6), issues]).toEqual(["0.200000", []]);
  });

  it("has its place from a pasted map link", () => {
    const link = "https://www.google.com/maps/place/Monaco/@43.7,7.4,15z/data=!3m1!4b1!8m2!3d43.735!4d7.42";
    expect(ringOf({ centre: link }).ring).toEqual(ringOf({ centre: "43.735, 7.42" }).ring);
  });
});
