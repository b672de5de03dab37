/** Outlines of bridges (`man_made=bridge`): the deck between and beside the ways that are mapped on it. */
import type { Tags } from "../../sources/map-source.ts";
import { bufferLine, clipLine, difference, intersection, union } from "../geometry/clip.ts";
import { boxAround, boxesTouch, boxOf, type Polygon, type Ring } from "../geometry/rings.ts";
import type { Ground } from "../ground.ts";
import { parseNumber } from "../tag-values.ts";
import type { Profiles } from "./bridges.ts";
import { type Deck, lowDeck } from "./deck.ts";
import { distanceTo, heightAt, keysOf, type Path, placeKey } from "./paths.ts";
import { type Sheet, tierStep } from "./sheet.ts";

/** Below the decks of all ways, above everything on the ground. */
const rank = 0.9 * tierStep;
/** Heights are compared this often, mm, but at most in so many places. */
const step = 5000;
const mostCells = 2000;

/** Makes the sheet a deck, where a way on a bridge lies on it; else it stays on the ground. */
export function raiseBridgeArea(
  sheet: Sheet,
  tags: Tags,
  paths: readonly Path[],
  profiles: Profiles,
  ground: Ground,
): void {
  const layer = parseNumber(tags.layer);
  // Bridges within buildings and tunnels.
  if (layer !== null && layer < 0) return;
  const onIt = waysOnIt(sheet, layer, profiles);
  if (onIt.length === 0) return;
  const approaches = paths.filter(
    (path) =>
      !path.bridge &&
      path.strip.pathType !== null &&
      boxesTouch(boxOf(path.line), sheet.box) &&
      keysOf(path).some((key) => profiles.joints.has(key)),
  );
  // Where ways lead up to the deck, they are what one sees.
  const strips = approaches.flatMap(({ line, width }) => bufferLine(line, width, "round"));
  const polygons = strips.length === 0 ? sheet.polygons : difference(sheet.polygons, strips);
  if (polygons.length === 0) return;
  const topAt = (x: number, y: number) => {
    const { path, heights } = nearest(onIt, x, y);
    return Math.round(Math.max(heightAt(path, heights, x, y), ground.at(Math.round(x), Math.round(y))));
  };
  const { level } = onIt[0].path;
  Object.assign(sheet, {
    polygons,
    box: boxAround(polygons),
    rank,
    raised: deckOver(polygons, level, topAt, ground),
  });
  Object.assign(sheet.descriptor, { bridge: true, level });
}

function nearest<T extends { path: Path }>(ways: readonly T[], x: number, y: number): T {
  let [found] = ways;
  let least = Number.POSITIVE_INFINITY;
  for (const way of ways) {
    const off = distanceTo(way.path.line, x, y);
    if (off < least) [found, least] = [way, off];
  }
  return found;
}

/** Those of one level: the area's own where it says one, else that of the longest way. */
function waysOnIt({ polygons, box }: Sheet, layer: number | null, { decks }: Profiles) {
  const found = [...decks].flatMap(([path, heights]) => {
    if (!boxesTouch(boxOf(path.line), box)) return [];
    const length = clipLine(path.line, polygons).reduce((sum, part) => sum + part.length, 0);
    return length === 0 ? [] : [{ path, heights, length }];
  });
  found.sort((a, b) => b.length - a.length);
  const level = found.some(({ path }) => path.level === layer) ? layer : found[0]?.path.level;
  return found.filter(({ path }) => path.level === level);
}

function deckOver(polygons: Polygon[], level: number, topAt: Deck["topAt"], ground: Ground): Deck {
  const cells = cellsOver(polygons, topAt);
  const near = (heightAt: Deck["topAt"]) => {
    const low = cells.filter(({ places }) =>
      places.some(([x, y, top]) => Math.abs(top - heightAt(x, y)) < lowDeck),
    );
    const squares = low.map(({ outer }) => ({ outer, holes: [] }));
    return low.length === 0 ? [] : intersection(polygons, union(squares));
  };
  return {
    kind: "deck",
    level,
    topAt,
    bendsEvery: gridSide(polygons),
    low: near((x, y) => ground.at(x, y)),
    joints: [],
    jointPlaces: [],
    besideRamp: ({ riseAt }) => near((x, y) => ground.at(x, y) + riseAt(x, y)),
    besideDeck: (other) => near((x, y) => other.topAt(x, y)),
  };
}

/** Of the squares in which heights are compared, mm. */
function gridSide(polygons: Polygon[]): number {
  const [west, south, east, north] = boxAround(polygons);
  return Math.max(step, Math.ceil(Math.sqrt(((east - west) * (north - south)) / mostCells)));
}

/** A square of a grid, and the deck's top at its corners and in its middle. */
interface Cell {
  outer: Ring;
  places: (readonly [x: number, y: number, top: number])[];
}

/** Every way on the bridge is asked for its distance at each place: once, however many sheets come near. */
function cellsOver(polygons: Polygon[], topAt: Deck["topAt"]): Cell[] {
  const [west, south, east, north] = boxAround(polygons);
  const side = gridSide(polygons);
  const tops = new Map<number, number>();
  const withTop = ([x, y]: readonly [number, number]) => {
    const key = placeKey(x, y);
    const top = tops.get(key) ?? topAt(x, y);
    tops.set(key, top);
    return [x, y, top] as const;
  };
  const cells: Cell[] = [];
  for (let x = west; x < east; x += side)
    for (let y = south; y < north; y += side) {
      const corners = [
        [x, y] as const,
        [x + side, y] as const,
        [x + side, y + side] as const,
        [x, y + side] as const,
      ];
      const middle = [x + Math.round(side / 2), y + Math.round(side / 2)] as const;
      cells.push({ outer: corners.flat(), places: [...corners, middle].map(withTop) });
    }
  return cells;
}
