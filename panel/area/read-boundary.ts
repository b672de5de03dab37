/** A boundary from a file the user chose: GeoJSON or KML. Whatever is in it, the answer is a ring or a sentence. */
import {
  type Boundary,
  chooseBoundary,
  readGeoJsonBoundary,
} from "../../shared/geo/read-geojson-boundary.ts";
import { type Checked, issueSaying } from "../../shared/issues.ts";
import { type Said, says } from "../../shared/sentences.ts";

/** Larger than any boundary of a site; a whole country is a mistake. */
export const maxFileBytes = 5_000_000;

export async function readBoundaryFile(file: File): Promise<Checked<Boundary>> {
  if (file.size > maxFileBytes) return fault(says("file-too-large"));
  const text = await file.text();
  if (/^PK/.test(text)) return fault(says("file-zipped"));
  return /^\s*\uFEFF?\s*</.test(text) ? readKmlBoundary(text) : readGeoJsonBoundary(text);
}

/** The parser loads nothing from outside and runs nothing; document types, which can blow up, are refused before it. */
function readKmlBoundary(text: string): Checked<Boundary> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return fault(says("file-has-type"));
  const page = new DOMParser().parseFromString(text, "application/xml");
  if (page.getElementsByTagName("parsererror").length > 0) return fault(says("file-not-kml"));
  const rings = (parent: Element, name: string) =>
    [...parent.getElementsByTagNameNS("*", name)].map(coordinatesOf);
  const polygons = [...page.getElementsByTagNameNS("*", "Polygon")].map((polygon) => [
    ...rings(polygon, "outerBoundaryIs").slice(0, 1),
    ...rings(polygon, "innerBoundaryIs"),
  ]);
  const lines = [...page.getElementsByTagNameNS("*", "LineString")].map((line) => [coordinatesOf(line)]);
  const closed = lines.filter(([ring]) => isClosed(ring));
  return chooseBoundary([...polygons.filter((found) => found.length > 0), ...closed]);
}

/** A boundary drawn as a path that ends where it begins. */
function isClosed(line: number[][]): boolean {
  return line.length > 3 && String(line[0]) === String(line[line.length - 1]);
}

function coordinatesOf(element: Element): number[][] {
  return positions(element.getElementsByTagNameNS("*", "coordinates")[0]?.textContent ?? "");
}

/** "lon,lat,height lon,lat …"; some programs write blanks behind the commas. */
function positions(text: string): number[][] {
  const words = text.trim().replace(/,\s+/g, ",").split(/\s+/);
  return words.map((word) => word.split(",").slice(0, 2).map(number));
}

/** `Number("")` would be 0, a place in the Atlantic. */
function number(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function fault(said: Said): Checked<Boundary> {
  return { ok: false, issues: [issueSaying("file", said)] };
}
