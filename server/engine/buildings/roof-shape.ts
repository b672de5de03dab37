/** Names of roof shapes: the twelve of the API, what OpenStreetMap calls them, and what else is understood. */
import type { roofTypes } from "../../../shared/settings/schema.ts";

export type ApiRoofType = (typeof roofTypes)[number];
/** Shapes the engine builds: the API's, and two-sided saltbox. */
export type RoofShape = ApiRoofType | "doubleSaltbox";

/** `roof:shape` values (folded to lower case, no separators) → shape. Values not here are flat. */
const byTag: Record<string, RoofShape> = {
  flat: "flat",
  gabled: "gabled",
  pitched: "gabled",
  crossgabled: "gabled",
  // A gable with a small hip is nearer to the gable in volume and outline.
  halfhipped: "gabled",
  sidehalfhipped: "gabled",
  hipped: "hipped",
  sidehipped: "hipped",
  hippedandgabled: "hipped",
  equalhipped: "hipped",
  complex: "hipped",
  pyramidal: "pyramidal",
  cone: "pyramidal",
  spherical: "dome",
  dome: "dome",
  halfdome: "dome",
  onion: "onion",
  bellcast: "onion",
  round: "round",
  barrel: "round",
  arched: "round",
  skillion: "skillion",
  lean_to: "skillion",
  leanto: "skillion",
  sawtooth: "skillion",
  gambrel: "gambrel",
  mansard: "mansard",
  saltbox: "saltbox",
  doublesaltbox: "doubleSaltbox",
  quadruplesaltbox: "quadrupleSaltbox",
};

/** Shapes that are built as their nearest relative, by the names a descriptor says them in. */
const approximated: Record<string, string> = {
  crossgabled: "crossGabled",
  halfhipped: "halfHipped",
  sidehalfhipped: "sideHalfHipped",
  sidehipped: "sideHipped",
  hippedandgabled: "hippedAndGabled",
  complex: "complex",
  halfdome: "halfDome",
  bellcast: "bellcast",
  sawtooth: "sawtooth",
  doublesaltbox: "doubleSaltbox",
};

/** Null where nothing is tagged. */
export function roofShapeOf(value: string | undefined): RoofShape | null {
  if (value === undefined || value === "") return null;
  const folded = fold(value);
  return Object.hasOwn(byTag, folded) ? byTag[folded] : "flat";
}

/** What the tag asks for where that is not what is built for it; undefined where the tag is met exactly. */
export function unmetRoofShape(value: string | undefined): string | undefined {
  if (value === undefined || value === "") return undefined;
  const folded = fold(value);
  if (!Object.hasOwn(byTag, folded)) return value.slice(0, 40);
  return Object.hasOwn(approximated, folded) ? approximated[folded] : undefined;
}

function fold(value: string): string {
  return value.toLowerCase().replace(/[\s_-]+/g, "");
}

/** What the answer calls it: one of the API's twelve. */
export function apiRoofType(shape: RoofShape): ApiRoofType {
  return shape === "doubleSaltbox" ? "quadrupleSaltbox" : shape;
}
