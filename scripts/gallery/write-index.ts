import type { District } from "./districts.ts";
import type { Sheet } from "./sheets.ts";

/** The page that lists the pictures that are there. */
export function writeIndex(sheets: Sheet[], districts: District[], files: string[]): string {
  const picture = ({ name, title }: { name: string; title: string }) =>
    files.includes(`${name}.png`) ? [`### ${title}`, "", `![${title}](${name}.png)`, ""] : [];
  return [
    "# Gallery",
    "",
    "What the engine builds, drawn by the panel's own preview. Written by `npm run gallery`; do not edit by hand.",
    "",
    "Houses are 11 m high with 4 m of roof over the outlines of the conformance set, unless a picture says otherwise.",
    "",
    "## Districts",
    "",
    "Map data © OpenStreetMap contributors, [ODbL 1.0](https://opendatacommons.org/licenses/odbl/1-0/); elevation of Monaco: NASA/USGS SRTM,",
    "public domain. The sample town is invented and part of this project.",
    "",
    ...districts.flatMap(picture),
    "## Roofs",
    "",
    ...sheets.flatMap(picture),
  ].join("\n");
}
