/**
 * Text from maps on its way into a Rhino document. NUL cuts strings short, one lone surrogate empties the whole
 * string, `::` separates layer names, and Rhino evaluates `%<…>%` as a text field when it shows user text.
 */

/** Longest text kept per value; longer ones end in an ellipsis. */
export const maxTextLength = 4000;

/** Harmless one-line text for names, user strings and document strings. Never throws. */
export function plainText(value: string, maxLength: number = maxTextLength): string {
  const clean = wellFormed(value)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/%</g, "% <")
    .trim();
  return clean.length <= maxLength ? clean : `${clean.slice(0, maxLength - 1).replace(/\p{Cs}$/u, "")}…`;
}

/** Name of a layer or block: plain text that cannot be read as a path. */
export function plainName(value: string): string {
  return plainText(value, 120).replace(/:{2,}/g, ":");
}

/** Lone surrogates become U+FFFD (`toWellFormed` is younger than our oldest engine). */
function wellFormed(value: string): string {
  return value.replace(/\p{Cs}/gu, "\ufffd");
}
