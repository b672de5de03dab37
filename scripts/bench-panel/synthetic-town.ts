import type { WireRequest } from "../../shared/contract/context-request.ts";
import { type AxisOrder, modelToWire, type UpAxis, wireAxes } from "../../shared/scene/frame.ts";
import { createRandom } from "../../shared/testing/random.ts";

export interface SyntheticTown {
  buildings: number;
  seed: number;
}

/** Triangles of one building: 32 of the wall, 14 of the floor, 14 of the roof. */
export const trianglesPerBuilding = 60;
const sides = 16;
const pitchM = 20;
const groundCells = 64;
const trees = 1000;

/** Side of the square that the town fills, metres. */
export function townSideM({ buildings }: SyntheticTown): number {
  return Math.ceil(Math.sqrt(buildings)) * pitchM;
}

/** What of a request decides the numbers of the answer. */
export interface TownParts {
  upAxis: UpAxis;
  buildings: boolean;
  terrain: boolean;
  trees: boolean;
}

export function partsOf({ settings }: WireRequest): TownParts {
  const asked = new Set<string>(settings.geometry);
  return {
    upAxis: settings.upAxis,
    buildings: asked.has("buildings"),
    terrain: asked.has("topography") || settings.topographyModel,
    trees: asked.has("infrastructure") || asked.has("instances"),
  };
}

/** The first piece of the answer: all that depends on where the area lies. `layerPieces` is the rest. */
export function townOpening({ origin, polygon }: WireRequest): string {
  const place = origin ?? middle(polygon);
  const reference = { crs: "local", origin: place };
  return `{"origin":${JSON.stringify(place)},"spatialReference":${JSON.stringify(reference)},"geometry":[`;
}

/**
 * The layers of the answer as pieces of JSON, made while they are read, so that a quarter of a gigabyte is never held:
 * closed prisms on 16 corners, a ground of 8,192 triangles and 1,000 trees. Metres around the origin, three decimals,
 * triangle soup like the live service's.
 */
export function* layerPieces(parts: TownParts, town: SyntheticTown): Generator<string> {
  const order = wireAxes[parts.upAxis];
  yield '{"type":"buildings","geometryType":"meshes","meshes":[';
  if (parts.buildings) yield* buildingPieces(town, order);
  yield "]}";
  if (parts.terrain) {
    const mesh = `{"vertices":${triples(ground(townSideM(town)), order)},"descriptor":{"type":"terrain"}}`;
    yield `,{"type":"topography","geometryType":"meshes","meshes":[${mesh}]}`;
  }
  if (parts.trees) {
    const nodes = JSON.stringify(treeNodes(town, order));
    yield `,{"type":"infrastructure","geometryType":"nodes","nodes":${nodes}}`;
  }
  yield "]}";
}

function* buildingPieces(town: SyntheticTown, order: AxisOrder): Generator<string> {
  const random = createRandom(town.seed);
  const columns = Math.ceil(Math.sqrt(town.buildings));
  const start = -townSideM(town) / 2 + pitchM / 2;
  for (let i = 0; i < town.buildings; i++) {
    const x = start + (i % columns) * pitchM + (random() - 0.5);
    const y = start + Math.floor(i / columns) * pitchM + (random() - 0.5);
    const radius = 5 + random() * 4;
    const height = Math.round(40 + random() * random() * 360) / 10;
    const vertices = triples(prism(x, y, radius, height, random()), order);
    const levels = Math.max(1, Math.round(height / 3));
    const descriptor = { type: "building", id: i + 1, buildingHeight: height, buildingLevels: levels };
    yield `${i > 0 ? "," : ""}{"vertices":${vertices},"descriptor":${JSON.stringify(descriptor)}}`;
  }
}

/** A closed prism that stands on height 0, outward winding; soup, stride 3, east-north-up. */
export function prism(x: number, y: number, radius: number, height: number, turn: number): Float64Array {
  const soup = new Float64Array(trianglesPerBuilding * 9);
  let at = 0;
  const corner = (side: number, z: number) => {
    const angle = ((side + turn) * 2 * Math.PI) / sides;
    soup[at++] = x + Math.cos(angle) * radius;
    soup[at++] = y + Math.sin(angle) * radius;
    soup[at++] = z;
  };
  for (let side = 0; side < sides; side++) {
    const next = (side + 1) % sides;
    corner(side, 0);
    corner(next, 0);
    corner(next, height);
    corner(side, 0);
    corner(next, height);
    corner(side, height);
  }
  for (let side = 1; side + 1 < sides; side++) {
    for (const step of [0, side + 1, side]) corner(step, 0);
    for (const step of [0, side, side + 1]) corner(step, height);
  }
  return soup;
}

/** A sheet of two triangles a cell, gently uneven, just below the floors. */
function ground(side: number): Float64Array {
  const soup = new Float64Array(groundCells * groundCells * 18);
  const cell = side / groundCells;
  let at = 0;
  const corner = (column: number, row: number) => {
    soup[at++] = -side / 2 + column * cell;
    soup[at++] = -side / 2 + row * cell;
    soup[at++] = -0.5 + 0.4 * Math.sin(column * 0.7) * Math.cos(row * 0.5);
  };
  for (let row = 0; row < groundCells; row++)
    for (let column = 0; column < groundCells; column++) {
      const cornersOfCell = [0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1];
      for (let i = 0; i < 12; i += 2) corner(column + cornersOfCell[i], row + cornersOfCell[i + 1]);
    }
  return soup;
}

function treeNodes(town: SyntheticTown, order: AxisOrder) {
  const random = createRandom(town.seed + 1);
  const side = townSideM(town) - 2;
  return Array.from({ length: trees }, () => {
    const point = new Float64Array([(random() - 0.5) * side, (random() - 0.5) * side, 0]);
    modelToWire(point, order);
    const [x, y, z] = Array.from(point, toMillimetre);
    const scale = toMillimetre(4 + random() * 8);
    return { type: "instance", instanceType: "tree", x, y, z, scale, rotation: toMillimetre(random() * 6) };
  });
}

function triples(soup: Float64Array, order: AxisOrder): string {
  modelToWire(soup, order);
  return `[${soup.map(toMillimetre).join(",")}]`;
}

const toMillimetre = (value: number) => Math.round(value * 1000) / 1000;

function middle(polygon: readonly (readonly number[])[]): [number, number] {
  const half = (axis: 0 | 1) => {
    const values = polygon.map((point) => point[axis]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return [half(0), half(1)];
}
