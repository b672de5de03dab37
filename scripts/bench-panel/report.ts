/** How figures are shown: a table for people, a row for the machine's CSV. */
import { existsSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Figures } from "./measure.ts";

export interface Run extends Figures {
  /** "synthetic", a file's name or the service's host. */
  source: string;
  /** Null where the source decides. */
  buildings: number | null;
  answerMB: number;
  peerLike: Figures;
}

export const figureKeys = [
  "firstPictureMs",
  "fullModelMs",
  "mainThreadCpuMs",
  "longestTaskCpuMs",
  "drawCalls",
  "jsPerFrameMs",
  "idleDraws",
  "heapMB",
  "rssMB",
  "emptyPageRssMB",
  "pickMs",
] as const satisfies readonly (keyof Figures)[];

/** Two decimals are more than the figures are good for. */
export function rounded(figures: Figures): Figures {
  const entries = figureKeys.map((key) => [key, figures[key] === null ? null : round(figures[key])]);
  return Object.assign({ ...figures }, Object.fromEntries(entries));
}

/** The panel against the peer-like page, one line a figure. */
export function table({ source, buildings, answerMB, peerLike, ...panel }: Run): string {
  const title = `${source}${buildings === null ? "" : `, ${buildings} buildings`}, ${round(answerMB)} MB`;
  const cell = (value: number | null) => (value === null ? "-" : String(round(value))).padStart(11);
  const rows = figureKeys.map(
    (key) => `${key.padEnd(18)}${cell(panel[key])}${cell(peerLike[key])}${ratio(peerLike[key], panel[key])}`,
  );
  return [
    title,
    `${"".padEnd(18)}${"panel".padStart(11)}${"peerLike".padStart(11)}   peer/panel`,
    ...rows,
  ].join("\n");
}

function ratio(peer: number | null, panel: number | null): string {
  return peer === null || panel === null || panel === 0 ? "" : `${(peer / panel).toFixed(1)}×`.padStart(13);
}

export async function appendCsv(folder: string, machine: string, run: Run): Promise<string> {
  const file = join(folder, `${machine}.csv`);
  await mkdir(folder, { recursive: true });
  const figures = (of: Figures) => figureKeys.map((key) => of[key] ?? "");
  const header = [
    "date",
    "source",
    "buildings",
    "answerMB",
    ...figureKeys,
    ...figureKeys.map((key) => `peerLike_${key}`),
  ];
  const date = new Date().toISOString().slice(0, 10);
  const row = [
    date,
    run.source,
    run.buildings ?? "",
    round(run.answerMB),
    ...figures(run),
    ...figures(run.peerLike),
  ];
  const text = existsSync(file) ? "" : `${header.join(",")}\n`;
  await appendFile(file, `${text}${row.map(csvCell).join(",")}\n`);
  return file;
}

const csvCell = (value: string | number) =>
  /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

/** A file name from the processor: "amd-epyc-2-cores". */
export function machineName(): string {
  const list = cpus();
  const model = (list[0]?.model ?? "unknown").replace(/\((r|tm)\)|@.*$|\b(cpu|processor)\b/gi, " ");
  return `${model}-${list.length}-cores`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

const round = (value: number) => Math.round(value * 100) / 100;
