/** Where in a GeoParquet file places stand, and which row groups may touch a box. Source: GeoParquet 1.1 specification. */
import type { FileMetaData, RowGroup } from "hyparquet";
import { epsgNumber, knownSystems, openProjection } from "../epsg.ts";
import type { ToLonLat } from "../geometry-thing.ts";
import type { BoundingBox } from "../map-source.ts";
import { isRecord } from "../property-tags.ts";

export interface GeoParquetLayout {
  geometryColumn: string;
  /** The column with a box for every row, and the names of its four fields; null where the file has none. */
  boxColumn: { name: string; fields: [west: string, south: string, east: string, north: string] } | null;
  /** Extent of the file as it states it, in its own system. */
  extent: BoundingBox | null;
  /** null: degrees. */
  system: { toLonLat: ToLonLat; fromLonLat: ToLonLat } | null;
}

/** Throws a sentence when the file holds no geometry that can be read. */
export function readLayout(metadata: FileMetaData): GeoParquetLayout {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "geo")?.value;
  const geo: unknown = text === undefined ? {} : JSON.parse(text);
  const columns = isRecord(geo) && isRecord(geo.columns) ? geo.columns : {};
  const primary = isRecord(geo) && typeof geo.primary_column === "string" ? geo.primary_column : "geometry";
  if (!metadata.schema.some(({ name }) => name === primary)) throw new Error("it has no geometry");
  const column = isRecord(columns[primary]) ? columns[primary] : {};
  if (column.encoding !== undefined && column.encoding !== "WKB")
    throw new Error("its geometry is not stored as WKB");
  return {
    geometryColumn: primary,
    boxColumn: boxColumnOf(column, metadata),
    extent: extentOf(column.bbox),
    system: systemOf(column.crs),
  };
}

function boxColumnOf(column: Record<string, unknown>, metadata: FileMetaData): GeoParquetLayout["boxColumn"] {
  const covering = isRecord(column.covering) && isRecord(column.covering.bbox) ? column.covering.bbox : null;
  if (covering !== null) {
    const paths = ["xmin", "ymin", "xmax", "ymax"].map((key) => covering[key]);
    const names = paths.map((path) => (Array.isArray(path) && path.length === 2 ? path.map(String) : null));
    const [west, south, east, north] = names;
    if (west && south && east && north && names.every((name) => name?.[0] === west[0]))
      return { name: west[0], fields: [west[1], south[1], east[1], north[1]] };
  }
  const names = new Set(metadata.schema.map(({ name }) => name));
  return ["bbox", "xmin", "ymin", "xmax", "ymax"].every((name) => names.has(name))
    ? { name: "bbox", fields: ["xmin", "ymin", "xmax", "ymax"] }
    : null;
}

function extentOf(bbox: unknown): BoundingBox | null {
  if (!Array.isArray(bbox) || !bbox.every((value) => typeof value === "number")) return null;
  if (bbox.length === 4) return [bbox[0], bbox[1], bbox[2], bbox[3]];
  return bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : null;
}

/** PROJJSON; absent means WGS84. x is always east, whatever the register says of the axes. */
function systemOf(crs: unknown): GeoParquetLayout["system"] {
  if (!isRecord(crs)) return null;
  const id = isRecord(crs.id) ? `${String(crs.id.authority)}:${String(crs.id.code)}` : "";
  const epsg = epsgNumber(id);
  if (epsg === 4326) return null;
  const system = epsg === null ? null : openProjection(epsg);
  if (system === null) throw new Error(`its coordinate system is not known here (known: ${knownSystems})`);
  return system;
}

/** What the statistics of a row group say of its extent, in the file's system; null where they say nothing. */
export function groupExtent(group: RowGroup, layout: GeoParquetLayout): BoundingBox | null {
  const { boxColumn } = layout;
  if (boxColumn !== null) {
    const limit = (field: string, side: "min_value" | "max_value") => {
      const chunk = group.columns.find(
        ({ meta_data: data }) => data?.path_in_schema.join() === `${boxColumn.name},${field}`,
      );
      const value = chunk?.meta_data?.statistics?.[side];
      return typeof value === "number" ? value : Number.NaN;
    };
    const [west, south, east, north] = boxColumn.fields;
    const found: BoundingBox = [
      limit(west, "min_value"),
      limit(south, "min_value"),
      limit(east, "max_value"),
      limit(north, "max_value"),
    ];
    if (found.every(Number.isFinite)) return found;
  }
  const chunk = group.columns.find(
    ({ meta_data: data }) => data?.path_in_schema.join() === layout.geometryColumn,
  );
  const stated = chunk?.meta_data?.geospatial_statistics?.bbox;
  return stated === undefined ? null : [stated.xmin, stated.ymin, stated.xmax, stated.ymax];
}

/** A box in degrees → the box round it in the file's system, or back. */
export function projectBox([west, south, east, north]: BoundingBox, project: ToLonLat): BoundingBox {
  const points: [number, number][] = [];
  // Edges are bent in another system: corners alone are not enough.
  for (let i = 0; i <= 4; i++)
    for (let j = 0; j <= 4; j++)
      points.push(project(west + ((east - west) * i) / 4, south + ((north - south) * j) / 4));
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function touches(a: BoundingBox, b: BoundingBox): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}
