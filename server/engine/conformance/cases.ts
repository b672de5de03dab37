/** The conformance set: outlines × roofs, then what the tags say about heights and directions, then sloping ground. */
import { type CaseFootprint, type FootprintName, footprints } from "./footprints.ts";
import { type CaseRoof, roofShapes, volumes } from "./volumes.ts";

export interface ConformanceCase {
  /** Stable name: outline, roof, and what is special. */
  id: string;
  footprint: CaseFootprint;
  tags: Readonly<Record<string, string>>;
  /** Rises one in five to the north under "slope". */
  ground: "flat" | "slope";
  /** Metres above the ground. */
  height: number;
  minHeight: number;
  roofHeight: number;
  /** m³ above the eaves; null = not judged. */
  roofVolume: number | null;
  /** Middle and size, in the case's own metres, of the box around the highest points. */
  top?: { centre: readonly [number, number]; size: readonly [number, number] };
  why: string;
}

export const cases: readonly ConformanceCase[] = [...outlinesByRoofs(), ...tagCases(), ...slopes()];

/** Where the corner of a case lies: metres east and north of the origin of the set. */
export function placeOfCase(number: number): [x: number, y: number] {
  return [(number % columns) * cell + 10, Math.floor(number / columns) * cell + 10];
}
/** Cases stand this far apart, metres. */
export const cell = 60;
export const columns = 16;
/** Latitude and longitude of the south-west corner of the set. */
export const setOrigin = { lat: 48, lon: 10 } as const;

function standard(name: FootprintName, roof: CaseRoof): Omit<ConformanceCase, "id" | "ground"> {
  const flat = roof === "flat";
  const tags: Record<string, string> = { building: "yes", height: "12", "roof:shape": roof };
  if (!flat) tags["roof:height"] = "4";
  if (roof === "skillion") tags["roof:direction"] = "S";
  return {
    footprint: footprints[name],
    tags,
    height: 12,
    minHeight: 0,
    roofHeight: flat ? 0 : 4,
    roofVolume: flat ? 0 : (volumes[name][roof] ?? null),
    why: "Closed, plan and total height exact; volume by the closed form of volumes.ts.",
  };
}

function* outlinesByRoofs(): Generator<ConformanceCase> {
  for (const name of Object.keys(footprints) as FootprintName[])
    for (const roof of roofShapes) yield { id: `${name}-${roof}`, ground: "flat", ...standard(name, roof) };
}

function* slopes(): Generator<ConformanceCase> {
  for (const name of ["rectangle", "l", "courtyard", "circle"] as const)
    for (const roof of roofShapes)
      yield {
        id: `${name}-${roof}-slope`,
        ...standard(name, roof),
        ground: "slope",
        why: "On a hill: still closed, reaching below its lowest ground, with the same roof.",
      };
}

/** On 20 m × 10 m, east-west. */
function* tagCases(): Generator<ConformanceCase> {
  const ridgeEast = { centre: [10, 5], size: [20, 0] } as const;
  const ridgeNorth = { centre: [10, 5], size: [0, 10] } as const;
  const gabled = (id: string, extra: Record<string, string>, rest: Partial<ConformanceCase>) =>
    special(id, { height: "12", "roof:shape": "gabled", "roof:height": "4", ...extra }, rest);
  yield gabled(
    "ridge-default",
    {},
    { top: ridgeEast, why: "The ridge runs along the longer side. W L h / 2" },
  );
  yield gabled("ridge-along", { "roof:orientation": "along" }, { top: ridgeEast, why: "W L h / 2" });
  yield gabled("ridge-across", { "roof:orientation": "across" }, { top: ridgeNorth, why: "W L h / 2" });
  const slopeNotRidge = "roof:direction is where the slope looks; the ridge is at right angles. W L h / 2";
  yield gabled("direction-n", { "roof:direction": "N" }, { top: ridgeEast, why: slopeNotRidge });
  yield gabled("direction-e", { "roof:direction": "E" }, { top: ridgeNorth, why: slopeNotRidge });
  yield gabled("direction-93", { "roof:direction": "93" }, { top: ridgeNorth, why: slopeNotRidge });
  const falls = "A skillion falls to where roof:direction points. W L h / 2";
  for (const [direction, centre, size] of [
    ["N", [10, 0], [20, 0]],
    ["E", [0, 5], [0, 10]],
    ["S", [10, 10], [20, 0]],
    ["270", [20, 5], [0, 10]],
  ] as const)
    yield gabled(
      `skillion-falls-${direction.toLowerCase()}`,
      { "roof:shape": "skillion", "roof:direction": direction },
      { top: { centre, size }, why: falls },
    );
  yield special(
    "angle-gabled",
    { height: "12", "roof:shape": "gabled", "roof:angle": "30" },
    { roofHeight: 2.8868, roofVolume: 288.675, why: "Rise 5 m × tan 30°; W L h / 2" },
  );
  yield special(
    "angle-hipped",
    { height: "12", "roof:shape": "hipped", "roof:angle": "30" },
    { roofHeight: 2.8868, roofVolume: 240.5626, why: "Rise 5 m × tan 30°; W h (3 L − W) / 6" },
  );
  yield special(
    "angle-skillion",
    { height: "12", "roof:shape": "skillion", "roof:angle": "10", "roof:direction": "S" },
    { roofHeight: 1.7633, roofVolume: 176.327, why: "Rise 10 m × tan 10°; W L h / 2" },
  );
  yield special(
    "levels",
    { "building:levels": "3", "roof:shape": "gabled", "roof:levels": "1" },
    { roofHeight: 3, roofVolume: 300, why: "Levels of 3 m; roof levels come on top of the others" },
  );
  const flatRoof = { roofHeight: 0, roofVolume: 0 };
  yield special(
    "feet",
    { height: "39'4\"", "roof:shape": "flat" },
    { ...flatRoof, height: 11.9888, why: "39 ft × 0.3048 + 4 in × 0.0254" },
  );
  yield special(
    "comma",
    { height: "12,5 m", "roof:shape": "flat" },
    { ...flatRoof, height: 12.5, why: "A decimal comma and a unit" },
  );
  yield special(
    "min-height",
    { height: "12", min_height: "4", "roof:shape": "flat" },
    { ...flatRoof, minHeight: 4, why: "Height is counted from the ground, not from min_height" },
  );
  yield special(
    "min-level",
    { height: "12", "building:min_level": "2", "roof:shape": "gabled", "roof:height": "4" },
    { minHeight: 6, why: "Two levels of 3 m are left out below" },
  );
}

function special(id: string, tags: Record<string, string>, rest: Partial<ConformanceCase>): ConformanceCase {
  return {
    id,
    footprint: footprints.rectangle,
    tags: { building: "yes", ...tags },
    ground: "flat",
    height: 12,
    minHeight: 0,
    roofHeight: 4,
    roofVolume: 400,
    why: "",
    ...rest,
  };
}
