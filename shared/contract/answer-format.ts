/**
 * The forms in which `POST /v1/context` answers, and how a client asks for one. JSON is the contract; the others carry
 * the same facts. A new version of a form is a new media type, so that old and new programs never mistake each other.
 */

export const answerFormats = ["json", "compact", "glb"] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Media type per form, without parameters. `compact` is described in docs/compact-format.md. */
export const answerMediaTypes: Record<AnswerFormat, string> = {
  json: "application/json",
  compact: "application/vnd.contextile.compact.v1",
  glb: "model/gltf-binary",
};

/** What our own client sends: compact where it is spoken, JSON everywhere else. */
export const preferredAccept = `${answerMediaTypes.compact}, ${answerMediaTypes.json};q=0.9`;

/** The form that a `content-type` names; null for anything else. */
export function formatOfContentType(contentType: string | null): AnswerFormat | null {
  const type = (contentType ?? "").split(";")[0].trim().toLowerCase();
  return answerFormats.find((format) => answerMediaTypes[format] === type) ?? null;
}

/**
 * Chooses by an `Accept` header (RFC 9110, 12.5.1): the highest weight; among equals what is named exactly before what
 * a wildcard allows, then the header's order, then JSON first. A header that names nothing of ours means JSON, as
 * before there was a choice; null only when it also forbids JSON with `q=0`.
 */
export function chooseFormat(
  accept: string | null,
  offered: readonly AnswerFormat[] = answerFormats,
): AnswerFormat | null {
  const ranges = parseAccept(accept ?? "");
  const wishes = offered.map((format) => ({ format, ...weigh(answerMediaTypes[format], ranges) }));
  const allowed = wishes.filter(({ weight }) => weight > 0);
  allowed.sort((a, b) => b.weight - a.weight || b.exactness - a.exactness || a.place - b.place);
  if (allowed.length > 0) return allowed[0].format;
  return wishes.some(({ format, exactness }) => format === "json" && exactness === 0) ? "json" : null;
}

interface MediaRange {
  type: string;
  weight: number;
  place: number;
}

function parseAccept(accept: string): MediaRange[] {
  return accept.split(",").flatMap((part, place) => {
    const [type, ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    return type === "" ? [] : [{ type, weight: weightOf(parameters), place }];
  });
}

/** A weight that is no number counts as absent: 1. */
function weightOf(parameters: readonly string[]): number {
  const stated = parameters.map((text) => /^q\s*=\s*([01](?:\.\d*)?)$/.exec(text)?.[1]);
  const weight = stated.find((text) => text !== undefined);
  return weight === undefined ? 1 : Math.min(1, Number(weight));
}

/** The most exact range that covers the type decides; `exactness` 0 means that none does. */
function weigh(type: string, ranges: readonly MediaRange[]) {
  const family = `${type.split("/")[0]}/*`;
  for (const [exactness, name] of [
    [3, type],
    [2, family],
    [1, "*/*"],
  ] as const) {
    const range = ranges.find((candidate) => candidate.type === name);
    if (range !== undefined) return { weight: range.weight, exactness, place: range.place };
  }
  return { weight: 0, exactness: 0, place: 0 };
}
