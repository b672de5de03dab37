/**
 * Every sentence made below the panel that a person may read, by id, in English. Whoever makes one keeps its id and its
 * figures beside the text (`Said`), so that the panel can say the same in another language: by id and figures, never by
 * translating English. What a service, a map or a program says in its own words is a figure like any other: it stays as
 * it came. Ids beginning with `ring-`, `key-`, `coordinates-`, `file-` and `presets-` are codes of issues, those with
 * `skip-` reasons for leaving something out, those with `note-` notes on a model, those with `next-` advice.
 */
import type { NumberFault } from "./sentences/number-fault.ts";
import { numberFault } from "./sentences/number-fault.ts";
import { serviceSentences } from "./sentences/service-sentences.ts";

const ending = (text: string): string => (/[.!?…]["”“»)]?$/.test(text) ? text : `${text}.`);
/** The service's own words behind ours, with a full stop of their own or one added. */
const andSays = (what: string, text: string): string =>
  text === "" ? what : `${what} It says: ${ending(text)}`;

export const sentences = {
  ...serviceSentences,

  // Calls to a service
  "service-unreachable": ({ code }: { code: string }) =>
    `The service cannot be reached${code === "" ? "" : ` (${code})`}.`,
  "service-silent": ({ seconds }: { seconds: number }) => `The service did not answer within ${seconds} s.`,
  "service-slow": "The service took longer than the time allowed.",
  "connection-lost": "The connection to the service was lost.",
  "request-cancelled": "The request was cancelled.",
  "cancelled-while-silent": "Cancelled while the service did not answer.",
  "cancelled-before-sent": "Cancelled before anything was sent.",
  cancelled: "Cancelled.",

  // Refusals; `text` is what the service says, empty where it says nothing
  "no-service-here": ({ status, text }: { status: number; text: string }) =>
    andSays(`There is no context service at this address (${status}).`, text),
  "address-leads-on": ({ text }: { text: string }) =>
    andSays("The service's address leads on to another one; enter that one.", text),
  "refused-no-key": ({ text }: { text: string }) => andSays("The service asks for an API key.", text),
  "refused-bad-key": ({ text }: { text: string }) =>
    andSays("The service does not accept this API key.", text),
  "refused-no-balance": ({ text }: { text: string }) =>
    andSays("There is not enough balance for this area.", text),
  "refused-too-large": ({ text }: { text: string }) =>
    andSays("The service refuses this area as too large.", text),
  "refused-area": ({ text }: { text: string }) => andSays("The service refuses this area.", text),
  "refused-too-often": ({ text }: { text: string }) => andSays("The service asks to slow down.", text),
  "service-failed": ({ text }: { text: string }) => andSays("The service failed.", text),
  "service-took-too-long": ({ text }: { text: string }) => andSays("The service took too long.", text),
  refused: ({ status, text }: { status: number; text: string }) =>
    andSays(`The service refused the request (${status}).`, text),

  // Answers
  "answer-page": "The service answered with a web page instead of data.",
  "answer-no-json": "The service answered with something that is not JSON.",
  "answer-lacks": "The service's answer lacks what is expected in it.",
  "answer-empty": "The service sent an empty answer.",
  "answer-empty-at": ({ byte }: { byte: number }) => `The service sent an empty answer (at byte ${byte}).`,
  "answer-page-at": ({ byte }: { byte: number }) =>
    `The service answered with a web page instead of data (at byte ${byte}).`,
  "answer-no-object-at": ({ byte }: { byte: number }) =>
    `The service's answer is not a JSON object (at byte ${byte}).`,
  "answer-broken-at": ({ byte }: { byte: number }) => `The answer is not valid JSON (at byte ${byte}).`,
  "answer-cut": ({ byte }: { byte: number }) => `The answer stops in the middle, after ${byte} bytes.`,
  "answer-too-wordy": "The answer holds more descriptions than can be read at once.",
  "answer-over-memory": "The answer does not fit into memory.",
  "answer-over-budget": ({ mb }: { mb: number }) => `The answer is larger than ${mb} MB.`,
  "answer-other-form": "The service's answer is not in the form that it names.",
  "answer-unsound-at": ({ byte }: { byte: number }) => `The answer is damaged (at byte ${byte}).`,
  "answer-parts-missing": "Parts of the answer are missing.",
  "answer-no-geometry": "The service's answer holds no list of geometry.",
  "answer-other-crs": ({ got, asked }: { got: string; asked: string }) =>
    `The service answered in “${got}” although “${asked}” was asked for.`,
  "answer-nothing-here": "The service has nothing in this area.",
  /** `because`: id of the reason, whose own figures stand beside; empty where the reason is a service's own. */
  "answer-nothing-usable": ({ where, reason }: { where: string; reason: string; because: string }) =>
    `Nothing in the answer can be used; the first reason: ${where}: ${reason}.`,
  "key-unsendable": "The key contains a character that cannot be sent.",

  // The CAD program
  "host-unconnected": "The CAD program is no longer connected.",
  "host-silent": ({ seconds }: { seconds: number }) => `The CAD program has not answered for ${seconds} s.`,
  "host-took-nothing": "The CAD program did not take the data.",
  "host-cancel-open": "Cancelled; the CAD program has not confirmed yet that it stopped.",
  "host-takes-not": ({ format }: { format: string }) => `This CAD program does not take "${format}".`,
  "host-takes-less": ({ bytes, most }: { bytes: number; most: number }) =>
    `The hand-over has ${bytes} bytes; this host takes ${most}.`,
  "host-inserts-already": ({ name }: { name: string }) => `"${name}" is being inserted right now.`,
  "host-other-version": ({ theirs, ours }: { theirs: number; ours: number }) =>
    `The plug-in speaks version ${theirs} of the bridge, this panel speaks ${ours}.`,
  "host-none": "No CAD program answers: this page was not opened by one.",
  "handoff-closed": "This hand-over is not open (any more).",
  "handoff-over-memory": "There is not enough memory for this hand-over.",
  "encoder-broke-down": "The files could not be written: the part that encodes them broke down.",
  "model-damaged": ({ faults }: { faults: string }) => `The model is damaged and was not inserted: ${faults}`,
  "rhino-file-too-big": ({ mb, most }: { mb: number; most: number }) =>
    `The Rhino file would be about ${mb} MB; more than ${most} MB cannot be written in one piece.`,
  "gltf-file-too-big": ({ mb, most }: { mb: number; most: number }) =>
    `The glTF file would be about ${mb} MB; more than ${most} MB cannot be written in one piece.`,
  "worker-stopped": ({ text }: { text: string }) => `A worker of the panel stopped: ${text}`,
  unexpected: ({ text }: { text: string }) => `Something unexpected happened: ${text}`,

  // What to do next, where it is not the code's own advice
  "next-repeat-safe": "Repeating it is safe: the same request is never charged twice.",
  "next-check-balance":
    "Check your balance first; repeat only if you accept that the area may be charged twice.",
  "next-insert-again": "Insert again.",
  "next-smaller-or-mesh":
    "Draw a smaller area, leave out a layer, or insert one mesh per layer instead of one object per building.",
  "next-open-panel":
    "Open the panel from the CAD program, or from the address that the start command printed.",
  "next-insert-less": "Insert a smaller area, or leave out a layer.",

  // Issues of an area; points and sides are counted from 1
  "ring-not-finite": ({ point }: { point: number }) => `Point ${point} of the area is not a number.`,
  "ring-out-of-range": ({ point, lon, lat, swapped }: RingPoint) =>
    `Point ${point} (longitude ${lon}, latitude ${lat}) is not on Earth.${swapped ? " Latitude and longitude may be the wrong way round." : ""}`,
  "ring-too-many-points": ({ points, most }: { points: number; most: number }) =>
    `The area has ${points} points; the most is ${most}.`,
  "ring-too-few-points": ({ points }: { points: number }) =>
    `An area needs at least three different points; this has ${points}.`,
  "ring-open": "The area is not closed: its last point must equal its first.",
  "ring-antimeridian": "The area crosses the 180° meridian; draw one area on each side of it.",
  "ring-pole": "The area goes round a pole, where no map is drawn; draw it beside the pole.",
  /** `km`: 0 where the projection has no answer any more. */
  "ring-too-large": ({ km, most }: { km: number; most: number }) =>
    `The area is ${km === 0 ? "more than a map sheet" : `${km.toFixed(1)} km`} across; the most is ${most} km.`,
  "ring-repeated-point": ({ point, other }: { point: number; other: number }) =>
    `Points ${point} and ${other} are the same.`,
  "ring-zero-area": "The area encloses nothing.",
  "ring-self-crossing": ({ side, other }: { side: number; other: number }) =>
    `The outline touches or crosses itself: side ${side} meets side ${other}.`,

  // Issues of a key
  "key-empty": "Enter your API key.",
  "key-too-long": ({ length, most }: { length: number; most: number }) =>
    `This is ${length} characters long; a key has at most ${most}.`,
  "key-line-breaks": "The key contains a line break; copy it again in one piece.",
  "key-spaces": "The key contains a space; copy it again without it.",
  "key-characters": "The key contains a character that no key has; copy it again.",

  // Issues of a typed place and of a file
  "coordinates-empty": "Enter a place, for example 43.7384, 7.4246.",
  "coordinates-unreadable": "This is not a pair of coordinates such as 43.7384, 7.4246.",
  "coordinates-in-no-link":
    "This link names no place. A short link does not: open it in a browser and copy the long address from there.",
  "coordinates-out-of-range": ({ lat, lon }: { lat: number; lon: number }) =>
    `Latitude ${lat}, longitude ${lon} is not on Earth (latitude −90 to 90, longitude −180 to 180).`,
  "file-not-json": "The file is not GeoJSON: it is no valid JSON.",
  "file-no-polygon": "There is no polygon in the file.",
  "file-bad-number": "A corner in the file is not a longitude and a latitude.",
  "file-too-large": "The file is larger than 5 MB.",
  "file-zipped": "This is a zipped file (KMZ); unzip it and choose the .kml.",
  "file-has-type": "The file has a document type, which KML has not; it was not read.",
  "file-not-kml": "The file is not KML: it is no valid XML.",
  "presets-not-json": "The file is no preset file: it is no valid JSON.",
  "presets-wrong": ({ place }: { place: string }) =>
    `The file is no preset file of this version.${place === "" ? "" : ` Look at "${place}".`}`,

  // Why something of an answer was left out
  "skip-not-object": "is not an object",
  "skip-no-vertices": "has no list of vertices",
  "skip-empty": "no vertices",
  "skip-flat-triangles": "triangles without an area",
  "skip-no-area": "no triangle has an area",
  "skip-odd-count": ({ count }: { count: number }) => `${count} numbers do not make whole triangles`,
  "skip-odd-corners": ({ count }: { count: number }) => `${count} corners do not make whole triangles`,
  "skip-foreign-vertex": "uses a vertex that is not its own",
  "skip-too-far": "lies more than 1,000 km from the origin",
  "skip-entry-not-object": "a layer entry is not an object",
  "skip-entry-no-list": "a layer entry holds no list of elements",
  "skip-unknown-layer": ({ type, key }: { type: string; key: string }) =>
    `layer “${type}” as “${key}” is not known`,
  "skip-not-node": "is not a node with coordinates",
  "skip-grid-size": "its height map has no proper size",
  "skip-no-heights": "has no list of heights",
  "skip-grid-count": ({ count, expected }: { count: number; expected: number }) =>
    `its height map has ${count} heights instead of ${expected}`,
  /** `byte`: -1 where several are counted together. */
  "skip-numbers": ({ byte, ...fault }: NumberFault & { byte: number }) =>
    `${numberFault(fault)} in its number list${byte < 0 ? "" : ` (at byte ${byte})`}`,
  "skip-came-damaged": "came damaged",
  "skip-excluded": "excluded by you",
  "skip-not-kept": ({ program }: { program: string }) =>
    `triangles without area or twice in place, which ${program} does not keep`,
  "skip-not-taken": ({ program }: { program: string }) => `triangles that ${program} did not take`,
  "skip-only-meshes": "only meshes and blocks are inserted",
  "skip-too-many": ({ program }: { program: string }) => `too many for one mesh in ${program}`,

  // The same by our service's engine
  "skip-planned": "planned, or not there any more",
  "skip-underground": "underground",
  "skip-in-tunnel": "in a tunnel",
  /** `kind`: point or line. */
  "skip-no-outline": ({ kind }: { kind: string }) => `mapped as a ${kind}, without an outline`,
  "skip-tiny-outline": "the outline is smaller than 0.01 m² or has no inside",
  "skip-twice": "the same outline is mapped twice",
  "skip-remnant": "less than 0.1 m² of it lies in the area",
  "skip-no-solid": "the outline could not be made a closed solid",
  "skip-no-solid-line": "the line could not be made a closed solid",
  "skip-no-barrier": ({ barrier }: { barrier: string }) => `no solid for barrier=${barrier}`,
  "skip-wires": "wires have no thickness to build",
  "skip-not-meshed": "the outline could not be meshed",
  "skip-piece-not-meshed": "a piece of the outline could not be meshed",
  "skip-not-used": "the outline could not be used",
  "skip-open-area": "an area mapped as an open line",

  // The same by the map data it reads
  "skip-cut-off": "the outline is cut off by the edge of the data",
  "skip-line-cut-off": "fewer than two of its points are in the data",
  "skip-outline-flat": "the outline has no area",
  "skip-outline-open": "the outline does not close",
  "skip-part-open": "a part of the outline does not close",
  "skip-coast-ends": "a coastline ends inside the area",
  "skip-no-geometry": "it has no geometry",
  "skip-other-geometry": "its kind of geometry is not used",
  "skip-short-line": "the line has fewer than two points",
  "skip-bad-coordinates": "its coordinates are damaged",
  "skip-not-on-earth": "its coordinates are not on Earth",
  "skip-no-ground-surface": "it has no ground surface",

  // The 3D view
  "view-restoring": "The 3D view is being restored.",
  "view-no-picture": "The browser could not make a picture of the 3D view.",
  "next-in-a-moment": "Try again in a moment.",

  // Notes on a model and on what was made of it; `layer` is the name of a layer
  "note-origin-assumed":
    "The service did not say where its origin lies; the first corner of the area was assumed.",
  "note-utm-zone": ({ theirs, ours }: { theirs: string; ours: string }) =>
    `The answer is in UTM zone ${theirs}, not in the area's own zone ${ours}; coordinates are exact to about 5 cm.`,
  "note-axes": ({ order }: { order: string }) =>
    `The service's axis order differs from the expected one: the geometry fits the area only when read as (${order}) after the usual reading. It was placed that way; please check the north direction.`,
  "note-outside": ({ percent }: { percent: number }) =>
    `${percent} % of the geometry lies outside the requested area although it was asked to be cut there; please check its place.`,
  "note-no-triangles": ({ layer, count }: { layer: string; count: number }) =>
    `${layer}: ${count} features have no triangles and were left out.`,
  "note-flat-triangles": ({ layer, count }: { layer: string; count: number }) =>
    `${layer}: ${count} triangles had two corners in one place and were left out.`,
  "note-no-elevation": "This service has no elevation data: the terrain is flat at 0.",
  "note-elevation-elsewhere": "The elevation data does not cover this area: the terrain is flat at 0.",
  "note-elevation-filled": "Gaps in the elevation data were filled from their surroundings.",
  "note-terrain-coarse": ({ metres, most }: { metres: number; most: number }) =>
    `The terrain follows the elevation data within ${metres.toFixed(2)} m: closer would take more than ${most} triangles.`,
  /** `names`: in quotation marks; `more`: how many besides. */
  "note-unknown-settings": ({ names, more, one }: { names: string; more: number; one: boolean }) => {
    const all = `${names}${more > 0 ? ` and ${more} more` : ""}`;
    return one
      ? `The setting ${all} is not known and was ignored.`
      : `The settings ${all} are not known and were ignored.`;
  },
  "note-no-size": ({ layer, count }: { layer: string; count: number }) =>
    `${layer}: ${count} nodes of size 0 were left out.`,
};

interface RingPoint {
  point: number;
  /** Degrees. */
  lon: number;
  lat: number;
  /** The two would be a place the other way round. */
  swapped: boolean;
}

/** Another language is another object of this type: the compiler names what is missing. */
export type Sentences = typeof sentences;
export type SentenceId = keyof Sentences;
export type Figures = Readonly<Record<string, string | number | boolean>>;

/** Those that need no figures. */
export type PlainId = { [I in SentenceId]: Sentences[I] extends string ? I : never }[SentenceId];

/** A sentence before it is put into words. */
export interface Said {
  id: SentenceId;
  data: Figures;
}

/** The same as it crosses a wire or is kept: perhaps of another version. `readSaid` makes it sure. */
export interface Told {
  id: string;
  data: Figures;
}

type Given<I extends SentenceId> = Sentences[I] extends (data: infer D) => string ? [data: D] : [];

/** Names a sentence and gives it its figures. */
export function says<I extends SentenceId>(id: I, ...[data]: Given<I>): Said {
  return { id, data: Object.assign({}, data) };
}

/** The sentence in the words of a dictionary; English without one. */
export function inWords({ id, data }: Said, dictionary: Sentences = sentences): string {
  const text: unknown = dictionary[id];
  return typeof text === "function" ? String(text(data)) : String(text);
}

/**
 * What came with a text as its id and figures, if they really make that text: an older or foreign program may send an
 * id with other figures, and a sentence with holes must not be shown. Null where the text can only be shown as it is.
 */
export function readSaid(id: unknown, data: Figures, text: string): Said | null {
  const said = typeof id === "string" && isSentenceId(id) ? { id, data } : null;
  return said !== null && makes(said, text) ? said : null;
}

/** Foreign figures may be of any kind, or missing: a sentence that cannot be made of them is none. */
function makes(said: Said, text: string): boolean {
  try {
    return inWords(said) === text;
  } catch {
    return false;
  }
}

function isSentenceId(id: string): id is SentenceId {
  return Object.keys(sentences).indexOf(id) >= 0;
}
