/** What was clicked, in words a person who never saw the data understands. Words of the map stay text, never HTML. */

import type { Rgb } from "../../shared/layers/feature-colour.ts";
import type { LayerId } from "../../shared/layers/layer-id.ts";
import { heightOrigin, roofOrigin } from "../../shared/scene/building-facts.ts";
import {
  type FactKey,
  type FactValue,
  type FeatureFacts,
  featureFacts,
} from "../../shared/scene/feature-facts.ts";
import type { Attribution, Descriptor } from "../../shared/scene/scene-model.ts";
import { colourName } from "../ui/colour-names.ts";
import { formatCount, formatDay, formatExactMetres, formatMetres, formatNumber } from "../ui/format.ts";
import { capital, mapWord, plainWords } from "../ui/map-words.ts";
import { t } from "../ui/texts.ts";

export interface FactRow {
  label: string;
  words: string;
  /** Shown beside the words, never instead of them. */
  colour?: Rgb;
}

interface PickedWords {
  /** Its name, else what it is. */
  title: string;
  /** One or two sentences: what it is, how high, and how well that is known. */
  sentence: string;
  rows: FactRow[];
  /** For whoever wants all of it. */
  more: FactRow[];
}

export interface PickedThing {
  layer: LayerId;
  /** What kind of thing the layer says it is, where it is not in the descriptor: "tree", "bench". */
  kind: string | null;
  descriptor: Descriptor;
  attributions: readonly Attribution[];
}

/** Facts by the order in which they are read; the rest goes under "More". */
const first: readonly FactKey[] = [
  "address",
  "levels",
  "bottom",
  "wallMaterial",
  "wallColour",
  "roofMaterial",
  "roofColour",
  "species",
  "material",
  "width",
  "pitch",
  "lanesForward",
  "lanesBackward",
];

/** Told in the title, in the sentence or in a row of their own. */
const told: ReadonlySet<FactKey> = new Set<FactKey>([
  "name",
  "kind",
  "use",
  "height",
  "heightSource",
  "roof",
  "roofStated",
  "roofHeight",
  "source",
  "barrier",
]);

export function pickedWords(thing: PickedThing): PickedWords {
  const facts = featureFacts(thing.descriptor);
  const what = capital(kindWord(thing, facts));
  const rows: FactRow[] = [];
  const roof = roofRow(thing.descriptor, facts);
  if (roof !== null) rows.push(roof);
  for (const key of first) rows.push(...rowOf(facts, key));
  rows.push(...sourceRow(thing, facts));
  const more = [...facts.known.keys()]
    .filter((key) => !told.has(key) && !first.includes(key))
    .flatMap((key) => rowOf(facts, key));
  for (const [name, value] of facts.rest)
    more.push({ label: capital(plainWords(name)), words: restWords(value) });
  const name = text(facts, "name");
  return { title: name ?? what, sentence: sentenceOf(thing, facts, name === null ? null : what), rows, more };
}

/** "Office building", "grass", "oak": the most exact word there is. */
function kindWord({ layer, kind }: PickedThing, facts: FeatureFacts): string {
  const use = word(facts, "use");
  const own = word(facts, "kind");
  if (layer === "buildings") return use ?? own ?? t.oneOfLayers[layer];
  return word(facts, "barrier") ?? own ?? (kind === null ? t.oneOfLayers[layer] : mapWord(kind));
}

/** "Office building. 12 m high; the height is guessed from 4 levels." */
function sentenceOf({ layer, descriptor }: PickedThing, facts: FeatureFacts, what: string | null): string {
  const part = word(facts, "use") !== null && facts.known.has("partOf") ? t.partOfLarger : null;
  return [what, part, heightSentence(layer, descriptor, facts)]
    .filter((sentence) => sentence !== null)
    .map((sentence) => `${sentence}.`)
    .join(" ");
}

function heightSentence(layer: LayerId, descriptor: Descriptor, facts: FeatureFacts): string | null {
  const value = facts.known.get("height");
  if (value?.as !== "metres" || value.metres <= 0) return null;
  const high = t.metresHigh(metresWords(value.metres));
  if (layer !== "buildings") return high;
  const levels = facts.known.get("levels");
  const origin = heightOrigin(descriptor);
  if (origin === "levels" && levels?.as === "count") return t.heightFromLevels(high, levels.count);
  if (origin === "stated") return t.heightStated(high, statedSource(facts));
  return origin === "unknown" ? high : t.heightGuessed(high);
}

/** The survey a height comes from, where it names one; "levels" and "default" are none. */
function statedSource(facts: FeatureFacts): string {
  const source = text(facts, "heightSource") ?? "";
  return /^(?:tag|tags|tagged|stated|height)$/i.test(source) ? "" : source;
}

/** "Gabled roof, 3 m high; the form is assumed". */
function roofRow(descriptor: Descriptor, facts: FeatureFacts): FactRow | null {
  const form = word(facts, "roof");
  if (form === null) return null;
  const height = facts.known.get("roofHeight");
  const stated = word(facts, "roofStated");
  const parts = [
    form,
    height?.as === "metres" && height.metres > 0 ? t.metresHigh(metresWords(height.metres)) : "",
    roofOrigin(descriptor) === "default" ? t.roofAssumed : "",
    stated === null ? "" : t.roofElse(stated),
  ];
  return { label: t.factLabels.roof, words: capital(parts.filter(Boolean).join(", ")) };
}

/** The data set, and how old the data is where its provider says so. */
function sourceRow({ attributions }: PickedThing, facts: FeatureFacts): FactRow[] {
  const source = text(facts, "source");
  if (source === null) return [];
  const date = providerOf(source, attributions)?.date;
  const name = /^osm$/i.test(source) ? "OpenStreetMap" : source;
  return [{ label: t.factLabels.source, words: date ? t.asOf(name, formatDay(date)) : name }];
}

function providerOf(source: string, attributions: readonly Attribution[]): Attribution | undefined {
  const wanted = /^osm$/i.test(source) ? "openstreetmap" : source.toLowerCase();
  const named = attributions.find((one) => one.text.toLowerCase().includes(wanted));
  return named ?? (attributions.length === 1 ? attributions[0] : undefined);
}

function rowOf(facts: FeatureFacts, key: FactKey): FactRow[] {
  const value = facts.known.get(key);
  if (value === undefined || isNothing(key, value)) return [];
  const row = {
    label: t.factLabels[key],
    words: value.as === "text" ? value.text : capital(valueWords(key, value)),
  };
  return [value.as === "colour" ? { ...row, colour: value.colour } : row];
}

/** A building that begins on the ground needs no sentence about it; neither does a material nobody stated. */
const isNothing = (key: FactKey, value: FactValue): boolean =>
  (key === "bottom" && value.as === "metres" && value.metres === 0) ||
  (value.as === "word" && value.word === "default");

function valueWords(key: FactKey, value: FactValue): string {
  switch (value.as) {
    case "metres":
      return metresWords(value.metres);
    case "degrees":
      return key === "roofPitch" ? degreeWords(value.degrees) : compassWords(value.degrees);
    case "count":
      return formatCount(value.count);
    case "word":
      return mapWord(value.word);
    case "text":
      return value.text;
    case "yes-no":
      return value.yes ? t.yes : t.no;
    case "colour":
      return t.colourNames[colourName(value.colour)];
  }
}

/** Walls and fences are a matter of centimetres, towers are not. */
const metresWords = (metres: number): string =>
  Math.abs(metres) < 10 && metres % 1 !== 0 ? formatExactMetres(metres) : formatMetres(metres);

const degreeWords = (degrees: number): string => `${formatNumber(degrees, 1)}°`;

/** "south-east (135°)" */
function compassWords(degrees: number): string {
  const turn = ((degrees % 360) + 360) % 360;
  return `${t.winds[Math.round(turn / 45) % 8]} (${degreeWords(turn)})`;
}

function restWords(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? t.yes : t.no;
  return typeof value === "number" ? t.unitUnknown(formatNumber(value, 6)) : value;
}

function word(facts: FeatureFacts, key: FactKey): string | null {
  const value = facts.known.get(key);
  return value?.as === "word" ? mapWord(value.word) : null;
}

function text(facts: FeatureFacts, key: FactKey): string | null {
  const value = facts.known.get(key);
  return value?.as === "text" ? value.text : null;
}
