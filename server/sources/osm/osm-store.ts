import type { Tags } from "../map-source.ts";
import { GrowF64, GrowU32 } from "./grow.ts";

/** Marks a node that a way names and the extract does not hold. */
export const missingNode = 0xffffffff;

/** Tags of many things: thing i owns `pairs[start[i] .. start[i + 1])`, alternating key and value string numbers. */
interface TagColumns {
  start: Uint32Array;
  pairs: Uint32Array;
}

/**
 * A whole extract in columns: about 20 bytes a node instead of the 200 of an object. Coordinates in degrees. The columns
 * lie in shared memory.
 */
export interface OsmStore {
  strings: string[];
  lon: Float64Array;
  lat: Float64Array;
  nodeIds: Float64Array;
  /** Node numbers of the nodes that carry tags; their tags are in `nodeTags`, in this order. */
  taggedNodes: Uint32Array;
  nodeTags: TagColumns;
  wayIds: Float64Array;
  /** Way i runs over nodes `wayNodes[wayStart[i] .. wayStart[i + 1])`; `missingNode` where the extract is cut. */
  wayStart: Uint32Array;
  wayNodes: Uint32Array;
  wayTags: TagColumns;
  relationIds: Float64Array;
  memberStart: Uint32Array;
  /** 0 node, 1 way, 2 relation. */
  memberKinds: Uint32Array;
  memberIds: Float64Array;
  memberRoles: Uint32Array;
  relationTags: TagColumns;
  /** ISO time of the data as the file states it, or of the newest edit of a way or relation in it where that is later. */
  date: string | undefined;
}

export function tagsOf(store: OsmStore, columns: TagColumns, index: number): Tags {
  const tags: Record<string, string> = {};
  for (let i = columns.start[index]; i < columns.start[index + 1]; i += 2)
    tags[store.strings[columns.pairs[i]]] = store.strings[columns.pairs[i + 1]];
  return tags;
}

/** Number of a key among the texts of an extract, -1 where nothing has it; the texts are searched once a key. */
export function keyNumbers({ strings }: OsmStore): (key: string) => number {
  const known = new Map<string, number>();
  return (key) => {
    const number = known.get(key) ?? strings.indexOf(key);
    known.set(key, number);
    return number;
  };
}

export function hasKey({ start, pairs }: TagColumns, index: number, keys: readonly number[]): boolean {
  for (let i = start[index]; i < start[index + 1]; i += 2) if (keys.includes(pairs[i])) return true;
  return false;
}

class TagColumnsBuilder {
  private readonly start = new GrowU32();
  private readonly pairs = new GrowU32();

  constructor() {
    this.start.push(0);
  }

  push(pairs: ArrayLike<number>): void {
    for (let i = 0; i < pairs.length; i++) this.pairs.push(pairs[i]);
    this.start.push(this.pairs.length);
  }

  finish(): TagColumns {
    return { start: this.start.finish(), pairs: this.pairs.finish() };
  }
}

/** Both readers fill one of these; `finish` sorts nodes when it must and turns node ids into node numbers. */
export class OsmStoreBuilder {
  date: string | undefined;
  private newestMs = 0;
  private readonly strings: string[] = [];
  private readonly stringIndex = new Map<string, number>();
  private readonly nodeIds = new GrowF64();
  private readonly lon = new GrowF64();
  private readonly lat = new GrowF64();
  private readonly taggedNodes = new GrowU32();
  private readonly nodeTags = new TagColumnsBuilder();
  private readonly wayIds = new GrowF64();
  private readonly wayStart = new GrowU32();
  private readonly wayRefs = new GrowF64();
  private readonly wayTags = new TagColumnsBuilder();
  private readonly relationIds = new GrowF64();
  private readonly memberStart = new GrowU32();
  private readonly memberKinds = new GrowU32();
  private readonly memberIds = new GrowF64();
  private readonly memberRoles = new GrowU32();
  private readonly relationTags = new TagColumnsBuilder();

  constructor() {
    this.wayStart.push(0);
    this.memberStart.push(0);
  }

  string(text: string): number {
    const known = this.stringIndex.get(text);
    if (known !== undefined) return known;
    this.strings.push(text);
    this.stringIndex.set(text, this.strings.length - 1);
    return this.strings.length - 1;
  }

  node(id: number, lonDeg: number, latDeg: number, tags: ArrayLike<number>): void {
    if (tags.length > 0) {
      this.taggedNodes.push(this.nodeIds.length);
      this.nodeTags.push(tags);
    }
    this.nodeIds.push(id);
    this.lon.push(lonDeg);
    this.lat.push(latDeg);
  }

  way(id: number, refs: ArrayLike<number>, tags: ArrayLike<number>): void {
    this.wayIds.push(id);
    for (let i = 0; i < refs.length; i++) this.wayRefs.push(refs[i]);
    this.wayStart.push(this.wayRefs.length);
    this.wayTags.push(tags);
  }

  relation(id: number, members: { kind: number; id: number; role: number }[], tags: ArrayLike<number>): void {
    this.relationIds.push(id);
    for (const member of members) {
      this.memberKinds.push(member.kind);
      this.memberIds.push(member.id);
      this.memberRoles.push(member.role);
    }
    this.memberStart.push(this.memberIds.length);
    this.relationTags.push(tags);
  }

  finish(): OsmStore {
    const nodeIds = this.nodeIds.finish();
    const numberOf = idLookup(nodeIds);
    const refs = this.wayRefs.finish();
    const wayNodes = new Uint32Array(new SharedArrayBuffer(4 * refs.length));
    for (let i = 0; i < refs.length; i++) wayNodes[i] = numberOf(refs[i]);
    return {
      strings: this.strings,
      nodeIds,
      lon: this.lon.finish(),
      lat: this.lat.finish(),
      taggedNodes: this.taggedNodes.finish(),
      nodeTags: this.nodeTags.finish(),
      wayIds: this.wayIds.finish(),
      wayStart: this.wayStart.finish(),
      wayNodes,
      wayTags: this.wayTags.finish(),
      relationIds: this.relationIds.finish(),
      memberStart: this.memberStart.finish(),
      memberKinds: this.memberKinds.finish(),
      memberIds: this.memberIds.finish(),
      memberRoles: this.memberRoles.finish(),
      relationTags: this.relationTags.finish(),
      date: this.laterDate(),
    };
  }

  /** Editors and scripts write a date of their own into a file, or none. */
  private laterDate(): string | undefined {
    const isLater = this.newestMs > 0 && !(Date.parse(this.date ?? "") >= this.newestMs);
    return isLater ? new Date(this.newestMs).toISOString() : this.date;
  }

  /** When a way or relation was last changed. */
  edited(ms: number): void {
    if (ms > this.newestMs && ms < Date.now()) this.newestMs = ms;
  }
}

/** Id → position, by binary search; ids in file order are nearly always sorted, else an order is made once. */
export function idLookup(ids: Float64Array): (id: number) => number {
  let order: Uint32Array | null = null;
  for (let i = 1; i < ids.length; i++) {
    if (ids[i] >= ids[i - 1]) continue;
    order = Uint32Array.from(ids, (_, index) => index).sort((a, b) => ids[a] - ids[b]);
    break;
  }
  const at = order === null ? (i: number) => i : (i: number) => order[i];
  return (id) => {
    let low = 0;
    let high = ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = ids[at(middle)];
      if (found === id) return at(middle);
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return missingNode;
  };
}
