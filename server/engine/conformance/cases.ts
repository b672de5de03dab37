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
  if (roof === "skillion" || roof === "sawtooth") tags["roof:direction"] = "S";
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
  for (const name of Object.keys(footprints) as FootprintName[])
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
  const shaped = (id: string, roof: string, extra: Record<string, string>, rest: Partial<ConformanceCase>) =>
    gabled(id, { "roof:shape": roof, ...extra }, rest);
  const hipLooks = "roof:direction is where the hipped end looks; the ridge runs that way.";
  for (const [id, roof, direction, volume, centre, size] of [
    ["half-hipped-default", "half-hipped", "", 397.5309, [10, 5], [16.6667, 0]],
    ["half-hipped-e", "half-hipped", "E", 390.1235, [10, 5], [0, 3.3333]],
    ["side-hipped-e", "side_hipped", "E", 366.6667, [7.5, 5], [15, 0]],
    ["side-hipped-w", "side_hipped", "W", 366.6667, [12.5, 5], [15, 0]],
    ["side-hipped-n", "side_hipped", "N", 266.6667, [10, 0], [0, 0]],
    ["side-half-hipped-e", "side_half-hipped", "90", 398.7654, [9.1667, 5], [18.3333, 0]],
  ] as const)
    yield shaped(id, roof, direction === "" ? {} : { "roof:direction": direction }, {
      roofVolume: volume,
      top: { centre, size },
      why: direction === "" ? "Half hips take the upper third of both ends" : hipLooks,
    });
  yield shaped(
    "crosspitched-tops",
    "crosspitched",
    {},
    {
      roofVolume: 533.3333,
      top: { centre: [10, 5], size: [20, 10] },
      why: "A gable on every side. 2/3 W L h",
    },
  );
  yield shaped(
    "sawtooth-falls-n",
    "sawtooth",
    { "roof:direction": "N" },
    { top: { centre: [10, 2.5], size: [20, 5] }, why: "Two teeth, highest at 0 and 5 m from the south" },
  );
  yield special(
    "angle-sawtooth",
    { height: "12", "roof:shape": "sawtooth", "roof:angle": "20", "roof:direction": "N" },
    { roofHeight: 1.8199, roofVolume: 181.985, why: "Teeth of 5 m × tan 20°; W L h / 2" },
  );
  yield shaped(
    "saltbox-e",
    "saltbox",
    { "roof:direction": "E" },
    { roofVolume: 424, top: { centre: [14, 5], size: [0, 10] }, why: "Ridge at 7/10 of the way to the east" },
  );
  yield shaped(
    "gambrel-across",
    "gambrel",
    { "roof:orientation": "across" },
    { roofVolume: 600, top: ridgeNorth, why: "roof:orientation holds for every roof with a ridge" },
  );
  yield shaped(
    "round-across",
    "round",
    { "roof:orientation": "across" },
    { roofVolume: 628.3185, top: ridgeNorth, why: "roof:orientation holds for every roof with a ridge" },
  );
  const backWall = "The half dome leans on the wall behind roof:direction. 2/3 A h";
  for (const [direction, centre] of [
    ["", [10, 0]],
    ["S", [10, 10]],
    ["E", [0, 5]],
    ["272", [20, 5]],
  ] as const)
    yield shaped(
      `half-dome-${direction === "" ? "default" : direction.toLowerCase()}`,
      "half-dome",
      direction === "" ? {} : { "roof:direction": direction },
      {
        roofVolume: 533.3333,
        top: { centre, size: [0, 0] },
        why: direction === "" ? "Without a direction it leans on the longest wall" : backWall,
      },
    );
  yield shaped(
    "hipped-and-gabled-ridge",
    "hipped-and-gabled",
    {},
    {
      roofVolume: 335.8025,
      top: { centre: [10, 5], size: [13.3333, 0] },
      why: "The hip takes the lower two thirds of each end, an upright gable the rest",
    },
  );
  yield shaped(
    "bellcast-gable-across",
    "bellcast_gable",
    { "roof:orientation": "across" },
    { roofVolume: 357.1429, top: ridgeNorth, why: "roof:orientation holds for every roof with a ridge" },
  );
  yield {
    ...gabled(
      "yard-direction",
      { "roof:direction": "N" },
      {
        roofVolume: 1408,
        top: { centre: [15, 15], size: [22, 22] },
        why: "Round a yard the ridge runs round, whatever a tag says",
      },
    ),
    footprint: footprints.courtyard,
  };
  yield {
    ...special(
      "angle-l",
      { height: "12", "roof:shape": "gabled", "roof:angle": "30" },
      { roofHeight: 2.3094, roofVolume: 295.6033, why: "The angle is that of a wing: rise 4 m × tan 30°" },
    ),
    footprint: footprints.l,
  };
  yield gabled("direction-sse", { "roof:direction": "SSE" }, { top: ridgeEast, why: slopeNotRidge });
  yield gabled("direction-negative", { "roof:direction": "-90" }, { top: ridgeNorth, why: slopeNotRidge });
  yield special(
    "angle-pyramidal",
    { height: "12", "roof:shape": "pyramidal", "roof:angle": "45" },
    { roofHeight: 5, roofVolume: 333.3333, why: "Rise 5 m × tan 45°; W L h / 3" },
  );
  yield special(
    "levels-flat",
    { "building:levels": "4", "roof:shape": "flat" },
    { roofHeight: 0, roofVolume: 0, why: "Four levels of 3 m" },
  );
  yield special(
    "levels-and-roof-height",
    { "building:levels": "3", "roof:shape": "gabled", "roof:height": "4" },
    { height: 13, why: "Levels are counted to the eaves; the roof comes on top" },
  );
  yield special(
    "roof-height-feet",
    { height: "12", "roof:shape": "gabled", "roof:height": "10'" },
    { roofHeight: 3.048, roofVolume: 304.8, why: "10 ft × 0.3048; W L h / 2" },
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
