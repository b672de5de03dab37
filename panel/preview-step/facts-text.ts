/** What is known of a building in words. Words of the map stay text: whoever shows them must not make HTML of them. */
import {
  buildingSource,
  heightOrigin,
  roofOrigin,
  statedHeightM,
} from "../../shared/scene/building-facts.ts";
import type { Descriptor } from "../../shared/scene/scene-model.ts";
import type { LegendMeaning } from "../preview/colouring.ts";
import { formatMetres } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

export function legendText(meaning: LegendMeaning): string {
  switch (meaning.kind) {
    case "range":
      return meaning.toM === null ? t.heightFrom(meaning.fromM) : t.heightRange(meaning.fromM, meaning.toM);
    case "word":
      return meaning.word;
    case "source":
      return [meaning.dataset ?? t.sourceUnnamed, t.heightOrigins[meaning.height]].filter(Boolean).join(", ");
    case "assumed":
      return t.roofAssumed;
    case "others":
      return t.otherKinds;
    case "unknown":
      return t.notStated;
  }
}

/** "12 m high, height guessed from its levels. Roof form assumed. Data: OSM." Only what is known; empty for no building. */
export function buildingSentence(descriptor: Descriptor): string {
  const height = statedHeightM(descriptor);
  const origin = t.heightOrigins[heightOrigin(descriptor)];
  const dataset = buildingSource(descriptor);
  const parts = [
    [height === null ? "" : t.metresHigh(formatMetres(height)), origin].filter(Boolean).join(", "),
    roofOrigin(descriptor) === "default" ? t.roofAssumed : "",
    dataset === null ? "" : t.dataFrom(dataset),
  ];
  return parts
    .filter(Boolean)
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`)
    .join(" ");
}
