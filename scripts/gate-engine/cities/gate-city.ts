/** A made city through file, reader and engine, judged like any other map, under several settings. */
import { ask } from "../../../server/engine/testing/ask.ts";
import { judgeAnswer } from "../../../server/engine/testing/judge-answer.ts";
import { loadManifold } from "../../../server/engine/testing/judge-solids.ts";
import { failuresOf } from "../../../server/engine/testing/verdict.ts";
import { openElevation } from "../../../server/sources/elevation/open-elevation.ts";
import { openOsmFile } from "../../../server/sources/open-osm-file.ts";
import type { WireRequestInput } from "../../../shared/contract/context-request.ts";
import { hgtOf, makeCity } from "./made-cities.ts";
import type { Plat, Point } from "./plat.ts";

type Settings = NonNullable<WireRequestInput["settings"]>;

const all: Settings = {
  geometry: ["buildings", "surface", "barriers", "infrastructure", "topography"],
  topographyReturnType: "both",
  upAxis: "Z",
  cropScene: true,
};

/** `concave`: not the whole square but a star in it. */
export const settingCases: Record<string, { settings: Settings; concave?: boolean }> = {
  plain: { settings: all },
  hipped: {
    settings: { ...all, defaultRoofType: "hipped", upAxis: "Y", topographyReturnType: "meshes" },
    concave: true,
  },
  mercator: {
    settings: {
      ...all,
      crs: "EPSG:3857",
      defaultRoofType: "gabled",
      cropScene: false,
      topographyModel: true,
    },
  },
  utm: {
    settings: {
      ...all,
      crs: "UTM",
      defaultRoofType: "mansard",
      disableSurfaceProjection: true,
      topographyReturnType: "elevationMap",
    },
    concave: true,
  },
  lifted: {
    settings: { ...all, liftOnly: true, defaultRoofType: "pyramidal", defaultLevels: 3 },
    concave: true,
  },
};

export interface CityVerdict {
  city: string;
  settings: string;
  km2: number;
  features: number;
  solids: number;
  /** CPU of the answer, ms. */
  cpuMs: number;
  planAreaMaxError: number;
  surfaceOverlapM2: number;
  skipped: number;
  failures: string[];
}

export interface CityOrder {
  kind: string;
  seed: number;
  scale: number;
  cases: string[];
}

/** `keep` writes a file and returns its path. */
export async function* gateCity(
  { kind, seed, scale, cases }: CityOrder,
  keep: (name: string, bytes: Uint8Array | string) => Promise<string>,
): AsyncGenerator<CityVerdict> {
  const { plat, heightAt } = makeCity(kind, seed, scale);
  const map = await openOsmFile(await keep(`${kind}-${seed}.osm`, plat.xml()));
  const tile = heightAt === undefined ? null : hgtOf(plat, heightAt);
  const elevation = tile === null ? null : await openElevation(await keep(tile.name, tile.bytes));
  const manifold = await loadManifold();
  for (const name of cases) {
    const { settings, concave = false } = settingCases[name];
    const ring = ringOf(plat, concave);
    const before = process.cpuUsage();
    const { answer } = await ask({ map, elevation }, { polygon: ring, settings });
    const { user, system } = process.cpuUsage(before);
    const { features } = await map.features(plat.box(-10));
    const verdict = judgeAnswer(answer, ring, features, manifold, settings.cropScene === true);
    yield {
      city: `${kind} ${seed}`,
      settings: name,
      km2: Number(((plat.side / 1000) ** 2).toFixed(3)),
      features: features.length,
      solids: verdict.buildings + verdict.parts,
      cpuMs: Math.round((user + system) / 1000),
      planAreaMaxError: Number(verdict.planAreaMaxError.toFixed(6)),
      surfaceOverlapM2: verdict.surfaceOverlapM2,
      skipped: verdict.skipped.reduce((sum, { count }) => sum + count, 0),
      failures: failuresOf(verdict),
    };
  }
  await map.close();
}

/** The square, or a star of twelve corners in it, [lat, lon], closed. */
function ringOf(plat: Plat, concave: boolean): Point[] {
  const { side } = plat;
  const middle = side / 2;
  const corners: Point[] = concave
    ? Array.from({ length: 12 }, (_, i): Point => {
        const radius = (i % 2 === 0 ? 0.49 : 0.27) * side;
        return [
          middle + radius * Math.cos((i * Math.PI) / 6 + 0.1),
          middle + radius * Math.sin((i * Math.PI) / 6 + 0.1),
        ];
      })
    : [
        [0, 0],
        [side, 0],
        [side, side],
        [0, side],
      ];
  const ring = corners.map((corner): Point => {
    const [lon, lat] = plat.toLonLat(corner);
    return [lat, lon];
  });
  return [...ring, ring[0]];
}
