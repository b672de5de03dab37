/** OSM PBF (`.osm.pbf`). Source of the format: OpenStreetMap wiki, "PBF Format". */
import { type FileHandle, open } from "node:fs/promises";
import { inflateSync } from "node:zlib";
import { type OsmStore, OsmStoreBuilder } from "./osm-store.ts";
import { ProtoReader } from "./protobuf.ts";
import { readPrimitiveBlock } from "./read-primitive-block.ts";

/** Limits of the format: larger values only occur in damaged files. */
const maxHeaderBytes = 64 * 1024;
const maxBlobBytes = 32 * 1024 * 1024;

const understood = new Set(["OsmSchema-V0.6", "DenseNodes"]);

/** Reads block by block, so that the event loop runs between them. Throws on damaged or unsupported files. */
export async function readOsmPbf(path: string): Promise<OsmStore> {
  const file = await open(path, "r");
  try {
    const builder = new OsmStoreBuilder();
    let position = 0;
    let sawHeader = false;
    for (;;) {
      const blob = await readBlob(file, position);
      if (blob === null) break;
      position = blob.next;
      if (blob.type === "OSMHeader") {
        readHeader(blob.data, builder);
        sawHeader = true;
      } else if (blob.type === "OSMData") readPrimitiveBlock(blob.data, builder);
    }
    if (!sawHeader) throw new Error("there is no OSM header");
    return builder.finish();
  } finally {
    await file.close();
  }
}

async function readBlob(
  file: FileHandle,
  position: number,
): Promise<{ type: string; data: Uint8Array; next: number } | null> {
  const size = await readExactly(file, position, 4, true);
  if (size === null) return null;
  const headerLength = new DataView(size.buffer, size.byteOffset).getUint32(0);
  if (headerLength > maxHeaderBytes) throw new Error("a block header is too long");
  const header = new ProtoReader(await required(file, position + 4, headerLength));
  let type = "";
  let dataLength = -1;
  while (!header.done) {
    const tag = header.tag();
    if (tag === 10) type = new TextDecoder().decode(header.slice());
    else if (tag === 24) dataLength = header.varint();
    else header.skip(tag);
  }
  if (dataLength < 0 || dataLength > maxBlobBytes) throw new Error("a block has an impossible length");
  const start = position + 4 + headerLength;
  return {
    type,
    data: inflateBlob(await required(file, start, dataLength)),
    next: start + dataLength,
  };
}

function inflateBlob(bytes: Uint8Array): Uint8Array {
  const blob = new ProtoReader(bytes);
  let data: Uint8Array | null = null;
  while (!blob.done) {
    const tag = blob.tag();
    if (tag === 10) data = blob.slice();
    else if (tag === 26) data = inflateSync(blob.slice(), { maxOutputLength: maxBlobBytes });
    else if ((tag & 7) === 2)
      throw new Error("a block is packed in a way that is not supported (only zlib is)");
    else blob.skip(tag);
  }
  if (data === null) throw new Error("a block is empty");
  return data;
}

function readHeader(data: Uint8Array, builder: OsmStoreBuilder): void {
  const header = new ProtoReader(data);
  while (!header.done) {
    const tag = header.tag();
    if (tag === 34) {
      const feature = new TextDecoder().decode(header.slice());
      if (!understood.has(feature)) throw new Error(`the file needs "${feature.slice(0, 60)}"`);
    } else if (tag === 256) builder.date = new Date(header.varint() * 1000).toISOString();
    else header.skip(tag);
  }
}

async function required(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = await readExactly(file, position, length, false);
  if (bytes === null) throw new Error("the file ends in the middle of a block");
  return bytes;
}

async function readExactly(
  file: FileHandle,
  position: number,
  length: number,
  mayEnd: boolean,
): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  if (filled === length) return bytes;
  if (filled === 0 && mayEnd) return null;
  throw new Error("the file ends in the middle of a block");
}
