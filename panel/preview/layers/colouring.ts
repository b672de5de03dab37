/** Buildings coloured by what is known of them, and the legend to it as data. Pure: no page, no graphics. */

import type { Rgb } from "../../../shared/layers/feature-colour.ts";
import {
  buildingSource,
  buildingUse,
  type HeightOrigin,
  heightOrigin,
  roofForm,
  roofOrigin,
  statedHeightM,
} from "../../../shared/scene/building-facts.ts";
import type { Descriptor, MeshLayer } from "../../../shared/scene/scene-model.ts";
import { ownHeightM } from "../../../shared/scene/statistics.ts";

export const colourings = ["layer", "height", "use", "source", "roof"] as const;
export type ColourBy = (typeof colourings)[number];

/** What one colour stands for. Words come from maps: text only, never HTML. */
export type LegendMeaning =
  | { kind: "range"; fromM: number; toM: number | null }
  | { kind: "word"; word: string }
  | { kind: "source"; dataset: string | null; height: HeightOrigin }
  /** A roof that the service assumed. */
  | { kind: "assumed" }
  /** Kinds beyond those that have a colour of their own. */
  | { kind: "others" }
  | { kind: "unknown" };

export interface LegendEntry {
  colour: Rgb;
  /** Building meshes of this colour. */
  count: number;
  meaning: LegendMeaning;
}

/** Empty entries where buildings keep the colour of their layer. */
export interface Legend {
  by: ColourBy;
  entries: LegendEntry[];
}

/** Metres; the last class is open. Fixed, so that two areas can be compared. */
const heightSteps = [0, 4, 8, 12, 20, 35, 60, 100];
/** Pale yellow to deep violet: grows darker with height, so that it is read without colours too. */
const heightColours: readonly Rgb[] = [
  [253, 231, 168],
  [246, 201, 120],
  [236, 160, 96],
  [218, 115, 92],
  [181, 78, 104],
  [136, 55, 113],
  [88, 41, 106],
  [44, 27, 76],
];

/** Eight hues that stay apart for people who see few of them; after Okabe and Ito 2008, lightened. */
const wordColours: readonly Rgb[] = [
  [97, 158, 199],
  [230, 159, 56],
  [92, 176, 140],
  [205, 110, 74],
  [196, 142, 184],
  [224, 208, 96],
  [66, 104, 160],
  [140, 122, 92],
];
const otherColour: Rgb = [168, 170, 174];
const unknownColour: Rgb = [222, 220, 214];

/** Colour of every building (by feature number) and what the colours mean, most frequent first, heights from low to high. */
export function colourBuildings(
  layer: MeshLayer,
  by: Exclude<ColourBy, "layer">,
): { colours: readonly Rgb[]; legend: Legend } {
  const meanings = layer.descriptors.map((descriptor, feature) => meaningOf(layer, feature, descriptor, by));
  const keys = meanings.map((meaning) => JSON.stringify(meaning));
  const entries = new Map<string, LegendEntry>();
  keys.forEach((key, feature) => {
    const meaning = meanings[feature];
    const entry = entries.get(key);
    if (entry === undefined) entries.set(key, { colour: unknownColour, count: 1, meaning });
    else entry.count += 1;
  });
  const byCount = Array.from(entries.values()).sort((a, b) => b.count - a.count);
  const legend = by === "height" ? heightLegend(byCount) : wordLegend(byCount);
  const colours = new Map<string, Rgb>();
  entries.forEach(({ colour }, key) => {
    colours.set(key, colour);
  });
  return {
    colours: keys.map((key) => colours.get(key) ?? unknownColour),
    legend: { by, entries: legend },
  };
}

function meaningOf(
  layer: MeshLayer,
  feature: number,
  descriptor: Descriptor,
  by: Exclude<ColourBy, "layer">,
): LegendMeaning {
  if (by === "height") return heightClass(statedHeightM(descriptor) ?? ownHeightM(layer, feature));
  if (by === "source") {
    const [dataset, height] = [buildingSource(descriptor), heightOrigin(descriptor)];
    return dataset === null && height === "unknown"
      ? { kind: "unknown" }
      : { kind: "source", dataset, height };
  }
  if (by === "roof" && roofOrigin(descriptor) === "default") return { kind: "assumed" };
  const word = by === "use" ? buildingUse(descriptor) : roofForm(descriptor);
  return word === null ? { kind: "unknown" } : { kind: "word", word };
}

function heightClass(heightM: number): LegendMeaning {
  let step = heightSteps.length - 1;
  while (step > 0 && heightM < heightSteps[step]) step--;
  return { kind: "range", fromM: heightSteps[step], toM: heightSteps[step + 1] ?? null };
}

function heightLegend(entries: LegendEntry[]): LegendEntry[] {
  const from = ({ meaning }: LegendEntry) => (meaning.kind === "range" ? meaning.fromM : 0);
  for (const entry of entries) entry.colour = heightColours[heightSteps.indexOf(from(entry))];
  return entries.sort((a, b) => from(a) - from(b));
}

/** Each frequent kind gets a hue; the rest shares a grey and one line at the end. */
function wordLegend(entries: LegendEntry[]): LegendEntry[] {
  const named = entries.filter(({ meaning }) => meaning.kind !== "unknown" && meaning.kind !== "assumed");
  const plain = entries.filter((entry) => named.indexOf(entry) < 0);
  named.forEach((entry, i) => {
    entry.colour = wordColours[i] ?? otherColour;
  });
  const rest = named.slice(wordColours.length);
  const others = rest.reduce((sum, { count }) => sum + count, 0);
  return [
    ...named.slice(0, wordColours.length),
    ...(others === 0
      ? []
      : [{ colour: otherColour, count: others, meaning: { kind: "others" } } satisfies LegendEntry]),
    ...plain,
  ];
}
