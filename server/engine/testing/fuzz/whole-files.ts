/** A small right file of every format, to be damaged. All lie in the same hundredth of a degree. */
import { deflateSync, gzipSync, inflateSync } from "node:zlib";
import { zipSync } from "fflate";
import { writeArrayBuffer } from "geotiff";
import { geojsonToWkb, parquetWriteBuffer } from "hyparquet-writer";
import { blob, villagePbf, villageXml } from "../../../sources/testing/village.ts";
import { villageFeatures } from "../../../sources/testing/village-geojson.ts";
import { writePng } from "../../../sources/testing/write-png.ts";

export interface WholeFile {
  /** How it must be called. */
  name: string;
  kind: "map" | "heights";
  bytes: Uint8Array;
  /** What is packed inside, and how to pack it again: damage that no checksum gives away. */
  inside?: { bytes: Uint8Array; pack: (bytes: Uint8Array) => Uint8Array };
}

/** [west, south, east, north] of the village. */
export const fileBox = [10.0, 48.0, 10.01, 48.01] as const;

export function wholeFiles(): WholeFile[] {
  return [
    { name: "village.osm", kind: "map", bytes: Buffer.from(villageXml()) },
    gzipped("village.osm.gz", Buffer.from(villageXml())),
    pbf("dense.osm.pbf", true),
    pbf("plain.osm.pbf", false),
    { name: "village.geojson", kind: "map", bytes: geoJson() },
    {
      name: "village.geojsonl",
      kind: "map",
      bytes: Buffer.from(
        villageFeatures()
          .map((f) => JSON.stringify(f))
          .join("\n"),
      ),
    },
    { name: "village.city.json", kind: "map", bytes: cityJson() },
    { name: "plain.parquet", kind: "map", bytes: parquet("UNCOMPRESSED") },
    { name: "snappy.parquet", kind: "map", bytes: parquet("SNAPPY") },
    { name: "N48E010.hgt", kind: "heights", bytes: hgt() },
    { name: "N48E010.hgt.zip", kind: "heights", bytes: zipSync({ "N48E010.hgt": hgt() }) },
    { name: "slope.tif", kind: "heights", bytes: tiff() },
    { name: "14/8647/5687.png", kind: "heights", bytes: png() },
  ];
}

function gzipped(name: string, bytes: Uint8Array): WholeFile {
  const pack = (inner: Uint8Array) => gzipSync(inner);
  return { name, kind: "map", bytes: pack(bytes), inside: { bytes, pack } };
}

function pbf(name: string, dense: boolean): WholeFile {
  const bytes = villagePbf(dense);
  // The block of data is the last one; it begins like every zlib stream.
  const at = bytes.lastIndexOf(Buffer.from("OSMData"));
  const inner = inflateSync(bytes.subarray(bytes.indexOf(deflateSync("").subarray(0, 2), at)));
  const head = bytes.subarray(0, at - 6);
  const pack = (data: Uint8Array) => Buffer.concat([head, blob("OSMData", Buffer.from(data))]);
  return { name, kind: "map", bytes, inside: { bytes: inner, pack } };
}

const geoJson = () => Buffer.from(JSON.stringify({ type: "FeatureCollection", features: villageFeatures() }));

function cityJson(): Uint8Array {
  const vertices: number[][] = [];
  const index = ([lon, lat]: number[], height = 0) =>
    vertices.push([Math.round(lon * 1e7), Math.round(lat * 1e7), height * 1000]) - 1;
  const objects = villageFeatures().flatMap(({ id, properties, geometry }) => {
    if (geometry.type !== "Polygon") return [];
    const rings = geometry.coordinates.map((ring) => ring.slice(1));
    const [floor, roof] = [0, 9].map((height) =>
      rings.map((ring) => ring.map((place) => index(place, height))),
    );
    const shape = { type: "MultiSurface", lod: "1", boundaries: [floor, roof] };
    return [[id, { type: "Building", attributes: properties, geometry: [shape] }]];
  });
  return Buffer.from(
    JSON.stringify({
      type: "CityJSON",
      version: "2.0",
      metadata: { referenceSystem: "https://www.opengis.net/def/crs/EPSG/0/4326" },
      transform: { scale: [1e-7, 1e-7, 0.001], translate: [0, 0, 0] },
      CityObjects: Object.fromEntries(objects),
      vertices,
    }),
  );
}

function parquet(codec: "UNCOMPRESSED" | "SNAPPY"): Uint8Array {
  const features = villageFeatures();
  const keys = ["building", "height", "highway", "natural", "name"];
  const texts = ["id", ...keys].map((name) => ({
    name,
    type: "BYTE_ARRAY" as const,
    converted_type: "UTF8" as const,
    repetition_type: "OPTIONAL" as const,
  }));
  const geometry = { name: "geometry", type: "BYTE_ARRAY" as const, repetition_type: "OPTIONAL" as const };
  const geo = {
    version: "1.1.0",
    primary_column: "geometry",
    columns: { geometry: { encoding: "WKB", bbox: fileBox } },
  };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "id", data: features.map(({ id }) => id) },
        ...keys.map((name) => ({ name, data: features.map(({ properties }) => properties[name] ?? null) })),
        { name: "geometry", data: features.map((feature) => geojsonToWkb(feature.geometry)) },
      ],
      schema: [{ name: "root", num_children: texts.length + 1 }, ...texts, geometry],
      rowGroupSize: 4,
      codec,
      kvMetadata: [{ key: "geo", value: JSON.stringify(geo) }],
    }),
  );
}

const slope = (row: number, column: number) => 400 + row / 3 + column / 7;

function hgt(): Uint8Array {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let i = 0; i < 1201 * 1201; i++)
    bytes.writeInt16BE(Math.round(slope(Math.floor(i / 1201), i % 1201)), 2 * i);
  return bytes;
}

function tiff(): Uint8Array {
  const [width, height, step] = [60, 60, 0.0002];
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    slope(Math.floor(i / width), i % width),
  );
  return new Uint8Array(
    writeArrayBuffer(values, {
      width,
      height,
      BitsPerSample: [32],
      SampleFormat: [3],
      ModelPixelScale: [step, step, 0],
      ModelTiepoint: [0, 0, 0, 9.999, 48.011, 0],
      GDAL_NODATA: "-9999",
      GTModelTypeGeoKey: 2,
      GeographicTypeGeoKey: 4326,
      GTRasterTypeGeoKey: 1,
    }),
  );
}

function png(): Uint8Array {
  const pixels = new Uint8Array(4 * 256 * 256);
  for (let i = 0; i < 256 * 256; i++) {
    const value = Math.round((slope(i >> 8, i & 255) + 32768) * 256);
    pixels.set([value >> 16, (value >> 8) & 255, value & 255, 255], 4 * i);
  }
  return writePng(256, 256, pixels, (line) => line % 5);
}
