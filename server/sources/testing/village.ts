/** A village by hand: a street, houses, a yard with a hole, a field in two pieces, an outline that does not close. */
import { deflateSync } from "node:zlib";

interface Thing {
  id: number;
  tags?: Record<string, string>;
}
export const villageNodes: (Thing & { lon: number; lat: number })[] = [
  { id: 1, lon: 10.005, lat: 48.005, tags: { place: "village", name: "Mühlbach" } },
  ...square(2, 10.001, 48.001, 0.0004),
  ...square(6, 10.003, 48.003, 0.0012),
  ...square(10, 10.0034, 48.0034, 0.0004),
  ...square(14, 10.006, 48.006, 0.001),
  { id: 20, lon: 10.002, lat: 48.0025, tags: { natural: "tree", height: "12" } },
  { id: 21, lon: 10.0025, lat: 48.0025, tags: { amenity: "bench" } },
];
export const villageWays: (Thing & { refs: number[] })[] = [
  { id: 1, refs: [2, 3, 4, 5, 2], tags: { building: "house", height: "7,5 m" } },
  { id: 2, refs: [20, 21, 14], tags: { highway: "residential", name: "Hauptstraße" } },
  { id: 3, refs: [6, 7, 8, 9, 6] },
  { id: 4, refs: [10, 11, 12, 13, 10] },
  { id: 5, refs: [14, 15], tags: { barrier: "hedge" } },
  { id: 6, refs: [14, 15, 16] },
  { id: 7, refs: [14, 17, 16] },
];
export const villageRelations: (Thing & { members: [way: number, role: string][] })[] = [
  {
    id: 1,
    members: [
      [3, "outer"],
      [4, "inner"],
    ],
    tags: { type: "multipolygon", building: "yes" },
  },
  {
    id: 2,
    members: [
      [6, "outer"],
      [7, "outer"],
    ],
    tags: { type: "multipolygon", landuse: "farmland" },
  },
  { id: 3, members: [[6, "outer"]], tags: { type: "multipolygon", landuse: "forest" } },
];

function square(first: number, lon: number, lat: number, size: number) {
  return [
    { id: first, lon, lat },
    { id: first + 1, lon: round(lon + size), lat },
    { id: first + 2, lon: round(lon + size), lat: round(lat + size) },
    { id: first + 3, lon, lat: round(lat + size) },
  ];
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

export function villageXml(): string {
  const tags = ({ tags = {} }: Thing) =>
    Object.entries(tags)
      .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
      .join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">',
    ...villageNodes.map(
      (node) => `<node id="${node.id}" lon="${node.lon}" lat="${node.lat}">${tags(node)}</node>`,
    ),
    ...villageWays.map(
      (way) =>
        `<way id="${way.id}">${way.refs.map((ref) => `<nd ref="${ref}"/>`).join("")}${tags(way)}</way>`,
    ),
    ...villageRelations.map(
      (relation) =>
        `<relation id="${relation.id}">${relation.members.map(([ref, role]) => `<member type="way" ref="${ref}" role="${role}"/>`).join("")}${tags(relation)}</relation>`,
    ),
    "</osm>",
  ].join("\n");
}

/** The same as PBF, written from the format's description alone. Dense nodes, or plain ones. */
export function villagePbf(dense: boolean): Buffer {
  const strings = [""];
  const number = (text: string) => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  const keyValues = ({ tags = {} }: Thing): [number[], number[]] => [
    Object.keys(tags).map(number),
    Object.values(tags).map(number),
  ];
  const units = (degrees: number) => Math.round(degrees * 1e7);
  const tagged = (thing: Thing) => {
    const [keys, values] = keyValues(thing);
    return [packed(2, keys), packed(3, values)];
  };
  const nodes = dense
    ? message(2, [
        packed(1, deltas(villageNodes.map(({ id }) => id)).map(zigzag)),
        packed(8, deltas(villageNodes.map(({ lat }) => units(lat))).map(zigzag)),
        packed(9, deltas(villageNodes.map(({ lon }) => units(lon))).map(zigzag)),
        packed(
          10,
          villageNodes.flatMap((node) => {
            const [keys, values] = keyValues(node);
            return [...keys.flatMap((key, i) => [key, values[i]]), 0];
          }),
        ),
      ])
    : Buffer.concat(
        villageNodes.map((node) =>
          message(1, [
            field(1, zigzag(node.id)),
            ...tagged(node),
            field(8, zigzag(units(node.lat))),
            field(9, zigzag(units(node.lon))),
          ]),
        ),
      );
  const ways = villageWays.map((way) =>
    message(3, [field(1, way.id), ...tagged(way), packed(8, deltas(way.refs).map(zigzag))]),
  );
  const relations = villageRelations.map((relation) =>
    message(4, [
      field(1, relation.id),
      ...tagged(relation),
      packed(
        8,
        relation.members.map(([, role]) => number(role)),
      ),
      packed(9, deltas(relation.members.map(([ref]) => ref)).map(zigzag)),
      packed(
        10,
        relation.members.map(() => 1),
      ),
    ]),
  );
  const groups = [nodes, Buffer.concat(ways), Buffer.concat(relations)].map((group) => message(2, [group]));
  const table = message(
    1,
    strings.map((text) => bytes(1, Buffer.from(text))),
  );
  const header = Buffer.concat([
    bytes(4, Buffer.from("OsmSchema-V0.6")),
    bytes(4, Buffer.from("DenseNodes")),
  ]);
  return Buffer.concat([blob("OSMHeader", header), blob("OSMData", Buffer.concat([table, ...groups]))]);
}

/** A block of a PBF file. */
export function blob(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([field(2, data.length), bytes(3, deflateSync(data))]);
  const header = Buffer.concat([bytes(1, Buffer.from(type)), field(3, body.length)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(header.length);
  return Buffer.concat([size, header, body]);
}

function deltas(values: number[]): number[] {
  return values.map((value, i) => value - (values[i - 1] ?? 0));
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varint(value: number): Buffer {
  const result: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      result.push(rest);
      return Buffer.from(result);
    }
    result.push((rest % 128) + 128);
  }
}

function field(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function bytes(number: number, data: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(data.length), data]);
}

function packed(number: number, values: number[]): Buffer {
  return bytes(number, Buffer.concat(values.map(varint)));
}

function message(number: number, parts: Buffer[]): Buffer {
  return bytes(number, Buffer.concat(parts));
}
