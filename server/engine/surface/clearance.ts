/** How much room bridges leave over what they cross, and how much it leaves the ways that pass below. */
import type { Ground } from "../ground.ts";
import type { Crossings, Passage } from "./crossings.ts";
import { type DeckGroup, straightOf } from "./deck-groups.ts";
import { heightAt, type Path, placeKey } from "./paths.ts";

/** Heights of the points of decks, mm, absolute. */
type Heights = ReadonlyMap<Path, Float64Array>;

/** From surface to surface, the bridge's own thickness included, mm: room for lorries and trains, boats, walkers. */
const overRoad = 5000;
const overWater = 2500;
const overFoot = 3500;
const overDitch = 1000;
/** No ramp is built to more than this, mm: what is tagged higher is a mistake. */
export const highest = 25_000;

/** How far the whole of it must rise. */
export function neededLift(deck: DeckGroup, under: Crossings, decks: Heights, ground: Ground): number {
  let lift = 0;
  for (const path of deck.paths)
    for (let i = 2; i < path.line.length; i += 2)
      for (const crossed of under(path, i)) {
        const below = crossed.path;
        if (below.level >= deck.level) continue;
        const heights = decks.get(below);
        const floor =
          heights === undefined
            ? ground.at(Math.round(crossed.x), Math.round(crossed.y))
            : heightAt(below, heights, crossed.x, crossed.y);
        const a = deck.straight.get(placeKey(path.line[i - 2], path.line[i - 1])) ?? floor;
        const b = deck.straight.get(placeKey(path.line[i], path.line[i + 1])) ?? floor;
        lift = Math.max(lift, floor + clearanceOver(below) - (a + crossed.share * (b - a)));
      }
  for (const { path, x, y, room } of deck.overWater)
    lift = Math.max(
      lift,
      ground.at(Math.round(x), Math.round(y)) + room - heightAt(path, straightOf(deck, path), x, y),
    );
  return Math.min(highest, lift);
}

/** How far above the ground ways may be where they pass below decks, by place. */
export function roofsOf(passages: Passage[], decks: Heights, ground: Ground): Map<number, number> {
  const roofs = new Map<number, number>();
  for (const { above, below, key, x, y } of passages) {
    const heights = decks.get(above);
    if (heights === undefined) continue;
    const room = heightAt(above, heights, x, y) - clearanceOver(below) - ground.at(x, y);
    roofs.set(key, Math.min(Math.max(0, room), roofs.get(key) ?? Number.POSITIVE_INFINITY));
  }
  return roofs;
}

function clearanceOver({ strip, feature: { tags } }: Path): number {
  if (strip.pathType === null)
    return tags.waterway === "river" || tags.waterway === "canal" ? overWater : overDitch;
  return strip.pathType === "footway" || strip.pathType === "cycleway" ? overFoot : overRoad;
}
