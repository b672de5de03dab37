import { afterEach, expect, it } from "vitest";
import { factKeys, featureFacts } from "../../shared/scene/feature-facts.ts";
import type { Descriptor } from "../../shared/scene/scene-model.ts";
import { language } from "../ui/language.ts";
import { englishMapWords } from "../ui/map-words.ts";
import { germanMapWords } from "../ui/map-words-de.ts";
import { type PickedThing, pickedWords } from "./picked-words.ts";

afterEach(() => {
  language.value = "en";
});

const osm = { text: "© OpenStreetMap contributors", licence: "ODbL 1.0", date: "2026-01-02" };
const pick = (descriptor: Descriptor, given: Partial<PickedThing> = {}) =>
  pickedWords({ layer: "buildings", kind: null, descriptor, attributions: [osm], ...given });

/** What our own engine sends of a town house. */
const townHouse: Descriptor = {
  type: "buildingPart",
  id: "w12/3",
  partOf: "r7",
  buildingName: "Villa <b>Paloma</b>",
  buildingType: "apartments",
  datasetName: "OSM",
  source: "osm",
  heightSource: "levels",
  hasDefaultHeight: false,
  hasDefaultRoof: true,
  buildingLevels: 4,
  buildingHeight: 15.6,
  buildingMinHeight: 3,
  buildingRoofType: "gabled",
  buildingRoofHeight: 2.4,
  buildingRoofDirection: 135,
  buildingFacadeMaterial: "brick",
  buildingFacadeColor: 0xf2e6c9,
  buildingRoofColor: "#a03020",
  address: "Rue Grimaldi 14",
  groundHeight: 12.25,
  "roof:levels_count": 2,
};

it("tells a building in words: what, how high and how well known, roof, walls, address, source and its date", () => {
  expect(pick(townHouse)).toEqual({
    title: "Villa <b>Paloma</b>",
    sentence: "Block of flats. Part of a larger building. 16 m high; the height is guessed from 4 levels.",
    rows: [
      { label: "Roof", words: "Gabled roof, 2.40 m high, roof form assumed" },
      { label: "Address", words: "Rue Grimaldi 14" },
      { label: "Levels above ground", words: "4" },
      { label: "Begins above ground at", words: "3.0 m" },
      { label: "Walls", words: "Brick" },
      { label: "Colour of the walls", words: "Cream", colour: [242, 230, 201] },
      { label: "Colour of the roof", words: "Red", colour: [160, 48, 32] },
      { label: "Source", words: "OpenStreetMap, as of 2 Jan 2026" },
    ],
    more: [
      { label: "Ground, above zero height (usually sea level)", words: "12 m" },
      { label: "Roof falls towards", words: "South-east (135°)" },
      { label: "Number in the data", words: "w12/3" },
      { label: "Belongs to", words: "r7" },
      { label: "Roof levels count", words: "2 (unit not stated)" },
    ],
  });
});

it("tells the same in German", () => {
  language.value = "de";
  const { sentence, rows } = pick(townHouse);
  expect(sentence).toBe(
    "Mehrfamilienhaus. Teil eines größeren Gebäudes. 16 m hoch; die Höhe ist aus 4 Geschossen geschätzt.",
  );
  expect(rows.map(({ label, words }) => `${label}: ${words}`)).toEqual([
    "Dach: Satteldach, 2,40 m hoch, Dachform angenommen",
    "Anschrift: Rue Grimaldi 14",
    "Geschosse über dem Boden: 4",
    "Beginnt über dem Boden bei: 3,0 m",
    "Wände: Ziegel",
    "Farbe der Wände: Cremefarben",
    "Farbe des Dachs: Rot",
    "Quelle: OpenStreetMap, Stand 02.01.2026",
  ]);
});

it.each([
  [{ buildingHeight: 31, heightSource: "LIDAR" }, "31 m high, as the data says (LIDAR)."],
  [{ buildingHeight: 31, hasDefaultHeight: false }, "31 m high, as the data says."],
  [
    { buildingHeight: 9, hasDefaultHeight: true },
    "9.0 m high; the height is guessed, nothing is known of it.",
  ],
  [{ buildingHeight: 9 }, "9.0 m high."],
  [
    { buildingHeight: 3, heightSource: "levels", buildingLevels: 1 },
    "3.0 m high; the height is guessed from 1 level.",
  ],
  [{ buildingHeight: 0 }, ""],
  [{}, ""],
] as [Descriptor, string][])("a building of %j is told as “%s”", (descriptor, sentence) => {
  expect(pick(descriptor)).toMatchObject({ title: "Building of unknown use", sentence });
});

it("says what roof was stated where another one was built, and leaves out what nobody stated", () => {
  const { rows } = pick({
    buildingRoofType: "flat",
    buildingRoofTypeWanted: "coneShaped",
    buildingRoofMaterial: "default",
    datasetName: "Governmental",
  });
  expect(rows).toEqual([
    {
      label: "Roof",
      words: "Flat roof, the data says cone shaped, which this outline or the service does not allow",
    },
    { label: "Source", words: "Governmental, as of 2 Jan 2026" },
  ]);
});

it.each([
  [
    "surface",
    null,
    { type: "path", pathType: "cycleway", width: 2.5, pathMaterial: "asphalt" },
    "Cycle path",
    ["Made of: Asphalt", "Width: 2.50 m"],
  ],
  ["surface", null, { type: "manicuredGrass" }, "Lawn", []],
  [
    "barriers",
    null,
    { type: "wall", barrier: "retaining_wall", wallType: "stone", height: 1.8, width: 0.4, minHeight: 0 },
    "Retaining wall",
    ["Made of: Stone", "Width: 0.40 m"],
  ],
  [
    "infrastructure",
    "tree",
    { type: "tree", treeType: "genericNeedleleaved", height: 11 },
    "Tree",
    ["Species: Conifer"],
  ],
  ["infrastructure", "bench", {}, "Bench", []],
  ["topography", null, { type: "topography" }, "Terrain", []],
] as [PickedThing["layer"], string | null, Descriptor, string, string[]][])(
  "tells a thing of %s (%s, %j) as “%s”",
  (layer, kind, descriptor, title, rows) => {
    const words = pick(descriptor, { layer, kind });
    expect(words.title).toBe(title);
    expect(words.rows.map(({ label, words }) => `${label}: ${words}`)).toEqual(rows);
    expect(words.more).toEqual([]);
  },
);

it("shows no field by its raw name and no length without its unit, whatever the service sends", () => {
  const descriptor: Descriptor = {
    ...townHouse,
    coneShaped_topWidth: 1.5,
    __proto__x: "y",
    hasBalcony: true,
  };
  for (const { label, words } of [...pick(descriptor).rows, ...pick(descriptor).more]) {
    expect(label).not.toMatch(/[_:]|[a-z][A-Z]/);
    expect(`${label}: ${words}`).not.toMatch(/(?:height|width|walls|ground at|origin).*: [\d.]+$/i);
  }
  expect(pick(descriptor).more).toContainEqual({ label: "Has balcony", words: "yes" });
});

it("keeps a field that cannot be read the way it should be, as it came", () => {
  expect(featureFacts({ buildingHeight: "tall", buildingFacadeColor: "mauve" })).toEqual({
    known: new Map(),
    rest: [
      ["buildingHeight", "tall"],
      ["buildingFacadeColor", "mauve"],
    ],
  });
  expect(new Set(factKeys).size).toBe(factKeys.length);
});

it("has a German word for every English one", () => {
  for (const [word, english] of Object.entries(englishMapWords)) {
    expect(english).not.toBe("");
    expect(germanMapWords).toHaveProperty(word);
  }
});
