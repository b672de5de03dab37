/**
 * How high bridges lie. A deck hangs straight between the ground at its ends; where it crosses something that this does
 * not clear, all of it is lifted, and the ways that lead up to it rise by a stated slope.
 */
import { boxOf, type Polygon } from "../geometry/rings.ts";
import type { Ground } from "../ground.ts";
import { highest, neededLift, roofsOf } from "./clearance.ts";
import { crossings, withPassages } from "./crossings.ts";
import { type DeckGroup, findDecks, straightOf } from "./deck-groups.ts";
import type { Path } from "./paths.ts";
import { spreadRamps, type Way } from "./ramps.ts";
import { besideRamps } from "./sidewalks.ts";
import { placesOverWater } from "./water-spans.ts";

/** Bridges near one another lift each other's ends; after so many rounds they stay as they are. */
const mostRounds = 6;

export interface Profiles {
  /** Decks: heights of the line's points, mm, absolute. */
  decks: Map<Path, Float64Array>;
  /** Places where decks end or other ways join them. */
  joints: Set<number>;
  /** Ways that rise to a deck. */
  ramps: Map<Path, Way>;
}

/** `waters`: areas that bridges keep clear of. */
export function bridgeProfiles(
  paths: readonly Path[],
  ground: Ground,
  waters: readonly Polygon[] = [],
): Profiles {
  const decks = findDecks(paths, ground);
  const joints = new Set(decks.flatMap(({ ends }) => [...ends]));
  const profiles: Profiles = { decks: new Map(), joints, ramps: new Map() };
  if (decks.length === 0) return profiles;
  const boxed = waters.map((polygon) => ({ polygon, box: boxOf(polygon.outer) }));
  for (const deck of decks)
    deck.overWater = deck.paths.flatMap((path) => placesOverWater(path, deck.ends, boxed));
  const under = crossings(paths);
  const spans = decks.flatMap((deck) => deck.paths);
  const climbing = paths.filter(({ bridge, strip }) => !bridge && strip.pathType !== null);
  const { ways, passages } = withPassages(climbing, spans, under);
  for (let round = 0; round < mostRounds; round++) {
    for (const deck of decks) {
      deck.lift = Math.max(deck.lift, neededLift(deck, under, profiles.decks, ground));
      setHeights(deck, profiles);
    }
    const sources = new Map<number, number>();
    for (const { ends, lift } of decks)
      for (const end of ends) sources.set(end, Math.max(lift, sources.get(end) ?? 0));
    const roofs = roofsOf(passages, profiles.decks, ground);
    const roads = spreadRamps(ways, sources, roofs);
    const { ramps, lifts } = spreadRamps(ways, sources, roofs, besideRamps(ways, roads.ramps));
    profiles.ramps = ramps;
    let settled = true;
    for (const deck of decks)
      for (const end of deck.ends) {
        const arriving = Math.min(highest, lifts.get(end) ?? 0);
        if (arriving <= deck.lift + 1) continue;
        deck.lift = arriving;
        settled = false;
      }
    if (settled) break;
  }
  return profiles;
}

function setHeights(deck: DeckGroup, { decks }: Profiles): void {
  for (const path of deck.paths)
    decks.set(
      path,
      straightOf(deck, path).map((height) => height + deck.lift),
    );
}
