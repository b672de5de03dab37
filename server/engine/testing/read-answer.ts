/**
 * An answer as it was sent, whatever its reference system and axes → metres east, north, up of its origin. With proj4 and
 * an axis table of its own, so that a mistake of the engine's frame is not repeated by its judge.
 */
import proj4 from "proj4";

export interface AnswerMesh {
  type?: string;
  vertices: number[];
  descriptor: Record<string, string | number | boolean | null>;
}

interface AnswerNode {
  x: number;
  y: number;
  z: number;
}

export interface Skip {
  layer: string;
  reason: string;
  count: number;
}

/** As far as the judge reads it. */
export interface Answer {
  origin: [number, number];
  spatialReference?: { crs?: string; upAxis?: string; zone?: number; hemisphere?: string };
  geometry: {
    type: string;
    geometryType: string;
    meshes?: AnswerMesh[];
    nodes?: AnswerNode[];
    elevationMap?: { elevationMap: (number | null)[] }[];
  }[];
  report: { skipped: Skip[]; warnings: string[] };
}

export interface ReadMesh extends AnswerMesh {
  /** Metres east, north, up of the origin; `vertices` are the numbers sent, only with the height last. */
  local: number[];
}

export interface ReadLayer {
  type: string;
  meshes: ReadMesh[];
  /** [east, north, up]. */
  nodes: number[][];
  heights: unknown[];
}

/** Degrees → the plane the judge works in: transverse Mercator of the origin, which is what `local` means. */
export function planeOf([lat, lon]: [number, number]): (lonDeg: number, latDeg: number) => [number, number] {
  const forward = proj4("WGS84", localSystem(lat, lon));
  return (lonDeg, latDeg) => {
    const [x, y] = forward.forward([lonDeg, latDeg]);
    return [x, y];
  };
}

const localSystem = (lat: number, lon: number) => `+proj=tmerc +lat_0=${lat} +lon_0=${lon} +k=1 +ellps=WGS84`;

export function readAnswer(answer: Answer): ReadLayer[] {
  const { crs = "local", upAxis = "Z" } = answer.spatialReference ?? {};
  const toLocal = crs === "local" ? null : proj4(systemOf(answer), localSystem(...answer.origin));
  const upLast = (v: number[]) => (upAxis === "Y" ? swapped(v) : v);
  const local = (v: number[]) => (toLocal === null ? v : moved(v, (place) => toLocal.forward(place)));
  return answer.geometry.map(({ type, meshes = [], nodes = [], elevationMap = [] }) => ({
    type,
    meshes: meshes.map((mesh) => {
      const vertices = upLast(mesh.vertices);
      return { ...mesh, vertices, local: local(vertices) };
    }),
    nodes: nodes.map(({ x, y, z }) => local(upLast([x, y, z]))),
    heights: elevationMap.flatMap((map) => map.elevationMap),
  }));
}

function systemOf({ spatialReference = {} }: Answer): string {
  const { crs, zone, hemisphere } = spatialReference;
  if (crs === "UTM" && zone !== undefined)
    return `+proj=utm +zone=${zone} ${hemisphere === "south" ? "+south " : ""}+ellps=WGS84`;
  if (crs === "EPSG:3857") return "EPSG:3857";
  throw new Error(`The answer's reference system is not known: ${JSON.stringify(spatialReference)}.`);
}

/** `upAxis: "Y"` sends (north, up, east). */
function swapped(v: number[]): number[] {
  const result = new Array<number>(v.length);
  for (let i = 0; i < v.length; i += 3) {
    result[i] = v[i + 2];
    result[i + 1] = v[i];
    result[i + 2] = v[i + 1];
  }
  return result;
}

function moved(v: number[], place: (point: number[]) => number[]): number[] {
  const result = v.slice();
  for (let i = 0; i + 2 < v.length; i += 3) {
    // What is no number is counted as such; proj4 would throw.
    if (!Number.isFinite(v[i]) || !Number.isFinite(v[i + 1])) continue;
    [result[i], result[i + 1]] = place([v[i], v[i + 1]]);
  }
  return result;
}
