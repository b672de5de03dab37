/**
 * The engine's gate on a real map that is turned by odd angles, sheared and mirrored: streets and walls then run along no
 * axis, and whatever the engine takes from the order of corners is the other way about.
 */
import { ask, sourceOf } from "../../server/engine/testing/ask.ts";
import { judgeAnswer } from "../../server/engine/testing/judge-answer.ts";
import { loadManifold } from "../../server/engine/testing/judge-solids.ts";
import { failuresOf } from "../../server/engine/testing/verdict.ts";
import { openElevation } from "../../server/sources/elevation/open-elevation.ts";
import type { BoundingBox } from "../../server/sources/map-source.ts";
import { openOsmFile } from "../../server/sources/open-osm-file.ts";
import { commandLine, endWith, knownNames, refuse } from "../command-line.ts";
import { bendFeatures, bends, featuresNear } from "./cities/bends.ts";
import { settingCases } from "./cities/gate-city.ts";
import { readBox } from "./options.ts";

const usage = `npm run gate:turned -- --osm FILE --area W,S,E,N [options]
  --dem FILE       elevation, which is not turned
  --bends BEND,…   of ${Object.keys(bends).join()}
  --cases CASE,…   settings, of ${Object.keys(settingCases).join()}
Ends with 1 when a bound does not hold.`;

const { osm, dem, area, chosen, cases } = commandLine(
  usage,
  {
    osm: { type: "string" },
    dem: { type: "string" },
    area: { type: "string" },
    bends: { type: "string", default: Object.keys(bends).join() },
    cases: { type: "string", default: Object.keys(settingCases).join() },
  },
  (values) => ({
    osm: values.osm ?? refuse("--osm must name a map file."),
    dem: values.dem,
    area: boxOf(values.area ?? refuse("--area must say which part of the map.")),
    chosen: knownNames(values.bends, Object.keys(bends), "--bends"),
    cases: knownNames(values.cases, Object.keys(settingCases), "--cases"),
  }),
);

try {
  await judgeAll();
} catch (thrown) {
  endWith(thrown);
}

async function judgeAll(): Promise<void> {
  const map = await openOsmFile(osm);
  const elevation = dem === undefined ? null : await openElevation(dem);
  const manifold = await loadManifold();
  const { features } = await map.features([-180, -85, 180, 85]);
  await map.close();
  let failed = 0;
  for (const bend of chosen) {
    const bent = featuresNear(bendFeatures(features, middleOf(area), bends[bend]), area);
    const source = sourceOf(bent);
    for (const name of cases) {
      const { settings, concave = false } = settingCases[name];
      const ring = ringIn(area, concave);
      const { answer } = await ask({ map: source, elevation }, { polygon: ring, settings });
      const failures = failuresOf(judgeAnswer(answer, ring, bent, manifold, settings.cropScene === true));
      if (failures.length > 0) failed++;
      console.error(`${bend} ${name}: ${failures.join(" ") || "holds"}`);
    }
  }
  console.log(JSON.stringify({ answers: chosen.length * cases.length, failed }));
  process.exitCode = failed > 0 ? 1 : 0;
}

function boxOf(text: string): BoundingBox {
  try {
    return readBox(text);
  } catch (thrown) {
    return refuse(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function middleOf([west, south, east, north]: BoundingBox): [lon: number, lat: number] {
  return [(west + east) / 2, (south + north) / 2];
}

/** The box with one side drawn in, or a star in it; [lat, lon], closed. */
function ringIn(box: BoundingBox, concave: boolean): [number, number][] {
  const [west, south, east, north] = box;
  const [x, y] = middleOf(box);
  const star = Array.from({ length: 12 }, (_, i): [number, number] => {
    const [reach, angle] = [i % 2 === 0 ? 0.49 : 0.27, (i * Math.PI) / 6 + 0.1];
    return [y + reach * (north - south) * Math.sin(angle), x + reach * (east - west) * Math.cos(angle)];
  });
  const drawnIn: [number, number][] = [
    [south, west],
    [south, east],
    [north, east],
    [south + (north - south) * 0.7, x],
    [north, west],
  ];
  const corners = concave ? star : drawnIn;
  return [...corners, corners[0]];
}
