/**
 * A descriptor's fields → facts with a meaning and a unit. The names are those of both generations of the contract and
 * the inferred ones; whatever is not known goes on as `rest`, so that nothing the service said is lost.
 */
import type { Rgb } from "../layers/feature-colour.ts";
import type { Descriptor } from "./scene-model.ts";

/** What a fact is about. Closed: whoever shows facts has a label for each. */
export const factKeys = [
  "name",
  "label",
  "kind",
  "use",
  "address",
  "height",
  "heightSource",
  "levels",
  "bottom",
  "ground",
  "roof",
  "roofStated",
  "roofHeight",
  "roofDirection",
  "roofOrientation",
  "roofPitch",
  "wallMaterial",
  "wallColour",
  "roofMaterial",
  "roofColour",
  "windows",
  "foundation",
  "material",
  "width",
  "lanesForward",
  "lanesBackward",
  "marked",
  "pitch",
  "species",
  "direction",
  "barrier",
  "source",
  "id",
  "partOf",
] as const;
export type FactKey = (typeof factKeys)[number];

/** A value with its unit. `word` is one of the map's vocabulary, `text` somebody's own: both hostile, never HTML. */
export type FactValue =
  | { as: "metres"; metres: number }
  /** Clockwise from north, or from level for a pitch. */
  | { as: "degrees"; degrees: number }
  | { as: "count"; count: number }
  | { as: "word"; word: string }
  | { as: "text"; text: string }
  | { as: "yes-no"; yes: boolean }
  | { as: "colour"; colour: Rgb };

export interface FeatureFacts {
  known: ReadonlyMap<FactKey, FactValue>;
  /** Fields without a known meaning, by their own name, as they came. */
  rest: readonly [name: string, value: string | number | boolean][];
}

type Form = FactValue["as"];

/** Field → what it is about and how it is read. A Map, so that a field named like an inner property finds nothing. */
const fields: ReadonlyMap<string, readonly [FactKey, Form]> = new Map<string, readonly [FactKey, Form]>([
  ["buildingName", ["name", "text"]],
  ["name", ["name", "text"]],
  ["label", ["label", "text"]],
  ["pathType", ["kind", "word"]],
  ["type", ["kind", "word"]],
  ["buildingType", ["use", "word"]],
  ["address", ["address", "text"]],
  ["buildingHeight", ["height", "metres"]],
  ["height", ["height", "metres"]],
  ["heightSource", ["heightSource", "text"]],
  ["buildingLevels", ["levels", "count"]],
  ["buildingMinHeight", ["bottom", "metres"]],
  ["minHeight", ["bottom", "metres"]],
  ["groundHeight", ["ground", "metres"]],
  // Our service: the shape as it is built, where the contract's twelve types have only a relative of it.
  ["buildingRoofShape", ["roof", "word"]],
  ["buildingRoofType", ["roof", "word"]],
  ["buildingRoofTypeWanted", ["roofStated", "word"]],
  ["buildingRoofHeight", ["roofHeight", "metres"]],
  ["buildingRoofDirection", ["roofDirection", "degrees"]],
  ["buildingRoofOrientation", ["roofOrientation", "word"]],
  ["buildingRoofAngle", ["roofPitch", "degrees"]],
  ["buildingFacadeMaterial", ["wallMaterial", "word"]],
  ["buildingFacadeColor", ["wallColour", "colour"]],
  ["buildingRoofMaterial", ["roofMaterial", "word"]],
  ["buildingRoofColor", ["roofColour", "colour"]],
  ["buildingWindows", ["windows", "yes-no"]],
  ["buildingFoundation", ["foundation", "yes-no"]],
  ["pathMaterial", ["material", "word"]],
  ["wallType", ["material", "word"]],
  ["fenceMaterial", ["material", "word"]],
  ["intersectionMaterial", ["material", "word"]],
  ["width", ["width", "metres"]],
  ["lanesForward", ["lanesForward", "count"]],
  ["lanesBackward", ["lanesBackward", "count"]],
  ["isRoadwayMarked", ["marked", "yes-no"]],
  ["pitchType", ["pitch", "word"]],
  ["treeType", ["species", "word"]],
  ["direction", ["direction", "degrees"]],
  ["barrier", ["barrier", "word"]],
  ["datasetName", ["source", "text"]],
  ["source", ["source", "text"]],
  ["id", ["id", "text"]],
  ["partOf", ["partOf", "text"]],
]);

/** Said in other words: how well height and roof are known (`building-facts.ts`). */
const saidElsewhere: ReadonlySet<string> = new Set(["hasDefaultHeight", "hasDefaultRoof"]);

/** The first of two fields with one meaning counts, in the order of the list above. */
export function featureFacts(descriptor: Descriptor): FeatureFacts {
  const known = new Map<FactKey, FactValue>();
  const rest: [string, string | number | boolean][] = [];
  const given = new Map(Object.entries(descriptor));
  fields.forEach(([key, form], name) => {
    const value = read(given.get(name), form);
    if (value !== null && !known.has(key)) known.set(key, value);
  });
  given.forEach((value, name) => {
    if (value === null || value === "" || saidElsewhere.has(name)) return;
    const field = fields.get(name);
    // A known field with an unreadable value is shown as it came, too.
    if (field === undefined || read(value, field[1]) === null) rest.push([name, value]);
  });
  return { known, rest };
}

const longestText = 200;

function read(value: Descriptor[string] | undefined, form: Form): FactValue | null {
  if (value === undefined || value === null || value === "") return null;
  if (form === "yes-no") return typeof value === "boolean" ? { as: form, yes: value } : null;
  if (form === "colour") {
    const colour = readColour(value);
    return colour && { as: form, colour };
  }
  if (form === "word" || form === "text") {
    const text = typeof value === "boolean" ? "" : String(value).trim().slice(0, longestText);
    if (text === "") return null;
    return form === "word" ? { as: form, word: text } : { as: form, text };
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  if (form === "metres") return { as: form, metres: value };
  return form === "degrees" ? { as: form, degrees: value } : { as: form, count: value };
}

/** A number 0xRRGGBB or "#rrggbb"; null for anything else. */
function readColour(value: Descriptor[string]): Rgb | null {
  const text = typeof value === "string" ? /^#([0-9a-f]{6})$/i.exec(value.trim())?.[1] : undefined;
  const packed = text === undefined ? value : Number.parseInt(text, 16);
  if (typeof packed !== "number" || !Number.isInteger(packed) || packed < 0 || packed > 0xffffff) return null;
  return [packed >> 16, (packed >> 8) & 255, packed & 255];
}
