/** Credits of data as they are shown: the words of our own service around them in the language that is on, names as they are. */
import { knownWords } from "./known-words.ts";
import { language } from "./language.ts";
import { english, t } from "./texts.ts";

type CreditHead = keyof typeof english.creditHeads;

/** Text and licence, those that there are. */
export function creditWords({ text, licence }: { text: string; licence?: string }): string[] {
  return [text, licence ?? ""].filter(Boolean).map(inWords);
}

/** A credit names who made the data; how many gaps of it were filled is told with the sources of a model. */
export function withoutFindings(text: string): string {
  return text.replace(/ \(\d+ missing samples filled, \d+ left out\)$/, "");
}

function inWords(text: string): string {
  const known = knownWords(text);
  if (language.value === "en") return known;
  for (const head of Object.keys(english.creditHeads) as CreditHead[]) {
    const own = english.creditHeads[head];
    if (known.startsWith(own)) return t.creditHeads[head] + known.slice(own.length);
  }
  return known;
}
