/** What all scripts and commands share of reading their options: one sentence for a mistake, no stack. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { ContextileError, isContextileError } from "../shared/errors.ts";
import { sayError } from "./say-error.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>["values"];

/**
 * A script's own options, before it does anything. `--help` prints the usage and ends the script with 0; a mistake, also
 * one that `read` refuses, ends it with 1.
 */
export function commandLine<const T extends Options, Read>(
  usage: string,
  options: T,
  read: (values: Values<T>) => Read,
): Read {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    console.log(`Usage: ${usage}`);
    process.exit(0);
  }
  try {
    return read(readValues(args, options));
  } catch (thrown) {
    return endWith(thrown);
  }
}

/** What a person can correct is one sentence; the stack of a mistake of ours is for whoever mends it. */
export function endWith(thrown: unknown): never {
  console.error(isContextileError(thrown) ? sayError(thrown) : thrown);
  process.exit(1);
}

/** `bad-request` with the sentence given. */
export function refuse(message: string, next = "See --help."): never {
  throw new ContextileError("bad-request", message, { next });
}

/** As `parseArgs` of Node, which however says what is wrong in up to three lines: only the first sentence is kept. */
export function readValues<const T extends Options>(args: string[], options: T): Values<T> {
  try {
    return parseArgs({ args: withNegativeNumbers(args), options }).values;
  } catch (thrown) {
    return refuse(firstSentence(thrown instanceof Error ? thrown.message : String(thrown)));
  }
}

/** A stop within quotes ends nothing: what a person typed may hold one. */
function firstSentence(text: string): string {
  const [first] = /^(?:'[^']*'|[^'.\n])*/.exec(text) ?? [""];
  return `${first || text}.`;
}

/** Node reads the -1 of `--workers -1` as an option and says so in three lines; joined, our own sentence refuses it. */
function withNegativeNumbers(args: string[]): string[] {
  return args.reduce<string[]>((joined, arg) => {
    const option = joined[joined.length - 1];
    if (/^-\d/.test(arg) && /^--[a-z-]+$/.test(option ?? "")) joined[joined.length - 1] = `${option}=${arg}`;
    else joined.push(arg);
    return joined;
  }, []);
}

export function wholeNumber(
  text: string,
  option: string,
  { least = 0, largest = Number.MAX_SAFE_INTEGER } = {},
): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isInteger(number) && number >= least && number <= largest) return number;
  const range = largest === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${largest}`;
  return refuse(`${option} must be a whole number ${range}, not "${text}".`);
}

export function positiveNumber(text: string, option: string): number {
  const number = Number(text);
  return number > 0 && Number.isFinite(number)
    ? number
    : refuse(`${option} must be a number above 0, not "${text}".`);
}

/** What stands between commas, each read by `read`. */
export const listOf = <Part>(text: string, read: (part: string) => Part): Part[] => text.split(",").map(read);

/** Names between commas, each of which must be known. */
export function knownNames<Name extends string>(
  text: string,
  known: readonly Name[],
  option: string,
): Name[] {
  return listOf(
    text,
    (part) =>
      known.find((name) => name === part) ?? refuse(`${option} knows ${known.join(", ")}, not "${part}".`),
  );
}
