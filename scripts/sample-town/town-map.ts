/** Collects the town in metres east and north of its middle and writes it as OpenStreetMap XML. */
import { createLocalProjection } from "../../shared/geo/local-projection.ts";

export type Point = readonly [x: number, y: number];
export type TownTags = Record<string, string | number>;

/** The middle of the town: an invented place in a real landscape (the foothills of the Alps). */
export const townLon = 10.5;
export const townLat = 47.5;

/** Everything is stamped with this: the bytes must not depend on the day. */
const stamp = "2026-01-01T00:00:00Z";

export class TownMap {
  private readonly projection = createLocalProjection(townLon, townLat);
  private readonly nodes: string[] = [];
  private readonly ways: string[] = [];
  private readonly relations: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly nodeTags = new Map<number, TownTags>();
  private readonly coordinates: [lon: string, lat: string][] = [];

  /** The same place is the same node: walls and gates, streets and crossings share theirs. */
  node([x, y]: Point, tags?: TownTags): number {
    const [lon, lat] = this.projection.toLonLat(x, y);
    const place: [string, string] = [lon.toFixed(7), lat.toFixed(7)];
    const key = place.join();
    let id = this.places.get(key);
    if (id === undefined) {
      this.coordinates.push(place);
      id = this.coordinates.length;
      this.places.set(key, id);
    }
    if (tags !== undefined) this.nodeTags.set(id, { ...this.nodeTags.get(id), ...tags });
    return id;
  }

  line(points: Point[], tags: TownTags): number {
    const refs = points.map((point) => `<nd ref="${this.node(point)}"/>`).join("");
    this.ways.push(`<way id="${this.ways.length + 1}" version="1">${refs}${tagsXml(tags)}</way>`);
    return this.ways.length;
  }

  area(points: Point[], tags: TownTags): number {
    return this.line([...points, points[0]], tags);
  }

  /** Outer and inner way numbers. */
  multipolygon(outer: number[], inner: number[], tags: TownTags): void {
    const member = (role: string) => (way: number) => `<member type="way" ref="${way}" role="${role}"/>`;
    const members = [...outer.map(member("outer")), ...inner.map(member("inner"))].join("");
    const all = tagsXml({ type: "multipolygon", ...tags });
    this.relations.push(
      `<relation id="${this.relations.length + 1}" version="1">${members}${all}</relation>`,
    );
  }

  toXml(): string {
    for (let i = this.nodes.length; i < this.coordinates.length; i++) {
      const [lon, lat] = this.coordinates[i];
      const tags = this.nodeTags.get(i + 1);
      const head = `<node id="${i + 1}" version="1" lat="${lat}" lon="${lon}"`;
      this.nodes.push(tags === undefined ? `${head}/>` : `${head}>${tagsXml(tags)}</node>`);
    }
    const note = "<note>An invented town, made by scripts/make-sample-town.ts. Not a real place.</note>";
    const head = `<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="contextile" timestamp="${stamp}">`;
    return [head, note, ...this.nodes, ...this.ways, ...this.relations, "</osm>", ""].join("\n");
  }
}

function tagsXml(tags: TownTags): string {
  return Object.entries(tags)
    .map(([key, value]) => `<tag k="${escapeXml(key)}" v="${escapeXml(String(value))}"/>`)
    .join("");
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
