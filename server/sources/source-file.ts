/** What all readers of files share: the file's bytes or lines, and one way to say that it cannot be used. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { ContextileError, failure, isContextileError } from "../../shared/errors.ts";
import { says } from "../../shared/sentences.ts";
import type { MapSourceInfo } from "./map-source.ts";

/** Node cannot hold a longer text. */
const longestText = 500 * 1024 * 1024;

/** What a person says about data that does not say it itself. */
export interface StatedCredit {
  text?: string;
  licence?: string;
}

/** Runs `read`; whatever it throws becomes one `bad-request` with the file's name and what to give instead. */
export async function readingFile<T>(path: string, next: string, read: () => Promise<T>): Promise<T> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new ContextileError("bad-request", `There is no file at ${path}.`, { next });
  if (found.isDirectory())
    throw new ContextileError("bad-request", `${path} is a folder, not a file.`, { next });
  try {
    return await read();
  } catch (thrown) {
    if (isContextileError(thrown)) throw thrown;
    const why = (thrown instanceof Error ? thrown.message : String(thrown)).replace(/[.\s]+$/, "");
    throw failure("bad-request", says("map-file-unread", { name, why }), { next, cause: thrown });
  }
}

/** The whole file as text; `.gz` is unpacked, a byte order mark dropped. */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > longestText)
    throw new Error("it is larger than 500 MB; give one object a line (.geojsonl) or a part");
  const bytes = await readFile(path);
  const plain = path.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: longestText }) : bytes;
  return new TextDecoder().decode(plain);
}

/** Lines that are not empty, with their numbers from 1; `.gz` is unpacked. */
export async function* readLines(path: string): AsyncGenerator<[number: number, line: string]> {
  const file = createReadStream(path);
  const input: Readable = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  file.on("error", (error: Error) => input.destroy(error));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: unknown = null;
  // readline ends quietly when its stream fails.
  input.on("error", (error) => {
    failure = error;
    lines.close();
  });
  let number = 0;
  for await (const line of lines) {
    number++;
    const text = withoutMark(line).trim();
    if (text !== "") yield [number, text];
  }
  if (failure !== null) throw failure;
}

/** A byte order mark, or the record separator that RFC 8142 puts before each object. */
function withoutMark(line: string): string {
  const first = line.charCodeAt(0);
  return first === 0x1e || first === 0xfeff ? line.slice(1) : line;
}

/** What the file says of itself, then what the person says, then its name; the date of the file where nothing better. */
export async function fileCredits(
  path: string,
  said: { text?: unknown; licence?: unknown; date?: unknown },
  stated: StatedCredit = {},
): Promise<MapSourceInfo["attribution"]> {
  const text = (value: unknown) =>
    typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  const { mtime } = await stat(path);
  return [
    {
      text: stated.text ?? text(said.text) ?? basename(path),
      licence: stated.licence ?? text(said.licence) ?? "licence not stated",
      date: text(said.date) ?? mtime.toISOString(),
    },
  ];
}
