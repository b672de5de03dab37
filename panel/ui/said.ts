/** Sentences that were made below the panel, in the language that is on: by id and figures, never by translating English. */
import { adviceByCode, type ErrorCode, errorCodes, type WireError } from "../../shared/errors.ts";
import type { Issue } from "../../shared/issues.ts";
import { layerIds } from "../../shared/layers/layer-id.ts";
import { layerStyles } from "../../shared/layers/layer-style.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { inWords, readSaid, type Said, type Told } from "../../shared/sentences.ts";
import { germanByCode } from "./errors-de.ts";
import { asSentence } from "./format.ts";
import { language } from "./language.ts";
import { germanSentences } from "./sentences-de.ts";
import { t } from "./texts.ts";

interface ErrorWords {
  /** What happened: full sentences. */
  what: string;
  charged: string;
  next: string;
}

/** The three sentences of an error. One that is not of ours is told by its code, and then in its own words. */
export function errorWords(error: WireError): ErrorWords {
  return { what: whatHappened(error), charged: whatCharged(error), next: whatNext(error) };
}

function whatCharged({ charged, data }: WireError): string {
  if (charged === "unknown" && data?.repeatIsFree === true) return t.chargedRepeatFree;
  return t.chargedSentences[charged];
}

function whatHappened({ code, message, data = {} }: WireError): string {
  if (language.value === "en") return asSentence(message);
  const said = readSaid(data.says, data, message);
  if (said !== null) return asSentence(inOurWords(said));
  return `${germanByCode[knownCode(code)].what} ${t.inItsWords(message)}`;
}

/** A code of a newer program is no reason to say nothing. */
const knownCode = (code: string): ErrorCode => errorCodes.find((known) => known === code) ?? "internal";

function whatNext({ code, next, data = {} }: WireError): string {
  if (language.value === "en") return next;
  const said = readSaid(data.nextSays, data, next);
  if (said !== null) return inOurWords(said);
  return next === adviceByCode[knownCode(code)] ? germanByCode[knownCode(code)].next : next;
}

/** What is wrong with an input. */
export function issueWords({ code, message, data = {} }: Issue): string {
  return toldWords({ id: code, data }, message);
}

/** A text with its id and figures; the text itself where it has none or they do not make it. */
export function toldWords(told: Told | undefined, text: string): string {
  const said = told === undefined ? null : readSaid(told.id, told.data, text);
  return said === null ? text : inOurWords(said);
}

/** The notes on a model: ours in the language that is on, a service's own as they came. */
export function noteWords({
  warnings,
  saidWarnings = [],
}: Pick<SceneModel, "warnings" | "saidWarnings">): string[] {
  return warnings.map((text) =>
    toldWords(
      saidWarnings.find(({ id, data }) => readSaid(id, data, text) !== null),
      text,
    ),
  );
}

/** A layer by its id or by its English name, as hosts write it; other words as they came. */
export function layerWord(what: string): string {
  if (what === "unknown") return t.unknownLayer;
  const id = layerIds.find((known) => known === what || layerStyles[known].name === what);
  return id === undefined ? what : t.layerNames[id];
}

function inOurWords(said: Said): string {
  if (language.value === "en") return inWords(said);
  const { layer } = said.data;
  const data = typeof layer === "string" ? { ...said.data, layer: layerWord(layer) } : said.data;
  return inWords({ ...said, data }, germanSentences);
}
