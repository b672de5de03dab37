/** What a colour of the legend means. Words of the map stay text: whoever shows them must not make HTML of them. */
import type { LegendMeaning } from "../preview/layers/colouring.ts";
import { capital, mapWord } from "../ui/map-words.ts";
import { t } from "../ui/texts.ts";

export function legendText(meaning: LegendMeaning): string {
  switch (meaning.kind) {
    case "range":
      return meaning.toM === null ? t.heightFrom(meaning.fromM) : t.heightRange(meaning.fromM, meaning.toM);
    case "word":
      return capital(mapWord(meaning.word));
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
