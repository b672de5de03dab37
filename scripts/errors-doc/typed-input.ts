/** What a person can type, draw or choose wrongly, asked of the panel's own checks. */
import { readTyped } from "../../panel/area/typed-area.ts";
import { areaFacts, settingsIssues } from "../../panel/state/draft.ts";
import { formatKm2 } from "../../panel/ui/format.ts";
import { t } from "../../panel/ui/texts.ts";
import { checkKey } from "../../shared/api/key-issues.ts";
import { parseCoordinates } from "../../shared/geo/parse-coordinates.ts";
import { readGeoJsonBoundary } from "../../shared/geo/read-geojson-boundary.ts";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { readPresetFile } from "../../shared/settings/presets.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { notSent, refused, type Section } from "./row.ts";

export function keySection(): Section {
  return {
    title: "The key",
    rows: [
      refused("nothing is pasted", checkKey("")),
      refused("a blank inside", checkKey("cw_test_0123 456789")),
      refused("a line break inside", checkKey("cw_test_0123\n456789")),
      refused("letters that no key has", checkKey("cw_test_ключ")),
      refused("a pasted document", checkKey("x".repeat(600))),
      notSent("no key at all: the button leads to the Key view", t.enterKey),
    ],
  };
}

const maxAreaKm2 = 10;

function ring(input: string, points: LonLat[], mostKm2: number | null = maxAreaKm2) {
  return notSent(input, areaFacts({ shape: "polygon", ring: points }, mostKm2).issues[0]?.message);
}

export function areaSection(): Section {
  const noLayer = settingsIssues({
    ...defaultSettings,
    buildings: false,
    surface: false,
    barriers: false,
    infrastructure: false,
    topography: false,
  });
  return {
    title: "Area, settings and files",
    rows: [
      notSent("Preview or fetch without an area", t.whyNoArea),
      notSent("fetch while the pen is still down", t.whyDrawing),
      refused("a centre that is no place", parseCoordinates("over there")),
      refused("a centre that is not on Earth", parseCoordinates("95, 200")),
      notSent("a width that is no number", typed({ width: "wide" }, "width")),
      notSent("a negative width", typed({ width: "-1" }, "width")),
      notSent(
        "a corner line that is no place",
        typed({ shape: "polygon", corners: "43, 7\nthere" }, "corners"),
      ),
      ring("two corners", [
        [7, 43],
        [7.01, 43],
        [7, 43],
      ]),
      ring("corners that cross", [
        [7, 43],
        [7.01, 43.01],
        [7.012, 43],
        [7, 43.008],
        [7, 43],
      ]),
      ring("a ring without width", [
        [7, 43],
        [7, 43.005],
        [7, 43.01],
        [7, 43],
      ]),
      ring("a ring over the 180° meridian", [
        [179.99, 1],
        [-179.99, 1],
        [-179.99, 1.01],
        [179.99, 1],
      ]),
      ring("latitude and longitude the wrong way round", [
        [43, 97],
        [43.01, 97],
        [43.01, 97.01],
        [43, 97],
      ]),
      ring("a ring of 6,000 points", roundRing(6_000)),
      ring("an area wider than 20 km", areaFromRectangle([7, 43], 30_000, 30_000).ring, null),
      ring("an area above the service's limit", areaFromRectangle([7, 43], 5_000, 5_000).ring),
      notSent("an area above the balance", t.whyNoBalance(formatKm2(0.12), formatKm2(0.05))),
      notSent("every layer off", noLayer[0]?.message),
      notSent("a level height of −3", t.numberRange(1, 20)),
      refused("a boundary file that is no JSON", readGeoJsonBoundary("{")),
      refused(
        "a boundary file with a point only",
        readGeoJsonBoundary('{"type":"Point","coordinates":[7,43]}'),
      ),
      refused(
        "a boundary file with a text for a number",
        readGeoJsonBoundary('{"type":"Polygon","coordinates":[[["7",43]]]}'),
      ),
      refused("a preset file with an unknown setting", readPresetFile(badPreset)),
    ],
  };
}

const badPreset = '{"contextilePresets":1,"presets":[{"name":"a","settings":{"apiKey":"x"}}]}';

function typed(changes: Partial<Parameters<typeof readTyped>[0]>, field: "width" | "corners") {
  const whole = { centre: "43, 7", width: "300", height: "300", rotation: "0", radius: "300", corners: "" };
  const result = readTyped({ shape: "rectangle", ...whole, ...changes });
  return "issues" in result ? result.issues[field] : null;
}

function roundRing(points: number): LonLat[] {
  const ring = Array.from({ length: points }, (_, i): LonLat => {
    const angle = (2 * Math.PI * i) / points;
    return [7 + 0.01 * Math.cos(angle), 43 + 0.01 * Math.sin(angle)];
  });
  return [...ring, ring[0]];
}
