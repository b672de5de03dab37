import { describe, expect, it } from "vitest";
import { buildingTags, withTagsOf } from "./building-tags.ts";

const said = (tags: object) =>
  Object.fromEntries(Object.entries(tags).filter(([, text]) => text !== undefined));

describe("tags of buildings", () => {
  it("keeps what buildings read and nothing else", () => {
    const tags = buildingTags({ building: "yes", "roof:levels": "2", colour: "red", "addr:city": "Monaco" });
    expect(said(tags)).toEqual({ building: "yes", "roof:levels": "2" });
  });

  it("gives objects of the same names in the same order, whatever was tagged", () => {
    const names = (tags: Record<string, string>) => Object.keys(buildingTags(tags));
    expect(names({ name: "a", building: "yes" })).toEqual(names({ "building:part": "yes", height: "3" }));
  });

  it("takes from the second only what the first does not say", () => {
    const [first, second] = [
      buildingTags({ name: "a" }),
      buildingTags({ name: "b", height: "3", shop: "books" }),
    ];
    expect(said(withTagsOf(first, second))).toEqual({ name: "a", height: "3", shop: "books" });
    expect(said(withTagsOf(first, second, ["name", "height"]))).toEqual({ name: "a", height: "3" });
  });
});
