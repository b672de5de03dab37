/** Sheets that do not lie on the ground: decks as closed slabs, ramps as sheets with walls down to the ground. */
import { cleanPolygons } from "../geometry/clean-polygon.ts";
import { bufferLine } from "../geometry/clip.ts";
import { boxAround, type Polygon, pointInPolygon, type Ring, ringsOf } from "../geometry/rings.ts";
import { type Soup, solidBetween } from "../geometry/solid.ts";
import type { Ground } from "../ground.ts";
import { heightAt } from "./bridges.ts";
import { lift } from "./drape.ts";
import { distanceTo, type Path, placeKey } from "./paths.ts";
import { rampAt, type Way } from "./ramps.ts";

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

export interface Ramp {
  kind: "ramp";
  /** Above the ground, mm. */
  riseAt(x: number, y: number): number;
}

/** From top to underside, mm. */
const thickness = 800;
/** A deck that has less than this under its top (mm) lies in what is below it. */
export const lowDeck = 1500;
/** Heights are looked at this often, mm. */
const step = 5_000;
/** Ways that meet a deck are cut by it as far as this from where they meet, mm. */
const jointReach = 12_000;
/** Walls go this far into the ground, and lower ones are not built. mm. */
const foot = 200;
const lowestWall = 40;

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

/** Points along the line, its own among them. */
function stations(line: Ring): [number, number][] {
  const places: [number, number][] = [[line[0], line[1]]];
  for (let i = 2; i < line.length; i += 2) {
    const [dx, dy] = [line[i] - line[i - 2], line[i + 1] - line[i - 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / step));
    for (let k = 1; k <= pieces; k++)
      places.push([Math.round(line[i - 2] + (dx * k) / pieces), Math.round(line[i - 1] + (dy * k) / pieces)]);
  }
  return places;
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

/** Of several ways that meet, the nearest decides. */
export function rampOf(ways: Way[]): Ramp {
  const [first] = ways;
  if (ways.length === 1) return { kind: "ramp", riseAt: (x, y) => Math.round(rampAt(first, x, y)) };
  return {
    kind: "ramp",
    riseAt(x, y) {
      let least = Number.POSITIVE_INFINITY;
      let rise = 0;
      for (const way of ways) {
        const off = distanceTo(way.path.line, x, y);
        if (off >= least) continue;
        least = off;
        rise = rampAt(way, x, y);
      }
      return Math.round(rise);
    },
  };
}

type Top = Pick<Deck, "topAt" | "bendsEvery">;

/** A closed solid; null where the outline is no proper one. */
export function slab(polygon: Polygon, deck: Top, ground: Ground): Soup | null {
  const direct = slabOver(polygon, deck, ground);
  if (direct !== null) return direct;
  // Where a cut left two corners millimetres apart, one of them is enough.
  const cleaned = cleanPolygons([polygon]).map((part) => slabOver(part, deck, ground));
  return cleaned.length === 0 || cleaned.includes(null) ? null : cleaned.flatMap((solid) => solid ?? []);
}

function slabOver(polygon: Polygon, { topAt, bendsEvery }: Top, ground: Ground): Soup | null {
  const above = ground.mesh === null ? 0 : lift;
  const points: number[] = [];
  const z: number[] = [];
  const corner = ([x, y]: [number, number]) => {
    points.push(x, y);
    z.push(topAt(x, y) + above);
    return z.length - 1;
  };
  const loops = ringsOf(polygon).map((ring) => dense(ring, bendsEvery).map(corner));
  const inner = bendsEvery === undefined ? undefined : placesInside(polygon, bendsEvery).map(corner);
  return solidBetween({ points, loops, creases: [], inner, z }, (at) => z[at] - thickness, 0);
}

/** The ring with further corners on its long sides. */
function dense(ring: Ring, longest = 2 * step): [number, number][] {
  const places: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [dx, dy] = [ring[j] - ring[i], ring[j + 1] - ring[i + 1]];
    const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / longest));
    for (let k = 0; k < pieces; k++)
      places.push([Math.round(ring[i] + (dx * k) / pieces), Math.round(ring[i + 1] + (dy * k) / pieces)]);
  }
  return places;
}

/** A lattice, but for places next to the outline. */
function placesInside(polygon: Polygon, every: number): [number, number][] {
  const [west, south, east, north] = boxAround([polygon]);
  const rings = ringsOf(polygon);
  const places: [number, number][] = [];
  for (let x = west + every; x < east; x += every)
    for (let y = south + every; y < north; y += every)
      if (
        pointInPolygon(polygon, x, y) &&
        rings.every((ring) => distanceTo([...ring, ring[0], ring[1]], x, y) > every / 4)
      )
        places.push([x, y]);
  return places;
}

/** Walls under the edge of a ramp, where it is above the ground. */
export function rampWalls(polygon: Polygon, { riseAt }: Ramp, ground: Ground, soup: Soup): void {
  const above = ground.mesh === null ? 0 : lift;
  for (const ring of ringsOf(polygon)) {
    const places = dense(ring);
    places.forEach(([ax, ay], i) => {
      const [bx, by] = places[(i + 1) % places.length];
      const [riseA, riseB] = [riseAt(ax, ay), riseAt(bx, by)];
      if (Math.max(riseA, riseB) < lowestWall) return;
      const [a, b] = [ground.at(ax, ay), ground.at(bx, by)];
      const [topA, topB] = [a + above + riseA, b + above + riseB];
      soup.push(ax, ay, a - foot, bx, by, b - foot, bx, by, topB);
      soup.push(ax, ay, a - foot, bx, by, topB, ax, ay, topA);
    });
  }
}

/** Triangles with no side longer than two steps where the ramp rises, so that they can follow its bends. */
export function finer(plan: readonly number[], { riseAt }: Ramp): number[] {
  const result: number[] = [];
  const open: number[][] = [];
  for (let i = 0; i < plan.length; i += 6) open.push(plan.slice(i, i + 6));
  while (open.length > 0) {
    const t = open.pop() ?? [];
    let longest = 2 * step;
    let side = -1;
    for (let k = 0; k < 6; k += 2) {
      const [bx, by] = [t[(k + 2) % 6], t[(k + 3) % 6]];
      const length = Math.hypot(bx - t[k], by - t[k + 1]);
      if (length > longest) [longest, side] = [length, k];
    }
    if (
      side < 0 ||
      !(riseAt(t[0], t[1]) + riseAt(t[2], t[3]) + riseAt(t[4], t[5]) + risesOn(t, riseAt) > 0)
    ) {
      for (const value of t) result.push(value);
      continue;
    }
    const [ax, ay, bx, by] = [t[side], t[side + 1], t[(side + 2) % 6], t[(side + 3) % 6]];
    const [cx, cy] = [t[(side + 4) % 6], t[(side + 5) % 6]];
    const [mx, my] = [Math.round((ax + bx) / 2), Math.round((ay + by) / 2)];
    open.push([ax, ay, mx, my, cx, cy], [mx, my, bx, by, cx, cy]);
  }
  return result;
}

/** At places along the sides: a long triangle may rise only in its middle. */
function risesOn(t: number[], riseAt: Ramp["riseAt"]): number {
  let sum = 0;
  for (let k = 0; k < 6; k += 2)
    for (const share of [0.25, 0.5, 0.75])
      sum += riseAt(t[k] + share * (t[(k + 2) % 6] - t[k]), t[k + 1] + share * (t[(k + 3) % 6] - t[k + 1]));
  return sum;
}
