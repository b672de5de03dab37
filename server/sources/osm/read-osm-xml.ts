import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { SaxesParser } from "saxes";
import { type OsmStore, OsmStoreBuilder } from "./osm-store.ts";

const memberKinds: Record<string, number> = { node: 0, way: 1, relation: 2 };

/** Reads OSM XML (`.osm`, `.osm.gz`) as a stream. Things marked deleted by an editor are left out. Throws on bad XML. */
export async function readOsmXml(path: string): Promise<OsmStore> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const text: Readable = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => text.destroy(error));
  text.setEncoding("utf8");
  const collector = new XmlCollector();
  const parser = new SaxesParser<{ position: false; xmlns?: false }>({ position: false });
  // A damaged file is refused as a whole: half a city would be served as if it were all of it.
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => collector.open(name, attributes));
  parser.on("closetag", (tag) => collector.close(tag.name));
  for await (const chunk of text) parser.write(String(chunk));
  parser.close();
  if (!collector.sawRoot) throw new Error("there is no <osm> element");
  return collector.builder.finish();
}

class XmlCollector {
  readonly builder = new OsmStoreBuilder();
  sawRoot = false;
  private tags: number[] = [];
  private refs: number[] = [];
  private members: { kind: number; id: number; role: number }[] = [];
  private id = 0;
  private lon = 0;
  private lat = 0;
  private deleted = false;

  open(name: string, attributes: Record<string, string>): void {
    if (name === "osm") {
      this.sawRoot = true;
      this.builder.date = attributes.timestamp;
    } else if (name === "meta" && attributes.osm_base !== undefined) this.builder.date = attributes.osm_base;
    else if (name === "node" || name === "way" || name === "relation") this.begin(attributes);
    else if (name === "tag" && attributes.k !== undefined)
      this.tags.push(this.builder.string(attributes.k), this.builder.string(attributes.v ?? ""));
    else if (name === "nd") this.refs.push(Number(attributes.ref));
    else if (name === "member" && attributes.type in memberKinds)
      this.members.push({
        kind: memberKinds[attributes.type],
        id: Number(attributes.ref),
        role: this.builder.string(attributes.role ?? ""),
      });
  }

  private begin(attributes: Record<string, string>): void {
    this.tags = [];
    this.refs = [];
    this.members = [];
    this.id = Number(attributes.id);
    this.lon = Number(attributes.lon);
    this.lat = Number(attributes.lat);
    if (attributes.timestamp !== undefined) this.builder.edited(Date.parse(attributes.timestamp));
    this.deleted = attributes.action === "delete" || attributes.visible === "false";
  }

  close(name: string): void {
    if (this.deleted || !Number.isFinite(this.id)) return;
    if (name === "node" && Number.isFinite(this.lon) && Number.isFinite(this.lat))
      this.builder.node(this.id, this.lon, this.lat, this.tags);
    else if (name === "way") this.builder.way(this.id, this.refs, this.tags);
    else if (name === "relation") this.builder.relation(this.id, this.members, this.tags);
  }
}
