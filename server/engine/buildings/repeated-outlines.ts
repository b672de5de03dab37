/** Outlines that are mapped twice: as a way and as a relation, or imported over each other. One of them is drawn. */
import { intersection } from "../geometry/clip.ts";
import { type Polygon, polygonArea } from "../geometry/rings.ts";
import { withTagsOf } from "./building-tags.ts";
import type { Footprint } from "./group-parts.ts";

/** Boxes of the same outline differ by less than this, mm. */
const sameBox = 300;
/** Outlines that share more than this of the larger one are one. */
const sameArea = 0.97;

/** `same`: id of what is left out → what stands for it, with the tags of both. */
export function dropRepeated(outlines: Footprint[]): { kept: Footprint[]; same: Map<string, Footprint> } {
  const order = outlines.map((_, i) => i).sort((a, b) => outlines[a].box[0] - outlines[b].box[0] || a - b);
  const result = [...outlines];
  /** Number of what is left out → number of what stands for it. */
  const standsFor = new Map<number, number>();
  for (let i = 0; i < order.length; i++) {
    const first = order[i];
    if (standsFor.has(first)) continue;
    const { box } = outlines[first];
    for (let j = i + 1; j < order.length; j++) {
      const second = order[j];
      if (outlines[second].box[0] - box[0] > sameBox) break;
      if (standsFor.has(second) || !isSame(result[first], outlines[second])) continue;
      result[first] = together(result[first], outlines[second]);
      standsFor.set(second, first);
    }
  }
  return {
    kept: standsFor.size === 0 ? outlines : result.filter((_, i) => !standsFor.has(i)),
    same: new Map([...standsFor].map(([second, first]) => [outlines[second].id, result[first]])),
  };
}

function isSame(a: Footprint, b: Footprint): boolean {
  return boxesAgree(a.box, b.box) && !isOver(a, b) && outlinesAgree(a, b);
}

/** One above the other on the same plan: two buildings. */
function isOver(a: Footprint, b: Footprint): boolean {
  const roof = ({ tags }: Footprint) => tags.building === "roof" || tags.building === "carport";
  const keys = ["min_height", "building:min_level", "layer"] as const;
  return roof(a) !== roof(b) || keys.some((key) => a.tags[key] !== b.tags[key]);
}

function boxesAgree(a: Footprint["box"], b: Footprint["box"]): boolean {
  return a.every((value, k) => Math.abs(value - b[k]) <= sameBox);
}

/** By their outer rings: a courtyard that one of them leaves out does not make two buildings. */
function outlinesAgree(a: Footprint, b: Footprint): boolean {
  const filled = ({ polygons }: Footprint): Polygon[] => polygons.map(({ outer }) => ({ outer, holes: [] }));
  const [one, two] = [filled(a), filled(b)];
  const size = (polygons: Polygon[]) => polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
  const larger = Math.max(size(one), size(two));
  if (Math.min(size(one), size(two)) < sameArea * larger) return false;
  return size(intersection(one, two)) >= sameArea * larger;
}

/** The first keeps its id and wins where both say something; the outline with more courtyards is the truer one. */
function together(first: Footprint, second: Footprint): Footprint {
  const holes = ({ polygons }: Footprint) => polygons.reduce((sum, polygon) => sum + polygon.holes.length, 0);
  const { polygons, box } = holes(second) > holes(first) ? second : first;
  return {
    ...first,
    polygons,
    box,
    tags: withTagsOf(first.tags, second.tags),
    model: first.model ?? second.model,
  };
}
