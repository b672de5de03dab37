/** The request, checked and turned into what the layers need: everything in millimetres around the origin. */
import type { WireRequest, WireSettings } from "../../shared/contract/context-request.ts";
import { type ContextileError, failure } from "../../shared/errors.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { ringIssues } from "../../shared/geo/ring-issues.ts";
import type { PlaneProjection } from "../../shared/geo/transverse-mercator.ts";
import { type Issue, saidByIssue } from "../../shared/issues.ts";
import { says } from "../../shared/sentences.ts";
import type { BoundingBox } from "../sources/map-source.ts";
import { type Box, boxOf, type Polygon, reverseRing, ringArea } from "./geometry/rings.ts";

export interface Plan {
  settings: WireSettings;
  /** [lat, lon], as the wire has it. */
  origin: [number, number];
  projection: PlaneProjection;
  /** The request polygon, mm. */
  area: Polygon;
  areaBox: Box;
  /** What to ask the map for, degrees. */
  query: BoundingBox;
  layers: { buildings: boolean; surface: boolean; barriers: boolean; infrastructure: boolean };
  terrain: { lift: boolean; meshes: boolean; elevationMap: boolean };
}

/** Farther from the area than this, an origin is a mistake and millimetres no longer hold. Metres. */
const farthestOrigin = 100_000;
/** The map is asked for this much more than the area, so that what only touches it is seen. Degrees, about 10 m. */
const queryMargin = 0.0001;

/** Throws `bad-polygon` or `bad-request`. */
export function makePlan(request: WireRequest): Plan {
  const ring = request.polygon.map(([lat, lon]): [number, number] => [lon, lat]);
  const issues = ringIssues(ring);
  if (issues.length > 0) throw refusedRing(issues[0]);
  const origin = originOf(request);
  const projection = createLocalProjection(origin[1], origin[0]);
  const local: number[] = [];
  for (const [lon, lat] of ring.slice(0, -1))
    local.push(...projection.toLocal(lon, lat).map((metres) => Math.round(metres * 1000)));
  if (local.some((value) => !(Math.abs(value) <= farthestOrigin * 1000)))
    throw failure("bad-request", says("request-origin-far"), { next: says("next-origin") });
  const outer = ringArea(local) > 0 ? local : reverseRing(local);
  const { settings } = request;
  const wanted = new Set<string>(settings.geometry);
  return {
    settings,
    origin,
    projection,
    area: { outer, holes: [] },
    areaBox: boxOf(outer),
    query: queryBox(ring),
    layers: {
      buildings: wanted.has("buildings"),
      surface: wanted.has("surface"),
      barriers: wanted.has("barriers"),
      infrastructure: wanted.has("infrastructure") || wanted.has("instances"),
    },
    terrain: terrainOf(settings, wanted.has("topography")),
  };
}

/** The routes look at a ring first: this is for whoever calls the engine by itself. */
function refusedRing(issue: Issue): ContextileError {
  const data = { issue: issue.code };
  const said = saidByIssue(issue);
  if (said !== null) return failure("bad-polygon", said, { data });
  return failure("bad-polygon", says("request-area-faults", { faults: issue.message }), { data });
}

function originOf(request: WireRequest): [number, number] {
  const [lat, lon] = request.origin ?? request.polygon[0];
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return [lat, lon];
  throw failure("bad-request", says("request-origin-nowhere", { lat, lon }));
}

function terrainOf(settings: WireSettings, layer: boolean): Plan["terrain"] {
  const wanted = layer || settings.topographyModel;
  const form = settings.topographyReturnType ?? "meshes";
  return {
    lift: wanted || settings.liftOnly,
    meshes: wanted && !settings.liftOnly && form !== "elevationMap",
    elevationMap: wanted && !settings.liftOnly && form !== "meshes",
  };
}

function queryBox(ring: [number, number][]): BoundingBox {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return [
    Math.min(...lons) - queryMargin,
    Math.min(...lats) - queryMargin,
    Math.max(...lons) + queryMargin,
    Math.max(...lats) + queryMargin,
  ];
}
