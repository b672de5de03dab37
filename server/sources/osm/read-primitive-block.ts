/** One data block of OSM PBF: a string table and groups of nodes, ways and relations, delta coded. */
import type { OsmStoreBuilder } from "./osm-store.ts";
import { ProtoReader } from "./protobuf.ts";

interface Block {
  builder: OsmStoreBuilder;
  /** String number in the block → string number in the store, filled on first use. */
  strings: Uint8Array[];
  known: Int32Array;
  /** Degrees per unit and offsets. */
  unit: number;
  lonOffset: number;
  latOffset: number;
  /** Milliseconds per unit of time. */
  timeUnit: number;
}

const decoder = new TextDecoder();

export function readPrimitiveBlock(data: Uint8Array, builder: OsmStoreBuilder): void {
  const strings: Uint8Array[] = [];
  const groups: ProtoReader[] = [];
  let granularity = 100;
  let timeUnit = 1000;
  let latOffset = 0;
  let lonOffset = 0;
  const reader = new ProtoReader(data);
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 10) readStrings(reader.nested(), strings);
    else if (tag === 18) groups.push(reader.nested());
    else if (tag === 136) granularity = reader.varint();
    else if (tag === 144) timeUnit = reader.varint();
    else if (tag === 152) latOffset = reader.varint();
    else if (tag === 160) lonOffset = reader.varint();
    else reader.skip(tag);
  }
  const block: Block = {
    builder,
    strings,
    known: new Int32Array(strings.length).fill(-1),
    unit: granularity * 1e-9,
    lonOffset: lonOffset * 1e-9,
    latOffset: latOffset * 1e-9,
    timeUnit,
  };
  for (const group of groups) readGroup(group, block);
}

function readStrings(reader: ProtoReader, strings: Uint8Array[]): void {
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 10) strings.push(reader.slice());
    else reader.skip(tag);
  }
}

function readGroup(group: ProtoReader, block: Block): void {
  while (!group.done) {
    const tag = group.tag();
    if (tag === 10) readNode(group.nested(), block);
    else if (tag === 18) readDenseNodes(group.nested(), block);
    else if (tag === 26) readWay(group.nested(), block);
    else if (tag === 34) readRelation(group.nested(), block);
    else group.skip(tag);
  }
}

function stringOf(block: Block, index: number): number {
  const known = block.known[index];
  if (known >= 0) return known;
  if (index >= block.strings.length) throw new Error("a tag names a text that is not there");
  const fresh = block.builder.string(decoder.decode(block.strings[index]));
  block.known[index] = fresh;
  return fresh;
}

function readDenseNodes(reader: ProtoReader, block: Block): void {
  let ids: ProtoReader | null = null;
  let lats: ProtoReader | null = null;
  let lons: ProtoReader | null = null;
  let tags: ProtoReader | null = null;
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 10) ids = reader.nested();
    else if (tag === 66) lats = reader.nested();
    else if (tag === 74) lons = reader.nested();
    else if (tag === 82) tags = reader.nested();
    else reader.skip(tag);
  }
  if (ids === null) return;
  if (lats === null || lons === null) throw new Error("nodes have no coordinates");
  let id = 0;
  let lat = 0;
  let lon = 0;
  const pairs: number[] = [];
  while (!ids.done) {
    id += ids.signed();
    lat += lats.signed();
    lon += lons.signed();
    pairs.length = 0;
    while (tags !== null && !tags.done) {
      const key = tags.varint();
      if (key === 0) break;
      pairs.push(stringOf(block, key), stringOf(block, tags.varint()));
    }
    pushNode(block, id, lon, lat, pairs);
  }
}

/** Rounded to the 1e-7 degrees in which OSM stores, so that both file forms give the very same numbers. */
function pushNode(block: Block, id: number, lon: number, lat: number, pairs: number[]): void {
  const lonDeg = Math.round((block.lonOffset + lon * block.unit) * 1e7) / 1e7;
  const latDeg = Math.round((block.latOffset + lat * block.unit) * 1e7) / 1e7;
  block.builder.node(id, lonDeg, latDeg, pairs);
}

function readNode(reader: ProtoReader, block: Block): void {
  const parts = readTagged(reader, block, (tag, inner) => {
    if (tag === 8) parts.id = inner.signed();
    else if (tag === 64) parts.lat = inner.signed();
    else if (tag === 72) parts.lon = inner.signed();
    else return false;
    return true;
  });
  parts.run();
  pushNode(block, parts.id, parts.lon, parts.lat, parts.pairs());
}

function readWay(reader: ProtoReader, block: Block): void {
  const refs: number[] = [];
  const parts = readTagged(reader, block, (tag, inner) => {
    if (tag === 8) parts.id = inner.varint();
    else if (tag === 66) readDeltas(inner.nested(), refs);
    else return false;
    return true;
  });
  parts.run();
  block.builder.way(parts.id, refs, parts.pairs());
}

function readRelation(reader: ProtoReader, block: Block): void {
  const roles: number[] = [];
  const ids: number[] = [];
  const kinds: number[] = [];
  const parts = readTagged(reader, block, (tag, inner) => {
    if (tag === 8) parts.id = inner.varint();
    else if (tag === 66) readNumbers(inner.nested(), roles);
    else if (tag === 74) readDeltas(inner.nested(), ids);
    else if (tag === 82) readNumbers(inner.nested(), kinds);
    else return false;
    return true;
  });
  parts.run();
  if (roles.length !== ids.length || kinds.length !== ids.length) throw new Error("a relation is damaged");
  const members = ids.map((id, i) => ({ kind: kinds[i], id, role: stringOf(block, roles[i]) }));
  block.builder.relation(parts.id, members, parts.pairs());
}

/** What nodes, ways and relations share: keys in field 2, values in field 3, the last edit in field 4. */
function readTagged(reader: ProtoReader, block: Block, field: (tag: number, reader: ProtoReader) => boolean) {
  const keys: number[] = [];
  const values: number[] = [];
  return {
    id: 0,
    lon: 0,
    lat: 0,
    run(): void {
      while (!reader.done) {
        const tag = reader.tag();
        if (tag === 18) readNumbers(reader.nested(), keys);
        else if (tag === 26) readNumbers(reader.nested(), values);
        else if (tag === 34) readEdit(reader.nested(), block);
        else if (!field(tag, reader)) reader.skip(tag);
      }
    },
    pairs(): number[] {
      if (keys.length !== values.length) throw new Error("a tag has no value");
      return keys.flatMap((key, i) => [stringOf(block, key), stringOf(block, values[i])]);
    },
  };
}

/** Of what was mapped: who and why stay unread, when says how old the data is. Dense nodes are too many to ask. */
function readEdit(reader: ProtoReader, { builder, timeUnit }: Block): void {
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === 16) builder.edited(reader.varint() * timeUnit);
    else reader.skip(tag);
  }
}

function readNumbers(reader: ProtoReader, into: number[]): void {
  while (!reader.done) into.push(reader.varint());
}

function readDeltas(reader: ProtoReader, into: number[]): void {
  let value = 0;
  while (!reader.done) {
    value += reader.signed();
    into.push(value);
  }
}
