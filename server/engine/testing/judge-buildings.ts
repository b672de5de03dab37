/** Judges the buildings of an answer against what the map holds. */
import type { CrossSection, ManifoldToplevel } from "manifold-3d";
import type { MapFeature } from "../../sources/map-source.ts";
import { judgeSolid } from "./judge-solids.ts";
import { edgeLength, outlineSection } from "./plan-sections.ts";
import type { ReadMesh } from "./read-answer.ts";
import type { Verdict } from "./verdict.ts";

export interface BuildingsOrder {
  meshes: ReadMesh[];
  features: MapFeature[];
  toLocal: (lon: number, lat: number) => [number, number];
  area: CrossSection;
  cropped: boolean;
  /** The numbers were rounded a second time, in another plane than the judge's. */
  roundedElsewhere: boolean;
  manifold: ManifoldToplevel;
}

/** All meshes of one building or part: pieces that touch each other come as several. */
interface Piece {
  id: string;
  descriptor: ReadMesh["descriptor"];
  planArea: number;
  /** The same by manifold's projection. */
  shadowArea: number;
  top: number;
}

export function judgeBuildings(order: BuildingsOrder, verdict: Verdict): void {
  const pieces = collectPieces(order, verdict);
  const outlines = new Map<string, CrossSection>();
  const known = new Map<string, MapFeature>();
  for (const feature of order.features) {
    if (!isBuilding(feature)) continue;
    const section = outlineSection(feature, order.toLocal, order.manifold);
    if (section === null) continue;
    outlines.set(feature.id, section);
    known.set(feature.id, feature);
  }
  for (const piece of pieces) {
    const outline = outlines.get(piece.id);
    if (outline === undefined) continue;
    const parts = pieces.filter(({ descriptor }) => descriptor.partOf === piece.id);
    const inArea = outline.intersect(order.area);
    const cut = outline.area() - inArea.area() > 1e-9;
    judgePlan(piece, parts, outlines, cut, order, verdict);
    judgeTop(piece, known.get(piece.id), cut && order.cropped, verdict);
    inArea.delete();
  }
  verdict.unaccounted += countUnaccounted(pieces, outlines, order.area);
  for (const section of outlines.values()) section.delete();
}

const isBuilding = ({ tags }: MapFeature) =>
  (tags.building ?? "no") !== "no" || (tags["building:part"] ?? "no") !== "no";

function collectPieces({ meshes, manifold }: BuildingsOrder, verdict: Verdict): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const { vertices, local, descriptor } of meshes) {
    const solid = judgeSolid(vertices, manifold);
    if (descriptor.type === "buildingPart") verdict.parts++;
    else verdict.buildings++;
    if (solid.closed) verdict.closed++;
    if (solid.manifold) verdict.acceptedByManifold++;
    verdict.degenerateTriangles += solid.degenerate;
    const { planArea, shadowArea, top } = local === vertices ? solid : judgeSolid(local, manifold);
    const key = `${descriptor.type} ${descriptor.id}`;
    const same = pieces.get(key);
    pieces.set(key, {
      id: String(descriptor.id),
      descriptor,
      planArea: planArea + (same?.planArea ?? 0),
      shadowArea: shadowArea + (same?.shadowArea ?? 0),
      top: Math.max(top, same?.top ?? Number.NEGATIVE_INFINITY),
    });
  }
  return [...pieces.values()];
}

function judgePlan(
  piece: Piece,
  parts: Piece[],
  outlines: ReadonlyMap<string, CrossSection>,
  cut: boolean,
  { area, cropped, roundedElsewhere, manifold }: BuildingsOrder,
  verdict: Verdict,
): void {
  const own = outlines.get(piece.id);
  // What the parts outside of the area take away from a cropped building is not in the answer.
  if (own === undefined || (parts.length > 0 && cut && cropped)) return;
  const taken = parts.flatMap(({ id }) => outlines.get(id) ?? []);
  const twice = roundedElsewhere || (cut && cropped) || taken.length > 0;
  const { wanted, edgesM } = plannedOf(own, taken, cut && cropped ? area : null, manifold);
  const slack = twice ? 0.001 * edgesM : 0;
  if (wanted < 0.01) return;
  verdict.planAreaJudged++;
  const off = Math.max(Math.abs(piece.planArea - wanted), Math.abs(piece.shadowArea - wanted));
  const error = Math.max(0, off - slack) / wanted;
  if (error <= verdict.planAreaMaxError) return;
  verdict.planAreaMaxError = error;
  const roof = piece.descriptor.buildingRoofType;
  verdict.planAreaWorst = `${piece.id} (${roof}) has ${piece.planArea.toFixed(3)} m², its shadow ${piece.shadowArea.toFixed(3)} m², instead of ${wanted.toFixed(3)} m²`;
}

/** An outline without what is taken from it, and within the crop: its area, m², and the length of its edges, m. */
function plannedOf(
  own: CrossSection,
  taken: CrossSection[],
  crop: CrossSection | null,
  { CrossSection }: ManifoldToplevel,
): { wanted: number; edgesM: number } {
  // The oracle's memory is its own: what is not given back is never collected.
  const made: CrossSection[] = [];
  const keep = (section: CrossSection) => {
    made.push(section);
    return section;
  };
  const rest = taken.length === 0 ? own : keep(own.subtract(keep(CrossSection.union(taken))));
  const expected = crop === null ? rest : keep(rest.intersect(crop));
  const facts = { wanted: expected.area(), edgesM: edgeLength(expected) };
  for (const section of made) section.delete();
  return facts;
}

/** Half a millimetre of rounding each way, and the last bit. */
const topTolerance = 0.0011;

function judgeTop(piece: Piece, feature: MapFeature | undefined, cut: boolean, verdict: Verdict): void {
  const { buildingHeight, buildingRoofType, groundHeight } = piece.descriptor;
  const ground = typeof groundHeight === "number" ? groundHeight : 0;
  const tagged = plainHeight(feature);
  if (tagged !== null) verdict.tagsJudged++;
  const above = piece.top - ground - (tagged ?? Number(buildingHeight));
  // What is cut may have lost its ridge; it never grows.
  const lower = cut && buildingRoofType !== "flat";
  if (lower ? above <= topTolerance : Math.abs(above) <= topTolerance) return;
  verdict.topMismatches++;
  verdict.topWorst ||= `${piece.id}: ${(piece.top - ground).toFixed(3)} m instead of ${tagged ?? buildingHeight} m`;
}

/** The tagged height where no reading of it is needed: plain metres, above the lower edge, of a likely size. */
function plainHeight(feature: MapFeature | undefined): number | null {
  const text = feature?.tags.height;
  if (text === undefined || !/^\d+(\.\d+)?( ?m)?$/.test(text)) return null;
  const height = Number.parseFloat(text);
  const above = Number(feature?.tags.min_height ?? 0);
  const plain = !("building:min_level" in (feature?.tags ?? {})) && height - above >= 0.5;
  return plain && height >= 1 && height <= 500 ? height : null;
}

function countUnaccounted(
  pieces: Piece[],
  outlines: ReadonlyMap<string, CrossSection>,
  area: CrossSection,
): number {
  const made = new Set(pieces.flatMap(({ id, descriptor }) => [id, String(descriptor.partOf)]));
  let count = 0;
  for (const [id, outline] of outlines) {
    if (made.has(id)) continue;
    const inside = outline.intersect(area);
    if (inside.area() > 0.1) count++;
    inside.delete();
  }
  return count;
}
