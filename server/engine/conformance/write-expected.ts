/** What is right for every case on flat ground, as JSON that another program's tests can read. */
import { type ConformanceCase, cases, cell, placeOfCase, setOrigin } from "./cases.ts";

/** One case as it is published. Lengths in metres, areas in m², volumes in m³; heights above the ground. */
interface ExpectedCase {
  id: string;
  /** Of the way or relation in the OSM file. */
  osmId: number;
  tags: ConformanceCase["tags"];
  /** South-west corner of the case's own plan, metres east and north of the set's origin. */
  place: readonly [number, number];
  outline: ConformanceCase["footprint"]["outline"];
  hole: ConformanceCase["footprint"]["hole"] | null;
  expected: {
    closedSolid: true;
    planArea: number;
    top: number;
    bottom: number;
    roofHeight: number;
    /** Above the eaves; null where the wiki leaves the shape open. */
    roofVolume: number | null;
    /** Box round the highest points, in the case's own plan; null where it is not judged. */
    highest: ConformanceCase["top"] | null;
  };
  why: string;
}

function expectedCases(): ExpectedCase[] {
  return cases.flatMap((one, number) => (one.ground === "flat" ? [expectedCase(one, number)] : []));
}

function expectedCase(one: ConformanceCase, number: number): ExpectedCase {
  return {
    id: one.id,
    osmId: number + 1,
    tags: one.tags,
    place: placeOfCase(number),
    outline: one.footprint.outline,
    hole: one.footprint.hole ?? null,
    expected: {
      closedSolid: true,
      planArea: one.footprint.planArea,
      top: one.height,
      bottom: one.minHeight,
      roofHeight: one.roofHeight,
      roofVolume: one.roofVolume,
      highest: one.top ?? null,
    },
    why: one.why,
  };
}

/** The file `expected.json`: how to read it stands in it. */
export function writeExpected(): string {
  const list = expectedCases();
  const head = {
    what: "Roofs of OpenStreetMap buildings and what a program should make of them; cases.osm holds the input.",
    origin: setOrigin,
    cellM: cell,
    levelHeightM: 3,
    tolerances: { planAreaShare: 0.005, roofVolumeShare: 0.005, heightM: 0.001, highestM: 0.05 },
    cases: list.length,
    withVolume: list.filter(({ expected }) => expected.roofVolume !== null).length,
  };
  // One case a line: a difference between two versions of the set can be read.
  const lines = list.map((one) => `    ${JSON.stringify(one)}`);
  const start = JSON.stringify({ ...head, list: [] }, null, 2).replace(/\[\]\s*}$/, "");
  return `${start}[\n${lines.join(",\n")}\n  ]\n}\n`;
}
