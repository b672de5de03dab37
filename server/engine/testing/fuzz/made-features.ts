/** Made-up map features of every kind, with tags that make sense, half sense and none. */
import type { MapFeature, MapPolygon } from "../../../sources/map-source.ts";
import type { Chance } from "./chance.ts";
import { madeOutline, type Point } from "./made-outline.ts";

type ToLonLat = (x: number, y: number) => [number, number];

const shapes = [
  ..."flat gabled hipped half-hipped side_hipped pyramidal skillion gambrel mansard saltbox".split(" "),
  ..."double_saltbox quadruple_saltbox dome onion round cone sawtooth many ☃ constructor".split(" "),
];
const lengths = [
  ...["3", "12", "0.01", "40'", "39'4\"", "12,5 m", "-3", "NaN", "1e99", "", "0", "999", "Infinity", "3;4"],
  ...["0.0005", "٣", "12 ft", "0x10"],
];
const values: Record<string, readonly string[]> = {
  "building:material": ["brick", "__proto__", "<b>"],
  "roof:colour": ["red", "#12", "url(x)"],
  location: ["underground"],
  layer: ["-1", "2", "x"],
  tunnel: ["yes"],
  bridge: ["yes", "viaduct"],
  width: lengths,
  lanes: ["2", "0", "-1", "many", "99"],
  area: ["yes", "no"],
  gate: ["yes"],
};

function dress(chance: Chance, tags: Record<string, string>): Record<string, string> {
  for (const [key, list] of Object.entries(values)) if (chance.happens(0.08)) tags[key] = chance.pick(list);
  return tags;
}

function buildingTags(chance: Chance): Record<string, string> {
  const kind = chance.happens(0.25) ? "building:part" : "building";
  const tags = { [kind]: chance.pick(["yes", "house", "roof", "garage", "carport", "no"]) };
  if (chance.happens(0.8)) tags["roof:shape"] = chance.pick(shapes);
  for (const key of [
    "height",
    "min_height",
    "roof:height",
    "building:levels",
    "roof:levels",
    "building:min_level",
  ])
    if (chance.happens(0.35)) tags[key] = chance.pick(lengths);
  if (chance.happens(0.3)) tags["roof:direction"] = chance.pick(["N", "SSW", "37", "-1", "x", "720"]);
  if (chance.happens(0.3)) tags["roof:orientation"] = chance.pick(["along", "across", "?"]);
  if (chance.happens(0.2)) tags["roof:angle"] = chance.pick(["30", "89", "5°", "90", "-10"]);
  return dress(chance, tags);
}

const sheets: [string, readonly string[]][] = [
  ["landuse", ["grass", "forest", "residential", "?"]],
  ["natural", ["water", "wood", "sand", "coastline"]],
  ["highway", ["residential", "pedestrian", "footway", "motorway", "steps", "?"]],
  ["railway", ["rail", "tram", "?"]],
  ["waterway", ["river", "stream", "dam"]],
  ["leisure", ["park", "pitch", "swimming_pool"]],
  ["amenity", ["parking", "school"]],
];
const barriers = ["wall", "fence", "hedge", "city_wall", "retaining_wall", "bollard", "gate"];
const nodes: [string, readonly string[]][] = [
  ["natural", ["tree"]],
  ["amenity", ["bench", "fountain", "waste_basket"]],
  ["highway", ["street_lamp", "bus_stop"]],
  ["power", ["tower", "pole"]],
];

export function madeFeature(chance: Chance, number: number, toLonLat: ToLonLat): MapFeature {
  const [x, y] = [chance.between(-170, 170), chance.between(-190, 190)];
  const roll = chance.next();
  const id = `${chance.pick(["way", "relation"])}/${number}`;
  if (roll < 0.6)
    return { id, tags: buildingTags(chance), kind: "area", polygons: soup(chance, x, y, toLonLat) };
  const [key, list] = chance.pick(sheets);
  if (roll < 0.72) {
    const tags = dress(chance, { [key]: chance.pick(list) });
    return { id, tags, kind: "area", polygons: soup(chance, x, y, toLonLat, 60) };
  }
  if (roll < 0.82)
    return { ...line(chance, id, x, y, toLonLat), tags: dress(chance, { [key]: chance.pick(list) }) };
  if (roll < 0.92) {
    const tags = dress(chance, { barrier: chance.pick(barriers) });
    if (chance.happens(0.4)) tags.height = chance.pick(lengths);
    if (chance.happens(0.3)) return { id, tags, kind: "area", polygons: soup(chance, x, y, toLonLat) };
    return { ...line(chance, id, x, y, toLonLat), tags };
  }
  const [nodeKey, nodeValues] = chance.pick(nodes);
  const tags = dress(chance, { [nodeKey]: chance.pick(nodeValues) });
  if (chance.happens(0.4)) tags.height = chance.pick(lengths);
  const [lon, lat] = toLonLat(x, y);
  return { id: `node/${number}`, tags, kind: "point", lon, lat };
}

function line(
  chance: Chance,
  id: string,
  x: number,
  y: number,
  toLonLat: ToLonLat,
): MapFeature & { kind: "line" } {
  const points = madeOutline(chance, x, y, 50);
  if (chance.happens(0.3)) points.push(points[0]);
  if (chance.happens(0.05)) points.splice(1);
  return { id, tags: {}, kind: "line", coordinates: ringOf(points, toLonLat) };
}

/** One polygon mostly; else several, over and beside one another, with holes that lie anywhere. */
function soup(chance: Chance, x: number, y: number, toLonLat: ToLonLat, size = 18): MapPolygon[] {
  const count = chance.happens(0.75) ? 1 : 1 + chance.below(5);
  return Array.from({ length: count }, () => {
    const at: Point = [
      x + chance.between(-1, 1) * 10 * (count - 1),
      y + chance.between(-1, 1) * 10 * (count - 1),
    ];
    const holes = chance.happens(0.75) ? 0 : chance.below(4);
    const hole = () => {
      const place: Point = [at[0] + chance.between(-6, 6), at[1] + chance.between(-6, 6)];
      return madeOutline(chance, ...place, chance.pick([2, 6, size]));
    };
    return {
      outer: closed(madeOutline(chance, ...at, size), toLonLat),
      holes: Array.from({ length: holes }, () => closed(hole(), toLonLat)),
    };
  });
}

const closed = (points: Point[], toLonLat: ToLonLat) => ringOf([...points, points[0]], toLonLat);
const ringOf = (points: Point[], toLonLat: ToLonLat) =>
  Float64Array.from(points.flatMap(([x, y]) => toLonLat(x, y)));
