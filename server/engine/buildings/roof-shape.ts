/** Names of roof shapes: the twelve of the API, what OpenStreetMap calls them, and what else is built. */
import type { roofTypes } from "../../../shared/settings/schema.ts";

export type ApiRoofType = (typeof roofTypes)[number];
/** Further shapes the engine builds; the API says each by its nearest relative of the twelve. */
const relatives = {
  halfHipped: "gabled",
  sideHipped: "hipped",
  sideHalfHipped: "gabled",
  crossGabled: "gabled",
  gabledHeightMoved: "gabled",
  butterfly: "gabled",
  sawtooth: "skillion",
  bellcast: "hipped",
  bellcastGable: "gabled",
  hippedAndGabled: "hipped",
  halfDome: "dome",
  doubleSaltbox: "quadrupleSaltbox",
} as const satisfies Record<string, ApiRoofType>;
/** Shapes the engine builds. */
export type RoofShape = ApiRoofType | keyof typeof relatives;

/** `roof:shape` values (folded to lower case, no separators) → shape. Values not here are flat. */
const byTag: Record<string, RoofShape> = {
  flat: "flat",
  gabled: "gabled",
  gable: "gabled",
  pitched: "gabled",
  saddle: "gabled",
  gabledheightmoved: "gabledHeightMoved",
  bellcastgable: "bellcastGable",
  crossgabled: "crossGabled",
  crosspitched: "crossGabled",
  halfhipped: "halfHipped",
  clippedgable: "halfHipped",
  jerkinhead: "halfHipped",
  sidehalfhipped: "sideHalfHipped",
  hipped: "hipped",
  hip: "hipped",
  sidehipped: "sideHipped",
  hippedandgabled: "hippedAndGabled",
  gablet: "hippedAndGabled",
  dutchgable: "hippedAndGabled",
  equalhipped: "hipped",
  complex: "hipped",
  pyramidal: "pyramidal",
  pyramid: "pyramidal",
  tented: "pyramidal",
  spire: "pyramidal",
  cone: "pyramidal",
  conical: "pyramidal",
  spherical: "dome",
  dome: "dome",
  halfdome: "halfDome",
  onion: "onion",
  bellcast: "bellcast",
  bellcasthipped: "bellcast",
  round: "round",
  barrel: "round",
  barrelvault: "round",
  arched: "round",
  skillion: "skillion",
  leanto: "skillion",
  monopitch: "skillion",
  monopitched: "skillion",
  shed: "skillion",
  butterfly: "butterfly",
  sawtooth: "sawtooth",
  gambrel: "gambrel",
  mansard: "mansard",
  saltbox: "saltbox",
  doublesaltbox: "doubleSaltbox",
  quadruplesaltbox: "quadrupleSaltbox",
};

/** Shapes that are built as their nearest relative, by the names a descriptor says them in. */
const approximated: Record<string, string> = { complex: "complex" };

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
  return isFurther(shape) ? relatives[shape] : shape;
}

/** Its own name, where the API has none for it. */
export function furtherRoofShape(shape: RoofShape): string | undefined {
  return isFurther(shape) ? shape : undefined;
}

function isFurther(shape: RoofShape): shape is keyof typeof relatives {
  return Object.hasOwn(relatives, shape);
}
