import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

type Cells = Record<string, unknown>;

/** Adds rows to a file; older rows stay, with nothing in columns that are new. */
export async function addToCsv(file: string, rows: Cells[]): Promise<void> {
  const old = readRows(await readFile(file, "utf8").catch(() => ""));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, csvOf([...old, ...rows]));
}

export function csvOf(rows: Cells[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = rows.map((row) => columns.map((column) => row[column] ?? "").join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

/** Figures and plain words only: nothing is quoted. */
export function readRows(text: string): Cells[] {
  const [head, ...lines] = text.split("\n").filter(Boolean);
  const columns = head?.split(",") ?? [];
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [columns[i], value])));
}
