/** The deck of one way on a bridge: how high its top is, and where it comes near what lies below or beside it. */
import { bufferLine } from "../geometry/clip.ts";
import type { Polygon, Ring } from "../geometry/rings.ts";
import type { Ground } from "../ground.ts";
import { heightAt, type Path, placeKey } from "./paths.ts";
import { stations } from "./places-along.ts";
import type { Ramp } from "./ramp-sheets.ts";

export interface Deck {
  kind: "deck";
  level: number;
  /** Its top, mm, absolute. */
  topAt(x: number, y: number): number;
  /** Where it is so near the ground that it cuts what lies there. */
  low: Polygon[];
  /** Around the places where other ways meet it: these reach a little into it. */
  joints: Polygon[];
  jointPlaces: readonly number[];
  /** Where a ramp passes at about the deck's own height. */
  besideRamp(ramp: Ramp): Polygon[];
  /** How far corners of the slab may be apart, mm; a wide deck that follows several ways has corners inside as well. */
  bendsEvery?: number;
  /** Where a deck of another level passes so near that one would lie in the other: they meet at their ends. */
  besideDeck(other: Deck): Polygon[];
}

/** A deck that has less than this under its top (mm) lies in what is below it. */
export const lowDeck = 1500;
/** Ways that meet a deck are cut by it as far as this from where they meet, mm. */
const jointReach = 12_000;

export function deckOf(
  path: Path,
  heights: Float64Array,
  allJoints: ReadonlySet<number>,
  ground: Ground,
): Deck {
  const { line, width, level } = path;
  const topAt = (x: number, y: number) =>
    Math.round(Math.max(heightAt(path, heights, x, y), ground.at(Math.round(x), Math.round(y))));
  const places = stations(line);
  const isLow = places.map((_, i) =>
    acrossDeck(places, i, width).some(([x, y]) => topAt(x, y) - ground.at(x, y) < lowDeck),
  );
  const joints = places.filter(([x, y]) => allJoints.has(placeKey(x, y)));
  const nearJoint = places.map(([x, y]) =>
    joints.some((joint) => Math.hypot(joint[0] - x, joint[1] - y) < jointReach),
  );
  const wide = (part: Ring) => bufferLine(part, width, "butt");
  // One more to either side: between two places the ground may come as near.
  const around = (marked: boolean[]) =>
    runs(
      places,
      marked.map((here, i) => here || marked[i - 1] === true || marked[i + 1] === true),
    ).flatMap(wide);
  return {
    kind: "deck",
    level,
    topAt,
    low: around(isLow),
    joints: around(nearJoint),
    besideRamp: ({ riseAt }) =>
      around(places.map(([x, y]) => Math.abs(topAt(x, y) - ground.at(x, y) - riseAt(x, y)) < lowDeck)),
    besideDeck: (other) =>
      around(
        places.map((_, i) =>
          acrossDeck(places, i, width).some(([x, y]) => Math.abs(topAt(x, y) - other.topAt(x, y)) < lowDeck),
        ),
      ),
    jointPlaces: joints.map(([x, y]) => placeKey(x, y)),
  };
}

/** The place and what lies beside it under both edges: across a slope one of them is nearer to the ground. */
function acrossDeck(places: [number, number][], i: number, width: number): [number, number][] {
  const [x, y] = places[i];
  const [ax, ay] = places[Math.max(0, i - 1)];
  const [bx, by] = places[Math.min(places.length - 1, i + 1)];
  const half = width / 2 / (Math.hypot(bx - ax, by - ay) || 1);
  const [nx, ny] = [-(by - ay) * half, (bx - ax) * half];
  return [
    [x, y],
    ...[1, -1].map((side): [number, number] => [Math.round(x + side * nx), Math.round(y + side * ny)]),
  ];
}

/** Lines through places next to one another that are marked. */
function runs(places: [number, number][], marked: boolean[]): Ring[] {
  const found: Ring[] = [];
  let open: Ring = [];
  places.forEach((place, i) => {
    if (marked[i]) open.push(...place);
    else {
      found.push(open);
      open = [];
    }
  });
  return [...found, open].filter((run) => run.length >= 4);
}
