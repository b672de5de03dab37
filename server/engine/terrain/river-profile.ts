/** A river's level along its middle line: never rising downstream, never above the ground beside it. */
import Flatbush from "flatbush";
import type { MapFeature } from "../../sources/map-source.ts";
import { type Box, boxAround, boxesTouch, boxOf, type Polygon } from "../geometry/rings.ts";
import type { Plan } from "../plan.ts";
import { toMillimetres } from "../work.ts";
import type { HeightAt, WaterBody } from "./water-levels.ts";

/** Lines are drawn in the direction of the flow. Source: OSM wiki, "Key:waterway". */
const lines = new Set(["river", "canal", "stream", "tidal_channel", "ditch", "drain"]);
/** Between stations, mm. */
const step = 20_000;
/** The lowest ground this far to either side counts, mm. */
const beside = 15_000;
/** Farther from the ground than this, mm, only a line's own corners are stations: a single line may cross a continent. */
const nearGround = 1_000_000;

interface Station {
  x: number;
  y: number;
  height: number;
  /** Stations the water comes from. */
  from: number[];
}

/** Null where no line runs through the polygons, or the data says nothing there. `ground`: where levels are asked for. */
export function riverProfile(
  plan: Plan,
  features: MapFeature[],
  polygons: Polygon[],
  heightAt: HeightAt,
  [west, south, east, north]: Box,
): WaterBody["levelAt"] | null {
  const near: Box = [west - nearGround, south - nearGround, east + nearGround, north + nearGround];
  const around = boxAround(polygons);
  const stations: Station[] = [];
  const nodes = new Map<string, number>();
  for (const feature of features) {
    if (feature.kind !== "line" || !lines.has(feature.tags.waterway ?? "")) continue;
    const line = toMillimetres(plan, feature.coordinates, false);
    if (boxesTouch(boxOf(line), around)) addLine(line, near, stations, nodes, heightAt);
  }
  const order = downstream(stations);
  for (const i of order)
    for (const up of stations[i].from) stations[i].height = Math.min(stations[i].height, stations[up].height);
  const known = stations.filter(({ height }) => Number.isFinite(height));
  if (known.length === 0) return null;
  const tree = new Flatbush(known.length);
  for (const { x, y } of known) tree.add(x, y, x, y);
  tree.finish();
  return (x, y) => Math.round(between(known, tree.neighbors(x, y, 2), x, y));
}

/** Between the two nearest stations by distance; so levels change gradually along the shore. */
function between(stations: Station[], nearest: number[], x: number, y: number): number {
  const [a, b] = nearest.map((i) => stations[i]);
  if (b === undefined) return a.height;
  const da = Math.hypot(a.x - x, a.y - y);
  const db = Math.hypot(b.x - x, b.y - y);
  return da + db === 0 ? a.height : (a.height * db + b.height * da) / (da + db);
}

function addLine(
  line: number[],
  near: Box,
  stations: Station[],
  nodes: Map<string, number>,
  heightAt: HeightAt,
): void {
  let before = -1;
  const add = (x: number, y: number) => {
    const key = `${Math.round(x)},${Math.round(y)}`;
    let station = nodes.get(key);
    if (station === undefined) {
      station = stations.length;
      nodes.set(key, station);
      stations.push({ x, y, height: lowest(x, y, heightAt), from: [] });
    }
    if (before >= 0 && before !== station) stations[station].from.push(before);
    before = station;
  };
  for (let i = 0; i < line.length; i += 2) {
    const [x, y] = [line[i], line[i + 1]];
    if (i > 0) {
      const [dx, dy] = [x - line[i - 2], y - line[i - 1]];
      const pieces = Math.max(1, Math.ceil(Math.hypot(dx, dy) / step));
      const [first, last] = piecesWithin(near, [x - dx, y - dy], [dx, dy], pieces);
      for (let k = first; k <= last; k++) add(x - dx * (1 - k / pieces), y - dy * (1 - k / pieces));
    }
    add(x, y);
  }
}

/**
 * Of the equal pieces of an edge the first and the last to end in or beside the box, the edge's own end left out; the
 * first comes after the last where there is none. Source: Liang and Barsky (1984), line clipping.
 */
function piecesWithin(box: Box, start: number[], way: number[], pieces: number): [number, number] {
  let [from, to] = [0, 1];
  for (const axis of [0, 1]) {
    const low = (box[axis] - start[axis]) / way[axis];
    const high = (box[axis + 2] - start[axis]) / way[axis];
    from = Math.max(from, Math.min(low, high));
    to = Math.min(to, Math.max(low, high));
  }
  if (!(from <= to)) return [1, 0];
  return [Math.max(1, Math.floor(from * pieces)), Math.min(pieces - 1, Math.ceil(to * pieces))];
}

function lowest(x: number, y: number, heightAt: HeightAt): number {
  const around = [
    [0, 0],
    [beside, 0],
    [-beside, 0],
    [0, beside],
    [0, -beside],
  ];
  const heights = around.map(([dx, dy]) => heightAt(x + dx, y + dy) ?? Number.POSITIVE_INFINITY);
  return Math.min(...heights);
}

/** Topological order (Kahn 1962); stations on a circle of lines come last, as they are. */
function downstream(stations: Station[]): number[] {
  const waiting = stations.map(({ from }) => from.length);
  const to: number[][] = stations.map(() => []);
  stations.forEach(({ from }, i) => {
    for (const up of from) to[up].push(i);
  });
  const order = stations.flatMap((_, i) => (waiting[i] === 0 ? [i] : []));
  for (let k = 0; k < order.length; k++)
    for (const down of to[order[k]]) if (--waiting[down] === 0) order.push(down);
  return order;
}
