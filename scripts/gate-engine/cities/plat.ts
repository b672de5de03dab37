/** A made town as OpenStreetMap has it: nodes shared where places are the same, ways, relations; metres in, XML out. */
import { seededRandom } from "../../../server/engine/seeded.ts";
import { createLocalProjection } from "../../../shared/geo/local-projection.ts";

export type Point = [x: number, y: number];
export type Tags = Record<string, string | number>;
export type Member = [kind: "way" | "node", ref: number, role: string];

export class Plat {
  readonly #plane;
  readonly #random: () => number;
  readonly #nodes: string[] = [];
  readonly #ways: string[] = [];
  readonly #relations: string[] = [];
  readonly #known = new Map<string, number>();
  readonly #tagged = new Map<number, Tags>();

  /** `side`: of the square that the town fills, metres; its south-west corner is (0, 0). */
  constructor(
    readonly side: number,
    readonly place: { lon: number; lat: number },
    seed: string,
  ) {
    this.#plane = createLocalProjection(place.lon, place.lat);
    this.#random = seededRandom(seed);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#random();
  }

  below(limit: number): number {
    return Math.floor(limit * this.#random());
  }

  happens(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** The same node for the same place, to a centimetre as the map has it. */
  node([x, y]: Point, tags?: Tags): number {
    const [lon, lat] = this.#plane.toLonLat(x, y);
    const key = `lat="${lat.toFixed(7)}" lon="${lon.toFixed(7)}"`;
    const known = this.#known.get(key) ?? this.#nodes.push(key);
    this.#known.set(key, known);
    if (tags !== undefined) this.#tagged.set(known, { ...this.#tagged.get(known), ...tags });
    return known;
  }

  way(points: readonly Point[], tags: Tags = {}): number {
    return this.wayOf(
      points.map((point) => this.node(point)),
      tags,
    );
  }

  /** A way through nodes that are known already, or known to nobody. */
  wayOf(refs: readonly number[], tags: Tags = {}): number {
    return this.#ways.push(`${refs.map((ref) => `<nd ref="${ref}"/>`).join("")}${tagsOf(tags)}`);
  }

  /** Closed: the first point is repeated. */
  area(points: readonly Point[], tags: Tags = {}): number {
    return this.way([...points, points[0]], tags);
  }

  relation(members: readonly Member[], tags: Tags): number {
    const list = members.map(([kind, ref, role]) => `<member type="${kind}" ref="${ref}" role="${role}"/>`);
    return this.#relations.push(`${list.join("")}${tagsOf(tags)}`);
  }

  /** Rings without tags of their own, the first the outer one. */
  multipolygon([outer, ...holes]: readonly (readonly Point[])[], tags: Tags): number {
    const inner = holes.map((hole): Member => ["way", this.area(hole), "inner"]);
    return this.relation([["way", this.area(outer), "outer"], ...inner], { type: "multipolygon", ...tags });
  }

  xml(): string {
    const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="made">'];
    this.#nodes.forEach((key, i) => {
      lines.push(`<node id="${i + 1}" ${key}>${tagsOf(this.#tagged.get(i + 1) ?? {})}</node>`);
    });
    this.#ways.forEach((body, i) => {
      lines.push(`<way id="${i + 1}">${body}</way>`);
    });
    this.#relations.forEach((body, i) => {
      lines.push(`<relation id="${i + 1}">${body}</relation>`);
    });
    return `${lines.join("\n")}\n</osm>\n`;
  }

  /** [west, south, east, north] of the square, drawn in by `margin` metres. */
  box(margin = 0): [number, number, number, number] {
    const [west, south] = this.#plane.toLonLat(margin, margin);
    const [east, north] = this.#plane.toLonLat(this.side - margin, this.side - margin);
    return [west, south, east, north];
  }

  toLonLat([x, y]: Point): Point {
    return this.#plane.toLonLat(x, y);
  }
}

const tagsOf = (tags: Tags) =>
  Object.entries(tags)
    .map(([key, value]) => `<tag k="${key}" v="${value}"/>`)
    .join("");
