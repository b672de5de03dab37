/** User input gives issues, not throws: a list of what is wrong with it, each one sentence and a field path. */
export interface Issue {
  /** Dotted path of the field, e.g. `settings.defaultLevels`; empty for the whole. */
  path: string;
  /** Stable code for tests and translations, e.g. `ring-open`. */
  code: string;
  message: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; issues: Issue[] };
