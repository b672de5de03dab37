import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { isContextileError } from "../shared/errors.ts";
import { knownNames, listOf, positiveNumber, readValues, wholeNumber } from "./command-line.ts";
import { sayError } from "./say-error.ts";

const options = { out: { type: "string" }, cases: { type: "string", default: "9" } } as const;

function said(read: () => unknown): string {
  try {
    return `read: ${JSON.stringify(read())}`;
  } catch (thrown) {
    return isContextileError(thrown) ? sayError(thrown) : `not a person's mistake: ${String(thrown)}`;
  }
}

test("values are read with their defaults", () => {
  expect(readValues(["--out", "x"], options)).toEqual({ out: "x", cases: "9" });
});

test.each([
  [["--nonsense"], "Unknown option '--nonsense'. See --help."],
  [["a. b"], "Unexpected argument 'a. b'. See --help."],
  [["--out"], "Option '--out <value>' argument missing. See --help."],
  [["--out", "--cases"], "Option '--out' argument is ambiguous. See --help."],
])("of what Node says to %j the first sentence is kept", (args, sentence) => {
  expect(said(() => readValues(args, options))).toBe(sentence);
});

test("a negative number is a value, for the option's own reader to judge", () => {
  expect(readValues(["--cases", "-1"], options).cases).toBe("-1");
});

test.each([
  [
    () => wholeNumber("-1", "--cases", { least: 1 }),
    '--cases must be a whole number of at least 1, not "-1".',
  ],
  [() => wholeNumber("x", "--port", { largest: 9 }), '--port must be a whole number from 0 to 9, not "x".'],
  [() => wholeNumber(" ", "--seed"), '--seed must be a whole number of at least 0, not " ".'],
  [() => positiveNumber("0", "--gb"), '--gb must be a number above 0, not "0".'],
  [() => positiveNumber("", "--gb"), '--gb must be a number above 0, not "".'],
  [() => positiveNumber("Infinity", "--gb"), '--gb must be a number above 0, not "Infinity".'],
  [() => knownNames("a,c", ["a", "b"], "--only"), '--only knows a, b, not "c".'],
  [() => knownNames("", ["a", "b"], "--only"), '--only knows a, b, not "".'],
])("what is refused is named with its option, case %#", (read, sentence) => {
  expect(said(read)).toBe(`${sentence} See --help.`);
});

test("lists are read part by part", () => {
  expect(listOf("1,22", (part) => wholeNumber(part, "--seeds"))).toEqual([1, 22]);
  expect(knownNames("b,a", ["a", "b"], "--only")).toEqual(["b", "a"]);
});

test("every script that npm runs from source reads its options here, before it does anything", () => {
  const own = Object.values(manifest.scripts).flatMap((line) => line.match(/scripts\/\S+\.ts/g) ?? []);
  expect(own.length).toBeGreaterThan(15);
  const root = join(import.meta.dirname, "..");
  const reads = (file: string) =>
    /= commandLine\(|^commandLine\(| {2}commandLine\(|= read\w+Options\(/m.test(
      readFileSync(join(root, file), "utf8"),
    );
  expect(own.filter((file) => !reads(file))).toEqual([]);
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  const others = files.filter((file) => file.endsWith(".ts") && !/command-line(\.test)?\.ts$/.test(file));
  const parsing = others.filter((file) => /parseArgs|process\.argv\.(includes|slice)/.test(source(file)));
  expect(parsing).toEqual(["gate-engine/run.ts"]);
});

const source = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");

test.each([
  ["write-errors-doc.ts", ["--nonsense"], 1, "", "Unknown option '--nonsense'. See --help.\n"],
  [
    "fuzz-engine/run.ts",
    ["--cases", "-1"],
    1,
    "",
    /^--cases must be a whole number of at least 1, not "-1"\./,
  ],
  [
    "conformance.ts",
    ["--models", "nope"],
    1,
    "",
    "There is no folder at nope, which --models names. See --help.\n",
  ],
  ["bench-engine/run.ts", ["--help"], 0, /^Usage: npm run bench:engine -- \[options\]\n/, ""],
])("%s %j ends before any work, with no stack", (file, args, code, out, err) => {
  const script = join(import.meta.dirname, file);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...args], {
    encoding: "utf8",
  });
  expect(status).toBe(code);
  for (const [text, expected] of [
    [stdout, out],
    [stderr, err],
  ] as const)
    if (typeof expected === "string") expect(text).toBe(expected);
    else expect(text).toMatch(expected);
});
