/** Uses of what the oldest engines lack in one TypeScript file. Reads the syntax tree; types are not known. */
import { parseSync } from "vite";
import type { MissingFeatures } from "./missing-features.ts";

export interface Fault {
  file: string;
  line: number;
  /** "Array.at", "structuredClone", "toSorted" … */
  feature: string;
}

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

/** Not "is missing" but "asks whether it is there": `typeof x`, `"x" in y`, and the place where it is defined. */
export function checkScript(file: string, text: string, missing: MissingFeatures): Fault[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const own = new Set<string>();
  visit(program, (node) => {
    if (node.type === "Identifier" && isDeclared.has(node) && typeof node.name === "string")
      own.add(node.name);
  });
  const faults: Fault[] = [];
  const report = (node: Node, feature: string) =>
    faults.push({ file, line: text.slice(0, node.start).split("\n").length, feature });
  visit(program, (node, parent) => {
    if (node.type === "MemberExpression") checkMember(node, own, missing, report);
    else if (node.type === "Property" && parent?.type === "ObjectPattern")
      checkName(node.key, node, missing, report);
    else if (node.type === "Identifier" && isRead(node, parent) && typeof node.name === "string")
      if (missing.globals.has(node.name) && !own.has(node.name)) report(node, node.name);
  });
  return faults;
}

type Report = (node: Node, feature: string) => void;

function checkMember(node: Node, own: ReadonlySet<string>, missing: MissingFeatures, report: Report): void {
  const { object, property, computed } = node;
  if (computed === true || !isNode(property) || property.type !== "Identifier") return;
  const name = String(property.name);
  const owner = isNode(object) && object.type === "Identifier" ? String(object.name) : "";
  if (owner !== "" && !own.has(owner) && missing.statics.has(`${owner}.${name}`))
    report(property, `${owner}.${name}`);
  else checkName(property, property, missing, report);
}

function checkName(name: unknown, at: Node, missing: MissingFeatures, report: Report): void {
  if (isNode(name) && name.type === "Identifier" && missing.members.has(String(name.name)))
    report(at, String(name.name));
}

/** A name in an expression: no property, no declaration, no type, nothing behind `typeof`. */
function isRead(node: Node, parent: Node | null): boolean {
  if (isDeclared.has(node) || parent === null) return false;
  if (parent.type === "MemberExpression") return parent.object === node;
  if (
    parent.type === "Property" ||
    parent.type === "MethodDefinition" ||
    parent.type === "PropertyDefinition"
  )
    return parent.value === node;
  if (parent.type === "UnaryExpression" && parent.operator === "typeof") return false;
  return (
    !parent.type.startsWith("TS") &&
    !parent.type.startsWith("JSX") &&
    !/^(?:Import|Export|Label|Meta)/.test(parent.type)
  );
}

/** Identifiers that make a name, of the tree visited last. */
const isDeclared = new WeakSet<Node>();

function visit(
  root: unknown,
  see: (node: Node, parent: Node | null) => void,
  parent: Node | null = null,
): void {
  if (Array.isArray(root)) {
    for (const item of root) visit(item, see, parent);
    return;
  }
  if (!isNode(root)) return;
  // What is only a type is not there when the page runs.
  if (/^TS(?:Type|Interface)/.test(root.type)) return;
  markDeclarations(root);
  see(root, parent);
  for (const [field, value] of Object.entries(root)) if (field !== "type") visit(value, see, root);
}

function markDeclarations(node: Node): void {
  const declared = [
    node.type === "VariableDeclarator" || /^(?:Function|Class)/.test(node.type) ? node.id : null,
  ];
  if (Array.isArray(node.params)) declared.push(...node.params);
  if (node.type === "CatchClause") declared.push(node.param);
  if (/^Import.*Specifier$/.test(node.type)) declared.push(node.local);
  for (const pattern of declared) markPattern(pattern);
}

function markPattern(pattern: unknown): void {
  if (!isNode(pattern)) return;
  if (pattern.type === "Identifier") isDeclared.add(pattern);
  for (const inner of [pattern.argument, pattern.left, pattern.type === "Property" ? pattern.value : null])
    markPattern(inner);
  for (const list of [pattern.elements, pattern.properties])
    if (Array.isArray(list)) for (const inner of list) markPattern(inner);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string";
}
