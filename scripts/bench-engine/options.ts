import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { machineName } from "../bench-panel/report.ts";
import { commandLine, listOf, positiveNumber, refuse, wholeNumber } from "../command-line.ts";

/** What run.ts has read and hands to the bundled measure.ts. */
export const benchOptionsSchema = z.object({
  rounds: z.number(),
  seed: z.number(),
  /** km²; MB. */
  areas: z.array(z.number()),
  extracts: z.array(z.number()),
  osm: z.array(z.string()),
  machine: z.string(),
  /** Null: the rows are shown, not kept. */
  record: z.string().nullable(),
  json: z.boolean(),
});

export type BenchOptions = z.infer<typeof benchOptionsSchema>;

const usage = `npm run bench:engine -- [options]
  --rounds N            of each measurement, the least counts (default 7)
  --areas KM2,…         of the synthetic town (default 0.1,1,10; empty: none)
  --extracts MB,…       files of it (default 1,10,100; empty: none)
  --osm FILE            whose skeletons are measured too; may be repeated
  --seed N              of the synthetic town (default 7)
  --record              add the rows to scripts/bench-engine/results/<machine>.csv
  --machine NAME        of that file (default: the processor's)
  --json                one JSON object as the last line`;

export function readBenchOptions(): BenchOptions {
  return commandLine(
    usage,
    {
      rounds: { type: "string", default: "7" },
      seed: { type: "string", default: "7" },
      areas: { type: "string", default: "0.1,1,10" },
      extracts: { type: "string", default: "1,10,100" },
      osm: { type: "string", multiple: true, default: [] },
      record: { type: "boolean", default: false },
      machine: { type: "string", default: machineName() },
      json: { type: "boolean", default: false },
    },
    ({ rounds, seed, areas, extracts, osm, record, machine, json }): BenchOptions => ({
      rounds: wholeNumber(rounds, "--rounds", { least: 1 }),
      seed: wholeNumber(seed, "--seed"),
      areas: numbers(areas, "--areas"),
      extracts: numbers(extracts, "--extracts"),
      osm: osm.map(existingFile),
      machine,
      record: record ? join(import.meta.dirname, "results", `${machine}.csv`) : null,
      json,
    }),
  );
}

const numbers = (text: string, option: string) =>
  text === "" ? [] : listOf(text, (part) => positiveNumber(part, option));

/** Seen from where the person stands: npm goes to the package's folder. */
function existingFile(file: string): string {
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
  return existsSync(path) ? path : refuse(`There is no file at ${path}, which --osm names.`);
}
