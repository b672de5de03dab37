/** Uses of what the oldest engines lack in one style sheet. Plain CSS only: the panel writes no other. */
import type { Fault } from "./check-script.ts";
import type { MissingFeatures } from "./missing-features.ts";

/** Units younger than the oldest engines; MDN's table has them as prose. */
const youngUnits = /(?<![\w-])\d*\.?\d+(?:[dsl]v(?:h|w|min|max|i|b)|cq(?:w|h|i|b|min|max)|lh|rlh)\b/;

export function checkStyle(file: string, text: string, { css }: MissingFeatures): Fault[] {
  const blank = (part: string) => part.replace(/[^\n]/g, " ");
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/"[^"\n]*"|'[^'\n]*'/g, blank);
  const faults: Fault[] = [];
  const report = (at: number, feature: string) =>
    faults.push({ file, line: plain.slice(0, at).split("\n").length, feature });
  for (const { at, kind, content } of pieces(plain)) {
    if (kind === "declaration") checkDeclaration(content, css, (feature) => report(at, feature));
    else checkPrelude(content, css, (feature) => report(at, feature));
  }
  return faults;
}

interface Piece {
  at: number;
  /** What stands before `{`, or a declaration. */
  kind: "prelude" | "declaration";
  content: string;
}

/** Cuts at braces and semicolons. A rule inside a rule that is no at-rule is nesting, and shows as a prelude with `&`. */
function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  const open: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter !== "{" && letter !== "}" && letter !== ";") continue;
    const content = text.slice(from, i).trim();
    const at = from + text.slice(from, i).search(/\S|$/);
    from = i + 1;
    if (letter === "{") {
      const nested = open.some((outer) => !outer.startsWith("@")) && !content.startsWith("@");
      found.push({ at, kind: "prelude", content: nested ? `& ${content}` : content });
      open.push(content);
    } else {
      if (content !== "")
        found.push({ at, kind: content.startsWith("@") ? "prelude" : "declaration", content });
      if (letter === "}") open.pop();
    }
  }
  return found;
}

type Report = (feature: string) => void;

function checkPrelude(prelude: string, css: MissingFeatures["css"], report: Report): void {
  const rule = /^@([\w-]+)/.exec(prelude)?.[1];
  if (rule !== undefined && css.atRules.has(rule)) report(`@${rule}`);
  if (rule !== undefined) return;
  if (prelude.includes("&")) report("nesting");
  for (const [, name] of prelude.matchAll(/:{1,2}([a-z][\w-]*)/g))
    if (css.selectors.has(name)) report(`:${name}`);
}

function checkDeclaration(declaration: string, css: MissingFeatures["css"], report: Report): void {
  const colon = declaration.indexOf(":");
  const property = declaration.slice(0, colon).trim();
  const value = declaration.slice(colon + 1).trim();
  if (css.properties.has(property)) report(property);
  if (css.properties.has(`${property}: ${value}`)) report(`${property}: ${value}`);
  for (const [, name] of value.matchAll(/([a-z][\w-]*)\(/g)) if (css.functions.has(name)) report(`${name}()`);
  const unit = youngUnits.exec(value);
  if (unit !== null) report(unit[0]);
}
