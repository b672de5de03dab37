/** A damaged file through its reader, and what it still holds through the whole engine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ManifoldToplevel } from "manifold-3d";
import { isContextileError } from "../../../../shared/errors.ts";
import { openCityJson } from "../../../sources/cityjson/cityjson.ts";
import { openElevation } from "../../../sources/elevation/open-elevation.ts";
import { openGeoJson } from "../../../sources/geojson.ts";
import type { MapSource } from "../../../sources/map-source.ts";
import { openOsmFile } from "../../../sources/open-osm-file.ts";
import { openGeoParquet } from "../../../sources/parquet/geoparquet.ts";
import { ringOf, sourceOf } from "../ask.ts";
import type { Chance } from "./chance.ts";
import { damageBytes } from "./damage-bytes.ts";
import { judgeScene } from "./scene-case.ts";
import { fileBox, type WholeFile } from "./whole-files.ts";

const readers: [RegExp, (path: string) => Promise<MapSource>][] = [
  [/\.osm(\.gz|\.pbf)?$/, openOsmFile],
  [/\.geojsonl?$/, openGeoJson],
  [/\.city\.json$/, openCityJson],
  [/\.parquet$/, openGeoParquet],
];

/** Sentences about what is wrong; empty when nothing is. Writes into `folder`. */
export async function fileCase(
  chance: Chance,
  file: WholeFile,
  folder: string,
  manifold: ManifoldToplevel,
): Promise<string[]> {
  const { inside } = file;
  const bytes =
    inside !== undefined && chance.happens(0.6)
      ? inside.pack(damageBytes(chance, inside.bytes))
      : damageBytes(chance, file.bytes);
  const root = join(folder, file.name.includes("/") ? "tiles" : ".");
  const path = join(root, file.name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  try {
    return await readAndJudge(
      file.kind,
      file.kind === "heights" && root !== folder ? placeOf(file, root, path) : path,
      manifold,
    );
  } catch (thrown) {
    if (isContextileError(thrown)) return [];
    throw thrown;
  }
}

/** Tiles are opened by their folder. */
const placeOf = (file: WholeFile, root: string, path: string) => (file.name.includes("/") ? root : path);

async function readAndJudge(
  kind: WholeFile["kind"],
  place: string,
  manifold: ManifoldToplevel,
): Promise<string[]> {
  const settings = {
    geometry: ["buildings" as const, "surface" as const, "barriers" as const, "topography" as const],
    topographyReturnType: "both" as const,
    upAxis: "Z" as const,
    cropScene: true,
  };
  const body = { polygon: ringOf(fileBox), settings };
  if (kind === "heights") return judgeScene(sourceOf([house()]), await openElevation(place), body, manifold);
  const open = readers.find(([pattern]) => pattern.test(place))?.[1];
  if (open === undefined) throw new Error(`no reader for ${place}`);
  const map = await open(place);
  const wrong = await judgeScene(map, null, body, manifold);
  await map.places("Mühl", 3);
  await map.close();
  return wrong;
}

function house() {
  const outer = Float64Array.of(
    10.003,
    48.003,
    10.0032,
    48.003,
    10.0032,
    48.0031,
    10.003,
    48.0031,
    10.003,
    48.003,
  );
  const tags = { building: "yes", "roof:shape": "hipped" };
  return { id: "way/1", tags, kind: "area" as const, polygons: [{ outer, holes: [] }] };
}
