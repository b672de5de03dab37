/** A boundary from a file the user chose: GeoJSON or KML. Whatever is in it, the answer is a ring or a sentence. */
import {
  type Boundary,
  chooseBoundary,
  readGeoJsonBoundary,
} from "../../shared/geo/read-geojson-boundary.ts";
import type { Checked } from "../../shared/issues.ts";

/** Larger than any boundary of a site; a whole country is a mistake. */
export const maxFileBytes = 5_000_000;

export async function readBoundaryFile(file: File): Promise<Checked<Boundary>> {
  if (file.size > maxFileBytes) return fault("file-too-large", "The file is larger than 5 MB.");
  const text = await file.text();
  if (/^PK/.test(text))
    return fault("file-zipped", "This is a zipped file (KMZ); unzip it and choose the .kml.");
  return /^\s*\uFEFF?\s*</.test(text) ? readKmlBoundary(text) : readGeoJsonBoundary(text);
}

/** The parser loads nothing from outside and runs nothing; document types, which can blow up, are refused before it. */
export function readKmlBoundary(text: string): Checked<Boundary> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text))
    return fault("file-not-kml", "The file has a document type, which KML has not; it was not read.");
  const page = new DOMParser().parseFromString(text, "application/xml");
  if (page.getElementsByTagName("parsererror").length > 0)
    return fault("file-not-kml", "The file is not KML: it is no valid XML.");
  const rings = (parent: Element, name: string) =>
    [...parent.getElementsByTagNameNS("*", name)].map((border) =>
      positions(border.getElementsByTagNameNS("*", "coordinates")[0]?.textContent ?? ""),
    );
  const polygons = [...page.getElementsByTagNameNS("*", "Polygon")].map((polygon) => [
    ...rings(polygon, "outerBoundaryIs").slice(0, 1),
    ...rings(polygon, "innerBoundaryIs"),
  ]);
  return chooseBoundary(polygons.filter((found) => found.length > 0));
}

/** "lon,lat,height lon,lat …" */
function positions(text: string): number[][] {
  const words = text.trim().split(/\s+/);
  return words.map((word) => word.split(",").slice(0, 2).map(number));
}

/** `Number("")` would be 0, a place in the Atlantic. */
function number(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function fault(code: string, message: string): Checked<Boundary> {
  return { ok: false, issues: [{ path: "file", code, message }] };
}
