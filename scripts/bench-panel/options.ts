import { checkSources } from "../../server/open-sources.ts";
import { commandLine, listOf, refuse, wholeNumber } from "../command-line.ts";
import { builtPanel } from "../pack.ts";
import { machineName } from "./report.ts";

const usage = `npm run bench:panel -- [options]
  --buildings N,…   sizes of synthetic towns (default 1000,5000,20000)
  --osm FILE        instead: a real district through the real service
  --dem FILE        its elevation
  --url SERVICE     instead: any service; its key in CONTEXTILE_API_KEY
  --area "LAT, LON, WIDTH, HEIGHT"   degrees and metres, instead of the service's sample area
  --seed N          of the town and of the clicks (default 7)
  --panel DIR       a panel that is already built
  --traces DIR      keep the browser's traces there
  --record          add a row a run to scripts/bench-panel/results/<machine>.csv
  --machine NAME    of that file (default: the processor's)
  --json            one JSON object and nothing else on standard output`;

export type PanelBenchOptions = ReturnType<typeof readPanelBenchOptions>;

export function readPanelBenchOptions() {
  return commandLine(
    usage,
    {
      buildings: { type: "string" },
      url: { type: "string" },
      osm: { type: "string" },
      dem: { type: "string" },
      area: { type: "string" },
      seed: { type: "string", default: "7" },
      record: { type: "boolean", default: false },
      machine: { type: "string", default: machineName() },
      panel: { type: "string" },
      traces: { type: "string" },
      json: { type: "boolean", default: false },
    },
    ({ buildings, url, osm, dem, area, panel, seed, ...others }) => {
      if (url !== undefined && osm !== undefined) refuse("Only one can be measured: --url or --osm.");
      checkSources({ osmFile: osm, demFile: dem });
      return {
        ...others,
        url: url === undefined ? undefined : webAddress(url),
        osm,
        dem,
        area: area === undefined ? undefined : readArea(area),
        panel: panel === undefined ? undefined : builtPanel(panel),
        /** Null: not said. */
        sizes: buildings === undefined ? null : listOf(buildings, readSize),
        seed: wholeNumber(seed, "--seed"),
      };
    },
  );
}

const readSize = (text: string) => wholeNumber(text, "--buildings", { least: 1 });

/** As the panel's own form takes it; only four numbers are looked for here. */
function readArea(text: string): string {
  const parts = listOf(text, (part) => (part.trim() === "" ? Number.NaN : Number(part)));
  return parts.length === 4 && parts.every(Number.isFinite)
    ? text
    : refuse(`--area must be "LAT, LON, WIDTH, HEIGHT", not "${text}".`);
}

function webAddress(text: string): string {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
    ? text
    : refuse(`--url must be the address of a service, not "${text}".`);
}
