/**
 * Pictures of everything the engine builds, by the panel's own preview: one contact sheet a roof and one picture a
 * district, and the page that lists them.
 */
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openSources } from "../../server/open-sources.ts";
import type { MapSource } from "../../server/sources/map-source.ts";
import { settingsSchema } from "../../shared/settings/schema.ts";
import { commandLine, knownNames } from "../command-line.ts";
import { type District, districts } from "./districts.ts";
import { type Cell, cutSheet, oddSheet, roofSheets, type Sheet, slopeSheet } from "./sheets.ts";
import { openStudio, type Picture, type Studio } from "./studio.ts";
import { writeIndex } from "./write-index.ts";

const sheets = [...roofSheets(), slopeSheet(), cutSheet(), oddSheet()];
const places = districts();
const names = [...sheets, ...places].map(({ name }) => name);

const usage = `npm run gallery -- [options]
  --only NAME,…   of ${names.join(", ")}
  --out DIR       default docs/gallery`;

const { wanted, out } = commandLine(
  usage,
  {
    only: { type: "string", default: names.join() },
    out: { type: "string", default: join(import.meta.dirname, "../../docs/gallery") },
  },
  ({ only, out }) => ({ wanted: knownNames(only, names, "--only"), out: resolve(out) }),
);
const isWanted = ({ name }: { name: string }) => wanted.includes(name);
await mkdir(out, { recursive: true });
const studio = await openStudio();
try {
  for (const sheet of sheets.filter(isWanted)) await save(sheet.name, await takeSheet(studio, sheet));
  for (const place of places.filter(isWanted)) await save(place.name, await takeDistrict(studio, place));
} finally {
  await studio.close();
}
await writeFile(join(out, "README.md"), writeIndex(sheets, places, await readdir(out)));
const sizes = await Promise.all((await readdir(out)).map(async (name) => (await stat(join(out, name))).size));
console.log(`${out}: ${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(2)} MB`);

async function save(name: string, png: Buffer): Promise<void> {
  await writeFile(join(out, `${name}.png`), png);
  console.log(`${name}.png ${(png.length / 1000).toFixed(0)} kB`);
}

function takeSheet({ take }: Studio, { cells }: Sheet): Promise<Buffer> {
  return take(cells.map(pictureOf), 4, [250, 170]);
}

function pictureOf({ label, features, elevation, ring, settings }: Cell): Picture {
  const map: MapSource = {
    info: () => ({
      name: "gallery",
      attribution: [{ text: "made by hand" }],
      coverage: null,
      sampleArea: null,
    }),
    features: async () => ({ features, skipped: [] }),
    places: async () => [],
    close: async () => {},
  };
  return { label, sources: { map, elevation }, ring, settings };
}

async function takeDistrict({ take }: Studio, { title, sources, box, settings }: District): Promise<Buffer> {
  const opened = await openSources(sources);
  const { sampleArea } = opened.map.info();
  const attribution = [...opened.map.info().attribution, ...(opened.elevation?.info().attribution ?? [])];
  const [west, south, east, north] = box;
  const ring: [number, number][] =
    west === east && sampleArea !== null
      ? sampleArea.ring
      : [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ];
  // Map and elevation may be of one maker.
  const credits = attribution.map(({ text, licence }) => [text, licence].filter(Boolean).join(", "));
  const credit = [...new Set(credits)].join("; ");
  const label = `${title}. ${credit}`;
  try {
    return await take(
      [{ label, sources: opened, ring, settings: settingsSchema.parse(settings) }],
      1,
      [1000, 640],
    );
  } finally {
    await opened.map.close();
  }
}
