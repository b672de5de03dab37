/** Writes docs/errors.md from what the panel's own code says to every bad input. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandLine } from "./command-line.ts";
import type { Section } from "./errors-doc/row.ts";
import { serviceSections } from "./errors-doc/service-answers.ts";
import { areaSection, keySection } from "./errors-doc/typed-input.ts";
import { workSection } from "./errors-doc/while-working.ts";

export const errorsDocPath = fileURLToPath(new URL("../docs/errors.md", import.meta.url));

const intro = `# What the panel says when something is wrong

Written by \`tsx scripts/write-errors-doc.ts\`, which plays every row to the panel's own code; a test fails when this file is
older than the code. "Not sent" means that the service was not asked. "Uncertain" means that the panel asks before it
repeats. Unless a row says otherwise, the service confirms request ids: then a repeat keeps its id and is never charged
twice, also after a crash, for a day ("once at most").
`;

export async function errorSections(): Promise<Section[]> {
  return [keySection(), areaSection(), ...(await serviceSections()), workSection()];
}

export async function errorsDoc(): Promise<string> {
  const sections = await errorSections();
  return `${[intro, ...sections.map(table)].join("\n")}`;
}

function table({ title, rows }: Section): string {
  const cell = (text: string) => text.replace(/\|/g, "\\|").replace(/\s+/g, " ");
  const lines = rows.map(({ input, says, charged }) => `| ${cell(input)} | ${cell(says)} | ${charged} |`);
  return [`## ${title}`, "", "| input | what the panel says | charged |", "|---|---|---|", ...lines, ""].join(
    "\n",
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const usage = "npm run errors-doc -- [--check]   (the latter only compares; 1 where the file is old)";
  const { check } = commandLine(usage, { check: { type: "boolean", default: false } }, (values) => values);
  const text = await errorsDoc();
  const fresh = readFileSync(errorsDocPath, "utf8") === text;
  if (!check) writeFileSync(errorsDocPath, text);
  else if (!fresh) process.exitCode = 1;
  console.log(check ? `docs/errors.md is ${fresh ? "fresh" : "old"}` : "wrote docs/errors.md");
}
