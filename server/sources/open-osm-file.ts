import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { ContextileError, isContextileError } from "../../shared/errors.ts";
import type { MapSource } from "./map-source.ts";
import { createOsmMapSource } from "./osm/osm-map-source.ts";
import { readOsmPbf } from "./osm/read-osm-pbf.ts";
import { readOsmXml } from "./osm/read-osm-xml.ts";

const next = "Give an OpenStreetMap extract: a complete .osm, .osm.gz or .osm.pbf file.";

/** Opens an OpenStreetMap extract. Throws `bad-request` when the file is absent, damaged or of another kind. */
export async function openOsmFile(path: string): Promise<MapSource> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory())
    throw new ContextileError("bad-request", `${path} is a folder, not a map file.`, { next });
  const read = readerFor(name);
  if (found === null || !found.isFile())
    throw new ContextileError("bad-request", `There is no map file at ${path}.`, { next });
  try {
    const store = await read(path);
    // Every answer says how old its data is, and a file that does not is no newer than itself.
    const date = store.date ?? found.mtime.toISOString();
    return createOsmMapSource({ ...store, date }, name.replace(/\.osm(\.pbf|\.gz)?$|\.pbf$/i, ""));
  } catch (thrown) {
    if (isContextileError(thrown)) throw thrown;
    const why = (thrown instanceof Error ? thrown.message : String(thrown)).replace(/[.\s]+$/, "");
    throw new ContextileError("bad-request", `The map file ${name} cannot be read: ${why}.`, {
      next,
      cause: thrown,
    });
  }
}

function readerFor(name: string) {
  if (/\.pbf$/i.test(name)) return readOsmPbf;
  if (/\.(osm|xml)(\.gz)?$/i.test(name)) return readOsmXml;
  throw new ContextileError("bad-request", `The map file ${name} is of a kind that is not supported.`, {
    next,
  });
}
