/** What stood in a list of numbers instead of what belongs there. */
export interface NumberFault {
  found: "text" | "nested" | "comma" | "end" | "endless" | "word";
  /** What was read, where `found` is a word; else empty. At most 24 letters of the service's own. */
  word: string;
  wanted: "number" | "comma";
}

const words: Record<Exclude<NumberFault["found"], "word" | "endless">, string> = {
  text: "a text",
  nested: "a nested value",
  comma: "another comma",
  end: "the end of the list",
};

/** In English: "a text instead of a number". */
export function numberFault({ found, word, wanted }: NumberFault): string {
  if (found === "endless") return "an endless number";
  return `${found === "word" ? `“${word}”` : words[found]} instead of a ${wanted}`;
}
