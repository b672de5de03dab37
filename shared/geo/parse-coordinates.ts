import { type Checked, issueSaying } from "../issues.ts";
import type { LonLat } from "../scene/area-selection.ts";
import { type Said, says } from "../sentences.ts";

/**
 * A place as people paste it → [lon, lat] in WGS84 degrees. Understood: decimal degrees with point or comma, degrees,
 * minutes and seconds (with their marks, `43:44:00` or `43d44m00s`), hemisphere letters or `lat`/`lon` words in either
 * order, `geo:` links, and links of Google Maps, OpenStreetMap, Bing, Apple, HERE and Yandex maps, with or without
 * `https://`.
 *
 * Two bare numbers are ambiguous: they are read **latitude first**, as maps show them, also in brackets; only when the
 * first cannot be a latitude (beyond ±90) are they read longitude first. Issue codes: `coordinates-empty`,
 * `coordinates-unreadable`, `coordinates-in-no-link` (a link that names no place, as short ones do),
 * `coordinates-out-of-range`.
 */
export function parseCoordinates(text: string): Checked<LonLat> {
  const trimmed = text.trim();
  if (trimmed === "") return fault(says("coordinates-empty"));
  const pair = isLink(trimmed) ? fromLink(trimmed) : fromText(trimmed);
  if (pair === null)
    return fault(isLink(trimmed) ? says("coordinates-in-no-link") : says("coordinates-unreadable"));
  const [lon, lat] = pair;
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return { ok: true, value: [lon, lat] };
  return fault(says("coordinates-out-of-range", { lat, lon }));
}

const number = "([+-]?\\d+(?:\\.\\d+)?)";

/** The place a link is about. Latitude first in all of them. */
const placePatterns = [
  new RegExp(`!3d${number}!4d${number}`),
  new RegExp(`[?&]mlat=${number}&mlon=${number}`),
  // Android writes the place behind a nought where it has a name.
  new RegExp(`^geo:0,0\\?q=${number},${number}`, "i"),
  new RegExp(`^geo:${number},${number}`, "i"),
];
/** What of the map a link shows; a place in its path is more exact. Latitude first in all of them. */
const viewPatterns = [
  new RegExp(
    `[?&](?:q|ll|query|center|destination|daddr|sll|coordinate|where1|map)=(?:loc:)?${number}(?:,|%2C)\\+?(?:%20)?${number}`,
    "i",
  ),
  new RegExp(`[?&]cp=${number}(?:~|%7E)${number}`, "i"),
  new RegExp(`#map=[\\d.]+/${number}/${number}`),
  new RegExp(`/@${number},${number}`),
  new RegExp(`[?&]lat=${number}&(?:lon|lng)=${number}`, "i"),
];

/** With a scheme, or a host name and a path. */
const linkStart = /^(?:https?:\/\/|geo:|(?:[a-z0-9-]+\.)+[a-z]{2,}[/?])/i;

function isLink(text: string): boolean {
  return linkStart.test(text);
}

function fromLink(text: string): LonLat | null {
  const [lon, lat] =
    fromPatterns(placePatterns, text) ?? fromPath(text) ?? fromPatterns(viewPatterns, text) ?? [];
  if (lon === undefined || lat === undefined) return null;
  return longitudeFirst.test(text) ? [lat, lon] : [lon, lat];
}

/** Yandex maps write their pairs the other way round. */
const longitudeFirst = /^(?:https?:\/\/)?(?:[a-z0-9-]+\.)*yandex\.[a-z.]+\//i;

function fromPatterns(patterns: readonly RegExp[], link: string): LonLat | null {
  for (const pattern of patterns) {
    const match = pattern.exec(link);
    if (match !== null) return [Number(match[2]), Number(match[1])];
  }
  return null;
}

/** Google writes a place without a name as a part of the path, in any form of coordinates. */
function fromPath(link: string): LonLat | null {
  const part = /\/(?:place|search)\/([^/?#]+)/.exec(link)?.[1];
  if (part === undefined) return null;
  try {
    return fromText(decodeURIComponent(part.replace(/\+/g, " ")));
  } catch {
    // Not percent-coded as it should be.
    return null;
  }
}

function fromText(text: string): LonLat | null {
  const plain = normalise(text);
  const parts = splitParts(plain);
  if (parts === null) return null;
  const [first, second] = parts.map(parsePart);
  if (first === null || second === null || first === undefined || second === undefined) return null;
  if (first.axis !== null && first.axis === second.axis) return null;
  const lonFirst =
    first.axis === "lon" ||
    second.axis === "lat" ||
    (first.axis === null && second.axis === null && Math.abs(first.degrees) > 90);
  return lonFirst ? [first.degrees, second.degrees] : [second.degrees, first.degrees];
}

/** One spelling for signs, marks, words and decimal commas. */
function normalise(text: string): string {
  const marks = text
    .replace(/[−–]/g, "-")
    .replace(/^[[({]|[\])}]$/g, "")
    .replace(/\b(?:latitude|lat)\b\.?\s*[:=]?/gi, " @lat ")
    .replace(/\b(?:longitude|long|lng|lon)\b\.?\s*[:=]?/gi, " @lon ")
    .replace(/''|["″”“]/g, "″")
    .replace(/['′’‘]/g, "′")
    .replace(/[°º˚]/g, "°")
    .replace(/(\d)\s*d\s*([\d.]+)\s*m\s*(?:([\d.]+)\s*s\s*)?/gi, "$1°$2′$3 ")
    .replace(/(\d):(\d{1,2}):(\d)/g, "$1°$2′$3")
    // Behind minutes or seconds a comma is a decimal one.
    .replace(/(\d),(\d+)\s*([′″])/g, "$1.$2$3")
    .trim();
  const decimalCommas = /^(\D*\d+),(\d+\D*?)(?:\s*[;/]\s*|,\s+|\s+)([^\d,]*\d+),(\d+\D*)$/.exec(marks);
  if (decimalCommas === null || marks.includes(".")) return marks;
  return `${decimalCommas[1]}.${decimalCommas[2]};${decimalCommas[3]}.${decimalCommas[4]}`;
}

/** Two halves: at a separator, else after a hemisphere letter or before one, else evenly by numbers. */
function splitParts(text: string): [string, string] | null {
  const separated = text.split(/\s*[,;/&]\s*/).filter((part) => part !== "");
  if (separated.length === 2) return [separated[0], separated[1]];
  if (separated.length !== 1) return null;
  const words = /^(@\w+.+?)\s*(@\w+.+)$/.exec(text);
  if (words !== null) return [words[1], words[2]];
  const after = /^(.*?\d.*?[NSEWO])\s*(.*\d.*[NSEWO])$/i.exec(text);
  if (after !== null && /^[\d+-]/.test(text)) return [after[1], after[2]];
  const before = /^([NSEWO].*\d\S*?)\s*([NSEWO].*\d.*)$/i.exec(text);
  if (before !== null) return [before[1], before[2]];
  const numbers = text.split(/\s+/);
  if (numbers.length % 2 !== 0) return null;
  const half = numbers.length / 2;
  return [numbers.slice(0, half).join(" "), numbers.slice(half).join(" ")];
}

interface Part {
  degrees: number;
  axis: "lat" | "lon" | null;
}

function parsePart(text: string): Part | null {
  const word = /@(lat|lon)/.exec(text);
  const letter = /(?:^|[\d\s°′″])([NSEWO])\s*$|^\s*([NSEWO])/i.exec(text.replace(/@\w+/, " "));
  const hemisphere = (letter?.[1] ?? letter?.[2] ?? "").toUpperCase();
  const bare = text
    .replace(/@\w+/, " ")
    .replace(/^\s*[NSEWO]|[NSEWO]\s*$/i, hemisphere === "" ? "$&" : " ")
    .trim();
  const match =
    /^([+-]?)(\d+(?:\.\d+)?)(?:\s*°\s*|\s+|$)(?:(\d+(?:\.\d+)?)(?:\s*′\s*|\s+|$))?(?:(\d+(?:\.\d+)?)\s*″?)?$/.exec(
      bare,
    );
  if (match === null) return null;
  const [degrees, minutes, seconds] = [match[2], match[3] ?? "0", match[4] ?? "0"].map(Number);
  if (minutes >= 60 || seconds >= 60) return null;
  const sign = match[1] === "-" || /[SW]/.test(hemisphere) ? -1 : 1;
  const axis = word?.[1] ?? (/[NS]/.test(hemisphere) ? "lat" : /[EWO]/.test(hemisphere) ? "lon" : null);
  return {
    degrees: sign * (degrees + minutes / 60 + seconds / 3600),
    axis: axis === "lat" || axis === "lon" ? axis : null,
  };
}

function fault(said: Said): Checked<LonLat> {
  return { ok: false, issues: [issueSaying("place", said)] };
}
