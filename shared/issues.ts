import { type Figures, inWords, readSaid, type Said } from "./sentences.ts";

/** User input gives issues, not throws: a list of what is wrong with it, each one sentence and a field path. */
export interface Issue {
  /** Dotted path of the field, e.g. `settings.defaultLevels`; empty for the whole. */
  path: string;
  /** Stable code for tests and translations, e.g. `ring-open`. */
  code: string;
  message: string;
  /** Figures of the sentence, where `code` is one of `sentences.ts`: it can then be said in another language. */
  data?: Figures;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };

/** An issue in one of the known sentences, whose id is its code. */
export function issueSaying(path: string, said: Said): Issue {
  return { path, code: said.id, message: inWords(said), data: said.data };
}

/** The issue's sentence with its figures, where it is a known one; null for words of another kind. */
export function saidByIssue({ code, data = {}, message }: Issue): Said | null {
  return readSaid(code, data, message);
}
