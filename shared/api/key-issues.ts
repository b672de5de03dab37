import { type Checked, type Issue, issueSaying } from "../issues.ts";
import { type Said, says } from "../sentences.ts";

/** Longer than any token; a pasted document is no key. */
const maxKeyLength = 512;

/**
 * A pasted API key → the bare token, or what is wrong with it. What copying adds is taken off silently: outer spaces
 * and line breaks, quotes around it, a leading `Bearer` or `Authorization: Bearer`, invisible characters. Anything
 * inside the key that cannot be part of one is an issue, because guessing would send a wrong key. Messages never
 * repeat the key. Codes: `key-empty`, `key-spaces`, `key-line-breaks`, `key-characters`, `key-too-long`.
 */
export function checkKey(pasted: string): Checked<string> {
  const key = clean(pasted);
  const issues = keyIssues(key);
  return issues.length === 0 ? { ok: true, value: key } : { ok: false, issues };
}

/** Issues of a key that is already bare; see `checkKey`. */
export function keyIssues(key: string): Issue[] {
  if (key === "") return [issue(says("key-empty"))];
  if (key.length > maxKeyLength)
    return [issue(says("key-too-long", { length: key.length, most: maxKeyLength }))];
  if (/[\r\n]/.test(key)) return [issue(says("key-line-breaks"))];
  if (/\s/.test(key)) return [issue(says("key-spaces"))];
  if (/[^\x21-\x7e]/.test(key)) return [issue(says("key-characters"))];
  return [];
}

function clean(pasted: string): string {
  // Zero-width characters and byte order marks come along from web pages and are never seen.
  let key = pasted.replace(/[\u200b-\u200d\u2060\ufeff]/g, "").trim();
  key = unquote(key)
    .replace(/^authorization\s*:\s*/i, "")
    .replace(/^bearer(?:\s+|$)/i, "");
  return unquote(key);
}

function unquote(text: string): string {
  const match = /^(["'`“‘«])([\s\S]*)(["'`”’»])$/.exec(text.trim());
  return (match === null ? text : match[2]).trim();
}

function issue(said: Said): Issue {
  return issueSaying("key", said);
}
