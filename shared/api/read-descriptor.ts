import type { Descriptor } from "../scene/scene-model.ts";

/** Longer texts are no names; documents and panels would choke on them. */
const maxTextLength = 1000;
const maxFields = 200;

/**
 * Wire descriptor → flat facts. Lists of plain values become one text ("brick, wood"); deeper values are left out.
 * Texts stay hostile: whoever shows them must not treat them as HTML.
 */
export function readDescriptor(wire: Record<string, unknown> | undefined, type?: string): Descriptor {
  const facts: Descriptor = {};
  if (type !== undefined) facts.type = type;
  if (wire === undefined) return facts;
  for (const key of Object.keys(wire).slice(0, maxFields)) {
    const value = flat(wire[key]);
    if (value === undefined || key === "__proto__") continue;
    // A kind that is only null in the descriptor is still the one on the mesh or node.
    if (value !== null || facts[key] === undefined) facts[key] = value;
  }
  return facts;
}

function flat(value: unknown): Descriptor[string] | undefined {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "string") return value.slice(0, maxTextLength);
  if (!Array.isArray(value)) return undefined;
  const plain = value.every((item) => ["string", "number", "boolean"].includes(typeof item));
  return plain ? value.join(", ").slice(0, maxTextLength) : undefined;
}
