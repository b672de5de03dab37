import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MapFeature } from "../map-source.ts";
import { signedArea } from "./assemble-rings.ts";
import { createOsmMapSource } from "./osm-map-source.ts";
import { readOsmXml } from "./read-osm-xml.ts";

type Tags = Record<string, string>;

/** Nodes on a grid of 0.0001°: id → [x, y]; ways and relations as they are. */
async function features(
  nodes: Record<number, [number, number]>,
  ways: Record<number, [refs: number[], tags?: Tags]>,
  relations: Record<number, [members: [type: string, ref: number, role: string][], tags: Tags]> = {},
  keys?: string[],
) {
  const tagText = (tags: Tags = {}) =>
    Object.entries(tags)
      .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
      .join("");
  const lines = [
    ...Object.entries(nodes).map(
      ([id, [x, y]]) =>
        `<node id="${id}" lon="${(10 + x * 0.0001).toFixed(7)}" lat="${(48 + y * 0.0001).toFixed(7)}"/>`,
    ),
    ...Object.entries(ways).map(
      ([id, [refs, tags]]) =>
        `<way id="${id}">${refs.map((ref) => `<nd ref="${ref}"/>`).join("")}${tagText(tags)}</way>`,
    ),
    ...Object.entries(relations).map(
      ([id, [members, tags]]) =>
        `<relation id="${id}">${members
          .map(([type, ref, role]) => `<member type="${type}" ref="${ref}" role="${role}"/>`)
          .join("")}${tagText(tags)}</relation>`,
    ),
  ];
  const folder = mkdtempSync(join(tmpdir(), "contextile-osm-"));
  const path = join(folder, "a.osm");
  writeFileSync(path, `<osm version="0.6">${lines.join("")}</osm>`);
  const source = createOsmMapSource(await readOsmXml(path), "a");
  rmSync(folder, { recursive: true });
  return source.features([9, 47, 11, 49], undefined, keys);
}

/** In cells of the grid, holes taken off. */
function cells(feature: MapFeature | undefined): number {
  if (feature?.kind !== "area") return Number.NaN;
  const sum = feature.polygons.reduce(
    (total, { outer, holes }) =>
      total +
      Math.abs(signedArea(outer)) -
      holes.reduce((less, hole) => less + Math.abs(signedArea(hole)), 0),
    0,
  );
  return Math.round(sum * 1e8 * 100) / 100;
}

const square: Record<number, [number, number]> = { 1: [0, 0], 2: [10, 0], 3: [10, 10], 4: [0, 10] };
const building = { type: "multipolygon", building: "yes" };

describe("OSM areas", () => {
  it("closes a way whose last node is another one at the place of the first", async () => {
    const { features: found } = await features(
      { ...square, 5: [0, 0] },
      { 1: [[1, 2, 3, 4, 5], { building: "yes" }] },
    );
    expect([found[0].kind, cells(found[0])]).toEqual(["area", 100]);
  });

  it("joins ways of a multipolygon whose ends are two nodes at one place", async () => {
    const { features: found, skipped } = await features(
      { ...square, 5: [10, 10], 6: [0, 0] },
      { 1: [[1, 2, 3]], 2: [[5, 4, 6]] },
      {
        1: [
          [
            ["way", 1, "outer"],
            ["way", 2, "outer"],
          ],
          building,
        ],
      },
    );
    expect(cells(found[0])).toBe(100);
    expect(skipped).toEqual([]);
  });

  it("keeps inner rings that touch each other and the outer one", async () => {
    const inner: Record<number, [number, number]> = {
      11: [2, 2],
      12: [5, 2],
      13: [5, 5],
      14: [2, 5],
      15: [8, 2],
      16: [8, 5],
      17: [5, 10],
    };
    const { features: found } = await features(
      { ...square, ...inner },
      {
        1: [[1, 2, 3, 17, 4, 1]],
        // Two inner rings that share the edge 12–13, and a third that touches the outer ring in 17.
        2: [[11, 12, 13, 14, 11]],
        3: [[12, 15, 16, 13, 12]],
        4: [[13, 16, 17, 13]],
      },
      {
        1: [
          [
            ["way", 1, "outer"],
            ["way", 2, "inner"],
            ["way", 3, "inner"],
            ["way", 4, "inner"],
          ],
          building,
        ],
      },
    );
    // 100 − 9 − 9 − 3 × 5 / 2.
    expect(cells(found[0])).toBe(74.5);
  });

  it("trusts nesting, not roles, and uses a member that is named twice once", async () => {
    const inner: Record<number, [number, number]> = { 11: [2, 2], 12: [5, 2], 13: [5, 5], 14: [2, 5] };
    const { features: found } = await features(
      { ...square, ...inner },
      { 1: [[1, 2, 3, 4, 1]], 2: [[11, 12, 13, 14, 11]] },
      {
        1: [
          [
            ["way", 1, "inner"],
            ["way", 2, "outer"],
            ["way", 2, ""],
          ],
          building,
        ],
      },
    );
    expect(cells(found[0])).toBe(91);
  });

  it("says which part of a building relation belongs to which outline", async () => {
    const ways: Record<number, [number[], Tags?]> = {
      1: [[1, 2, 3, 4, 1], { building: "church" }],
      2: [[1, 2, 3, 1], { "building:part": "yes" }],
      3: [[1, 3, 4, 1], { "building:part": "yes" }],
    };
    const members: [string, number, string][] = [
      ["way", 1, "outline"],
      ["way", 2, "part"],
    ];
    const { features: found } = await features(square, ways, { 7: [members, { type: "building" }] });
    const partOf = found.map((feature) => (feature.kind === "area" ? feature.partOf : undefined));
    expect(partOf.slice(0, 3)).toEqual([undefined, "way/1", undefined]);
    // The relation has tags of its own: it is the building, and its ridge is no outline.
    const tagged = await features(square, ways, {
      7: [[...members, ["way", 3, "ridge"]], { type: "building", building: "church", name: "St. Anna" }],
    });
    const relation = tagged.features.find(({ id }) => id === "relation/7");
    expect(cells(relation)).toBe(100);
    const part = tagged.features.find(({ id }) => id === "way/2");
    expect(part?.kind === "area" && part.partOf).toBe("relation/7");
  });

  it("cuts the holes of an untagged multipolygon out of its tagged outer way", async () => {
    const yard = { 5: [2, 2], 6: [6, 2], 7: [6, 6], 8: [2, 6] } as const;
    const nodes = {
      ...square,
      ...Object.fromEntries(Object.entries(yard).map(([id, [x, y]]) => [id, [x, y]])),
    };
    const ways: Parameters<typeof features>[1] = {
      1: [[1, 2, 3, 4, 1], { building: "yes" }],
      2: [[5, 6, 7, 8, 5]],
    };
    const members: [string, number, string][] = [
      ["way", 1, "outer"],
      ["way", 2, "inner"],
    ];
    const old = await features(nodes, ways, { 1: [members, { type: "multipolygon", source: "survey" }] });
    expect(cells(old.features.find(({ id }) => id === "way/1"))).toBe(84);
    // A wood of the relation's own has the hole; the building on the same way has not.
    const own = await features(nodes, ways, { 1: [members, { type: "multipolygon", natural: "wood" }] });
    expect(cells(own.features.find(({ id }) => id === "way/1"))).toBe(100);
    // A hole that cannot be had takes nothing away.
    const absent = await features(nodes, { 1: ways[1] }, { 1: [members, { type: "multipolygon" }] });
    expect(cells(absent.features.find(({ id }) => id === "way/1"))).toBe(100);
  });

  it("builds only what has a tag of one of the keys asked for, and says of that alone what is broken", async () => {
    const ways: Parameters<typeof features>[1] = {
      1: [[1, 2, 3, 4, 1], { building: "yes", name: "church" }],
      2: [[1, 2, 3, 1], { landuse: "grass", note: "building" }],
      3: [[1, 3], { highway: "path" }],
      4: [[1, 9, 8, 1], { building: "shed" }],
      5: [[1, 9, 8, 1], { landuse: "grass" }],
    };
    const members: [string, number, string][] = [["way", 2, "outer"]];
    const relations: Parameters<typeof features>[2] = {
      1: [members, { type: "multipolygon", "building:part": "yes" }],
      2: [members, { type: "multipolygon", natural: "wood" }],
    };
    const keys = ["building", "building:part", "no such key"];
    const { features: found, skipped } = await features(square, ways, relations, keys);
    expect(found.map(({ id }) => id)).toEqual(["way/1", "relation/1"]);
    expect(skipped.map(({ id }) => id)).toEqual(["way/4"]);
    const everything = await features(square, ways, relations);
    expect(everything.features.map(({ id }) => id)).toEqual([
      "way/1",
      "way/2",
      "way/3",
      "relation/1",
      "relation/2",
    ]);
    expect(everything.skipped.map(({ id }) => id)).toEqual(["way/4", "way/5"]);
    expect(found).toEqual(everything.features.filter(({ id }) => found.some((one) => one.id === id)));
  });

  it("takes a way once that a relation names twice, also where a copy of it runs the other way", async () => {
    const members: [string, number, string][] = [1, 2, 3, 1].map((way) => ["way", way, "outer"]);
    const ways: Parameters<typeof features>[1] = { 1: [[1, 2, 3]], 2: [[3, 4, 1]], 3: [[3, 2, 1]] };
    const { features: found, skipped } = await features(square, ways, { 1: [members, building] });
    expect(cells(found[0])).toBe(100);
    expect(skipped).toEqual([]);
  });

  it("takes a building relation's outline from a multipolygon", async () => {
    const { features: found } = await features(
      square,
      { 1: [[1, 2, 3]], 2: [[3, 4, 1]] },
      {
        1: [
          [
            ["way", 1, "outer"],
            ["way", 2, "outer"],
          ],
          { type: "multipolygon" },
        ],
        2: [[["relation", 1, "outline"]], { type: "building", building: "yes" }],
      },
    );
    expect(cells(found.find(({ id }) => id === "relation/2"))).toBe(100);
  });

  it("leaves open what does not close, and says so", async () => {
    const { features: found, skipped } = await features(
      square,
      { 1: [[1, 2, 3]] },
      { 1: [[["way", 1, "outer"]], building] },
    );
    expect(found).toEqual([]);
    expect(skipped).toEqual([{ id: "relation/1", reason: "skip-outline-open", tags: building }]);
  });
});
