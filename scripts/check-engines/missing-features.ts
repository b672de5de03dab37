/**
 * What the oldest engines lack, out of MDN's browser compatibility data: globals, static members, members and CSS.
 * A member of the page's objects is known by its name alone, because the check knows no types: a name counts as missing
 * only where no object of these engines has it, and where it is of several words ("randomUUID", "checkVisibility"; not
 * "layers" or "path", which are words of our own). Members of the language itself (`Array.at`, `toSorted`) are the
 * compiler's matter: `panel/tsconfig.json` and `shared/tsconfig.json` know those of ES2021 only.
 */
import bcd, { type CompatStatement, type Identifier } from "@mdn/browser-compat-data";

/** The oldest engines the panel must run in: docs/decisions.md, "Old engines". */
export const oldestEngines = { chrome: 87, safari: 15.5 } as const;

export interface MissingFeatures {
  /** "structuredClone" */
  globals: ReadonlySet<string>;
  /** "AbortSignal.any" */
  statics: ReadonlySet<string>;
  /** "toSorted" */
  members: ReadonlySet<string>;
  /** Properties, and values as "property: value". */
  css: {
    properties: ReadonlySet<string>;
    selectors: ReadonlySet<string>;
    atRules: ReadonlySet<string>;
    functions: ReadonlySet<string>;
  };
}

/** Is there, without flag or prefix, in both engines. */
function isThere({ support }: CompatStatement): boolean {
  return (["chrome", "safari"] as const).every((engine) => {
    const said = support[engine];
    const statements = said === undefined ? [] : Array.isArray(said) ? said : [said];
    return statements.some(({ version_added, version_removed, flags, prefix, alternative_name }) => {
      if (flags !== undefined || prefix !== undefined || alternative_name !== undefined) return false;
      if (version_added === false || version_added === "preview" || version_added === null) return false;
      const since = Number.parseFloat(String(version_added).replace(/^≤/, ""));
      const until = typeof version_removed === "string" ? Number.parseFloat(version_removed) : Infinity;
      return since <= oldestEngines[engine] && oldestEngines[engine] < until;
    });
  });
}

/** Sub-features that are members; the others describe options and values. */
function membersOf(entry: Identifier): [string, CompatStatement, boolean][] {
  return inner(entry).flatMap(([name, member]): [string, CompatStatement, boolean][] => {
    const statement = member.__compat;
    if (statement === undefined || name === "__compat" || name.endsWith("_event")) return [];
    const isStatic = name.endsWith("_static");
    const plain = name.replace(/_static$/, "");
    return /^[A-Za-z$][\w$]*$/.test(plain) && !plain.includes("_") ? [[plain, statement, isStatic]] : [];
  });
}

/** Its parts; beside them stands its own statement. */
function inner(entry: Identifier): [string, Identifier][] {
  return Object.entries(entry).filter((part): part is [string, Identifier] => part[0] !== "__compat");
}

export function missingFeatures(): MissingFeatures {
  const globals = new Set<string>();
  const statics = new Set<string>();
  const there = new Set<string>();
  const gone = new Set<string>();
  for (const [owner, entry] of [...inner(bcd.javascript.builtins), ...inner(bcd.api)]) {
    const own = entry.__compat;
    const ownerThere = own === undefined || isThere(own);
    if (!ownerThere) globals.add(owner);
    for (const [name, statement, isStatic] of membersOf(entry)) {
      const memberThere = ownerThere && isThere(statement);
      if (memberThere) there.add(name);
      else statics.add(`${owner}.${name}`);
      if (!memberThere && !isStatic) gone.add(name);
    }
  }
  // Members of the global object are globals, too: `structuredClone`, `scheduler`.
  for (const [name, statement] of [bcd.api.Window, bcd.api.WorkerGlobalScope].flatMap(membersOf))
    if (!isThere(statement)) globals.add(name);
  const ofSeveralWords = /[a-z][A-Z]/;
  const members = new Set([...gone].filter((name) => ofSeveralWords.test(name) && !there.has(name)));
  return { globals, statics, members, css: missingCss() };
}

function missingCss(): MissingFeatures["css"] {
  const names = (entries: Identifier) =>
    new Set(inner(entries).flatMap(([name, { __compat }]) => (__compat && !isThere(__compat) ? [name] : [])));
  const properties = names(bcd.css.properties);
  for (const [property, entry] of inner(bcd.css.properties))
    for (const [value, { __compat }] of inner(entry))
      if (__compat && !isThere(__compat)) properties.add(`${property}: ${value}`);
  return {
    properties,
    selectors: names(bcd.css.selectors),
    atRules: names(bcd.css["at-rules"]),
    functions: missingFunctions(),
  };
}

/** `color-mix`, `light-dark` … stand at several depths of the tree of types. */
function missingFunctions(): Set<string> {
  const there = new Set<string>();
  const gone = new Set<string>();
  const walk = (entry: Identifier) => {
    for (const [name, part] of inner(entry)) {
      if (part.__compat) (isThere(part.__compat) ? there : gone).add(name);
      walk(part);
    }
  };
  walk(bcd.css.types);
  return new Set([...gone].filter((name) => !there.has(name)));
}
