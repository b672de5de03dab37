/**
 * Every sentence made below the panel, in German. The compiler names what is missing. What a service or a program says
 * in its own words (`text`, `faults` …) stays as it came.
 */

import type { NumberFault } from "../../shared/sentences/number-fault.ts";
import type { Sentences } from "../../shared/sentences.ts";
import { plural } from "./language.ts";
import { plainWords } from "./map-words.ts";
import { germanMapWords } from "./map-words-de.ts";
import { germanServiceSentences } from "./service-sentences-de.ts";

const count = (value: number, digits = 0): string =>
  new Intl.NumberFormat("de", { maximumFractionDigits: digits }).format(value);
const many = (value: number, one: string, other: string): string => plural("de", value, { one, other });
/** Degrees keep every figure that was typed. */
const degrees = (value: number): string => count(value, 10);

const ending = (text: string): string => (/[.!?…]["”“»)]?$/.test(text) ? text : `${text}.`);
const andSays = (what: string, text: string): string =>
  text === "" ? what : `${what} Er meldet: ${ending(text)}`;

const foundWords: Record<Exclude<NumberFault["found"], "word" | "endless">, string> = {
  text: "ein Text",
  nested: "eine Liste oder ein Objekt",
  comma: "noch ein Komma",
  end: "das Ende der Liste",
};

function numberFault({ found, word, wanted }: NumberFault): string {
  if (found === "endless") return "eine endlose Zahl";
  const place = wanted === "number" ? "einer Zahl" : "eines Kommas";
  return `${found === "word" ? `„${word}“` : foundWords[found]} anstelle ${place}`;
}

export const germanSentences: Sentences = {
  ...germanServiceSentences,

  "service-unreachable": ({ code }) => `Der Dienst ist nicht zu erreichen${code === "" ? "" : ` (${code})`}.`,
  "service-silent": ({ seconds }) => `Der Dienst hat ${count(seconds)} s lang nicht geantwortet.`,
  "service-slow": "Der Dienst hat länger gebraucht als erlaubt.",
  "connection-lost": "Die Verbindung zum Dienst ist abgerissen.",
  "request-cancelled": "Die Anfrage wurde abgebrochen.",
  "cancelled-while-silent": "Abgebrochen, während der Dienst nicht antwortete.",
  "cancelled-before-sent": "Abgebrochen, bevor etwas gesendet wurde.",
  cancelled: "Abgebrochen.",

  "no-service-here": ({ status, text }) =>
    andSays(`Unter dieser Adresse ist kein Kontextdienst (${status}).`, text),
  "address-leads-on": ({ text }) =>
    andSays("Die Adresse des Dienstes führt zu einer anderen weiter; geben Sie jene ein.", text),
  "refused-no-key": ({ text }) => andSays("Der Dienst verlangt einen API-Schlüssel.", text),
  "refused-bad-key": ({ text }) => andSays("Der Dienst nimmt diesen API-Schlüssel nicht an.", text),
  "refused-no-balance": ({ text }) => andSays("Das Guthaben reicht für dieses Gebiet nicht.", text),
  "refused-too-large": ({ text }) => andSays("Dem Dienst ist dieses Gebiet zu groß.", text),
  "refused-area": ({ text }) => andSays("Der Dienst lehnt dieses Gebiet ab.", text),
  "refused-too-often": ({ text }) => andSays("Der Dienst bittet um Geduld: zu viele Anfragen.", text),
  "service-failed": ({ text }) => andSays("Der Dienst ist gescheitert.", text),
  "service-took-too-long": ({ text }) => andSays("Der Dienst hat zu lange gebraucht.", text),
  refused: ({ status, text }) => andSays(`Der Dienst hat die Anfrage abgelehnt (${status}).`, text),

  "answer-page": "Der Dienst hat mit einer Webseite statt mit Daten geantwortet.",
  "answer-no-json": "Der Dienst hat mit etwas geantwortet, das kein JSON ist.",
  "answer-lacks": "In der Antwort des Dienstes fehlt etwas Nötiges.",
  "answer-empty": "Der Dienst hat eine leere Antwort gesendet.",
  "answer-empty-at": ({ byte }) => `Der Dienst hat eine leere Antwort gesendet (bei Byte ${count(byte)}).`,
  "answer-page-at": ({ byte }) =>
    `Der Dienst hat mit einer Webseite statt mit Daten geantwortet (bei Byte ${count(byte)}).`,
  "answer-no-object-at": ({ byte }) =>
    `Die Antwort des Dienstes ist kein JSON-Objekt (bei Byte ${count(byte)}).`,
  "answer-broken-at": ({ byte }) => `Die Antwort ist kein gültiges JSON (bei Byte ${count(byte)}).`,
  "answer-cut": ({ byte }) =>
    `Die Antwort hört mittendrin auf, nach ${many(byte, "einem Byte", `${count(byte)} Bytes`)}.`,
  "answer-too-wordy": "Die Antwort enthält mehr Beschreibungen, als auf einmal gelesen werden können.",
  "answer-over-memory": "Die Antwort passt nicht in den Speicher.",
  "answer-over-budget": ({ mb }) => `Die Antwort ist größer als ${count(mb)} MB.`,
  "answer-other-form": "Die Antwort des Dienstes hat nicht die Form, die sie nennt.",
  "answer-unsound-at": ({ byte }) => `Die Antwort ist beschädigt (ab Byte ${byte}).`,
  "answer-parts-missing": "Teile der Antwort fehlen.",
  "answer-no-geometry": "In der Antwort des Dienstes fehlt die Liste der Geometrie.",
  "answer-other-crs": ({ got, asked }) =>
    `Der Dienst hat in „${got}“ geantwortet, obwohl „${asked}“ verlangt war.`,
  "answer-nothing-here": "In diesem Gebiet hat der Dienst nichts.",
  "answer-nothing-usable": (data) =>
    `Nichts in der Antwort ist brauchbar; der erste Grund: ${data.where}: ${reasonOf(data)}.`,
  "key-unsendable": "Der Schlüssel enthält ein Zeichen, das nicht gesendet werden kann.",

  "host-unconnected": "Das CAD-Programm ist nicht mehr verbunden.",
  "host-silent": ({ seconds }) => `Das CAD-Programm hat ${count(seconds)} s lang nicht geantwortet.`,
  "host-took-nothing": "Das CAD-Programm hat die Daten nicht angenommen.",
  "host-cancel-open": "Abgebrochen; das CAD-Programm hat noch nicht bestätigt, dass es aufgehört hat.",
  "host-takes-not": ({ format }) => `Dieses CAD-Programm nimmt „${format}“ nicht an.`,
  "host-takes-less": ({ bytes, most }) =>
    `Die Übergabe hat ${count(bytes)} Bytes; dieses Programm nimmt ${count(most)}.`,
  "host-inserts-already": ({ name }) => `„${name}“ wird gerade eingefügt.`,
  "host-other-version": ({ theirs, ours }) =>
    `Das Plug-in spricht Version ${theirs} der Verbindung, dieses Panel Version ${ours}.`,
  "host-none": "Kein CAD-Programm antwortet: Diese Seite wurde von keinem geöffnet.",
  "handoff-closed": "Diese Übergabe ist nicht (mehr) offen.",
  "handoff-over-memory": "Für diese Übergabe reicht der Speicher nicht.",
  "encoder-broke-down":
    "Die Dateien konnten nicht geschrieben werden: Der Teil, der sie erstellt, ist ausgefallen.",
  "model-damaged": ({ faults }) => `Das Modell ist beschädigt und wurde nicht eingefügt: ${faults}`,
  "rhino-file-too-big": ({ mb, most }) =>
    `Die Rhino-Datei hätte etwa ${count(mb)} MB; mehr als ${count(most)} MB lassen sich nicht in einem Stück schreiben.`,
  "gltf-file-too-big": ({ mb, most }) =>
    `Die glTF-Datei hätte etwa ${count(mb)} MB; mehr als ${count(most)} MB lassen sich nicht in einem Stück schreiben.`,
  "worker-stopped": ({ text }) => `Ein Hintergrundprozess des Panels hat aufgehört: ${text}`,
  unexpected: ({ text }) => `Etwas Unerwartetes ist geschehen: ${text}`,

  "next-repeat-safe": "Wiederholen ist sicher: Dieselbe Anfrage wird nie zweimal berechnet.",
  "next-check-balance":
    "Sehen Sie zuerst nach Ihrem Guthaben; wiederholen Sie nur, wenn das Gebiet auch zweimal berechnet werden darf.",
  "next-insert-again": "Fügen Sie noch einmal ein.",
  "next-smaller-or-mesh":
    "Zeichnen Sie ein kleineres Gebiet, lassen Sie eine Ebene weg, oder fügen Sie ein Netz je Ebene statt eines Objekts je Gebäude ein.",
  "next-insert-less": "Fügen Sie ein kleineres Gebiet ein, oder lassen Sie eine Ebene weg.",
  "next-open-panel":
    "Öffnen Sie das Panel aus dem CAD-Programm oder unter der Adresse, die der Startbefehl genannt hat.",

  "ring-not-finite": ({ point }) => `Punkt ${count(point)} des Gebiets ist keine Zahl.`,
  "ring-out-of-range": ({ point, lon, lat, swapped }) =>
    `Punkt ${count(point)} (Länge ${degrees(lon)}, Breite ${degrees(lat)}) liegt nicht auf der Erde.${swapped ? " Vielleicht sind Breite und Länge vertauscht." : ""}`,
  "ring-too-many-points": ({ points, most }) =>
    `Das Gebiet hat ${count(points)} Punkte; höchstens ${count(most)} sind möglich.`,
  "ring-too-few-points": ({ points }) =>
    `Ein Gebiet braucht mindestens drei verschiedene Punkte; dieses hat ${count(points)}.`,
  "ring-open": "Das Gebiet ist nicht geschlossen: Sein letzter Punkt muss der erste sein.",
  "ring-antimeridian": "Das Gebiet überquert den 180. Längengrad; zeichnen Sie auf jeder Seite ein eigenes.",
  "ring-pole": "Das Gebiet liegt um einen Pol, wo es keine Karte gibt; zeichnen Sie es daneben.",
  "ring-too-large": ({ km, most }) =>
    `Das Gebiet ist ${km === 0 ? "mehr als ein Kartenblatt" : `${new Intl.NumberFormat("de", { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(km)} km`} breit; höchstens ${count(most)} km sind möglich.`,
  "ring-repeated-point": ({ point, other }) =>
    `Die Punkte ${count(point)} und ${count(other)} sind dieselben.`,
  "ring-zero-area": "Das Gebiet umschließt nichts.",
  "ring-self-crossing": ({ side, other }) =>
    `Der Umriss berührt oder kreuzt sich selbst: Seite ${count(side)} trifft Seite ${count(other)}.`,

  "key-empty": "Geben Sie Ihren API-Schlüssel ein.",
  "key-too-long": ({ length, most }) =>
    `Das sind ${count(length)} Zeichen; ein Schlüssel hat höchstens ${count(most)}.`,
  "key-line-breaks": "Der Schlüssel enthält einen Zeilenumbruch; kopieren Sie ihn noch einmal am Stück.",
  "key-spaces": "Der Schlüssel enthält ein Leerzeichen; kopieren Sie ihn noch einmal ohne.",
  "key-characters":
    "Der Schlüssel enthält ein Zeichen, das kein Schlüssel hat; kopieren Sie ihn noch einmal.",

  "coordinates-empty": "Geben Sie einen Ort ein, zum Beispiel 43.7384, 7.4246.",
  "coordinates-unreadable": "Das ist kein Paar von Koordinaten wie 43.7384, 7.4246.",
  "coordinates-in-no-link":
    "Dieser Link nennt keinen Ort. Kurze Links tun das nicht: Öffnen Sie ihn im Browser und kopieren Sie dort die lange Adresse.",
  "coordinates-out-of-range": ({ lat, lon }) =>
    `Breite ${degrees(lat)}, Länge ${degrees(lon)} liegt nicht auf der Erde (Breite −90 bis 90, Länge −180 bis 180).`,
  "file-not-json": "Die Datei ist kein GeoJSON: Sie ist kein gültiges JSON.",
  "file-no-polygon": "In der Datei ist kein Polygon.",
  "file-bad-number": "Eine Ecke in der Datei ist keine Länge und Breite.",
  "file-too-large": "Die Datei ist größer als 5 MB.",
  "file-zipped": "Das ist eine gepackte Datei (KMZ); entpacken Sie sie und wählen Sie die .kml.",
  "file-has-type": "Die Datei hat einen Dokumenttyp, den KML nicht hat; sie wurde nicht gelesen.",
  "file-not-kml": "Die Datei ist kein KML: Sie ist kein gültiges XML.",
  "presets-not-json": "Die Datei ist keine Vorlagendatei: Sie ist kein gültiges JSON.",
  "presets-wrong": ({ place }) =>
    `Die Datei ist keine Vorlagendatei dieser Version.${place === "" ? "" : ` Sehen Sie bei „${place}“ nach.`}`,

  "skip-not-object": "ist kein Objekt",
  "skip-no-vertices": "hat keine Liste von Punkten",
  "skip-empty": "keine Punkte",
  "skip-flat-triangles": "Dreiecke ohne Fläche",
  "skip-no-area": "kein Dreieck hat eine Fläche",
  "skip-odd-count": ({ count: numbers }) => `${count(numbers)} Zahlen ergeben keine ganzen Dreiecke`,
  "skip-odd-corners": ({ count: corners }) => `${count(corners)} Ecken ergeben keine ganzen Dreiecke`,
  "skip-foreign-vertex": "benutzt einen fremden Punkt",
  "skip-too-far": "liegt mehr als 1.000 km vom Ursprung",
  "skip-entry-not-object": "ein Eintrag der Ebenen ist kein Objekt",
  "skip-entry-no-list": "ein Eintrag der Ebenen hat keine Liste von Elementen",
  "skip-unknown-layer": ({ type, key }) => `die Ebene „${type}“ als „${key}“ ist nicht bekannt`,
  "skip-not-node": "ist kein Punktobjekt mit Koordinaten",
  "skip-grid-size": "das Höhenraster hat keine richtige Größe",
  "skip-no-heights": "hat keine Liste von Höhen",
  "skip-grid-count": ({ count: heights, expected }) =>
    `das Höhenraster hat ${count(heights)} Höhen statt ${count(expected)}`,
  "skip-numbers": ({ byte, ...fault }) =>
    `${numberFault(fault)} in der Zahlenliste${byte < 0 ? "" : ` (bei Byte ${count(byte)})`}`,
  "skip-came-damaged": "kam beschädigt an",
  "skip-excluded": "von Ihnen weggelassen",
  "skip-not-kept": ({ program }) =>
    `Dreiecke ohne Fläche oder doppelt vorhanden, die ${program} nicht behält`,
  "skip-not-taken": ({ program }) => `Dreiecke, die ${program} nicht angenommen hat`,
  "skip-only-meshes": "nur Netze und Blöcke werden eingefügt",
  "view-restoring": "Die 3D-Ansicht wird gerade wiederhergestellt.",
  "view-no-picture": "Der Browser konnte kein Bild der 3D-Ansicht machen.",
  "next-in-a-moment": "Versuchen Sie es gleich noch einmal.",
  "skip-too-many": ({ program }) => `zu viele für ein Netz in ${program}`,

  "skip-planned": "geplant oder nicht mehr vorhanden",
  "skip-underground": "unterirdisch",
  "skip-in-tunnel": "in einem Tunnel",
  "skip-no-outline": ({ kind }) => `als ${kindWords[kind] ?? kind} erfasst, ohne Umriss`,
  "skip-tiny-outline": "der Umriss ist kleiner als 0,01 m² oder leer",
  "skip-twice": "derselbe Umriss ist zweimal erfasst",
  "skip-remnant": "davon liegen weniger als 0,1 m² im Gebiet",
  "skip-no-solid": "aus dem Umriss wurde kein geschlossener Körper",
  "skip-no-solid-line": "aus der Linie wurde kein geschlossener Körper",
  "skip-no-barrier": ({ barrier }) => `kein Körper für ${barrierWord(String(barrier))}`,
  "skip-wires": "Leitungen haben keine Dicke, die sich bauen ließe",
  "skip-not-meshed": "aus dem Umriss wurde kein Netz",
  "skip-piece-not-meshed": "aus einem Stück des Umrisses wurde kein Netz",
  "skip-not-used": "der Umriss war nicht zu gebrauchen",
  "skip-open-area": "eine Fläche, die als offene Linie erfasst ist",

  "skip-cut-off": "der Umriss ist am Rand der Daten abgeschnitten",
  "skip-line-cut-off": "weniger als zwei seiner Punkte stehen in den Daten",
  "skip-outline-flat": "der Umriss hat keine Fläche",
  "skip-outline-open": "der Umriss schließt sich nicht",
  "skip-part-open": "ein Teil des Umrisses schließt sich nicht",
  "skip-coast-ends": "eine Küstenlinie endet im Gebiet",
  "skip-no-geometry": "hat keine Geometrie",
  "skip-other-geometry": "diese Art von Geometrie wird nicht verwendet",
  "skip-short-line": "die Linie hat weniger als zwei Punkte",
  "skip-bad-coordinates": "die Koordinaten sind beschädigt",
  "skip-not-on-earth": "die Koordinaten liegen nicht auf der Erde",
  "skip-no-ground-surface": "hat keine Bodenfläche",

  "note-origin-assumed":
    "Der Dienst hat seinen Ursprung nicht genannt; angenommen wurde die erste Ecke des Gebiets.",
  "note-utm-zone": ({ theirs, ours }) =>
    `Die Antwort ist in der UTM-Zone ${theirs} statt in der eigenen Zone ${ours} des Gebiets; Koordinaten sind auf etwa 5 cm genau.`,
  "note-axes": ({ order }) =>
    `Die Achsen des Dienstes liegen anders als erwartet: Die Geometrie passt nur ins Gebiet, wenn sie nach der üblichen Lesung als (${inGermanAxes(order)}) gelesen wird. So wurde sie gelegt; bitte prüfen Sie die Nordrichtung.`,
  "note-outside": ({ percent }) =>
    `${count(percent)} % der Geometrie liegen außerhalb des Gebiets, obwohl an der Grenze abgeschnitten werden sollte; bitte prüfen Sie die Lage.`,
  "note-no-triangles": ({ layer, count: features }) =>
    `${layer}: ${many(features, "Ein Objekt hat", `${count(features)} Objekte haben`)} keine Dreiecke und fehlen.`,
  "note-flat-triangles": ({ layer, count: triangles }) =>
    `${layer}: ${many(triangles, "Ein Dreieck hatte", `${count(triangles)} Dreiecke hatten`)} zwei Ecken an einer Stelle und fehlen.`,
  "note-no-elevation": "Dieser Dienst hat keine Höhendaten: Das Gelände ist eben auf Höhe 0.",
  "note-elevation-elsewhere":
    "Die Höhendaten decken dieses Gebiet nicht ab: Das Gelände ist eben auf Höhe 0.",
  "note-elevation-filled": "Lücken in den Höhendaten wurden aus ihrer Umgebung gefüllt.",
  "note-terrain-coarse": ({ metres, most }) =>
    `Das Gelände folgt den Höhendaten auf ${count(metres, 2)} m genau: Genauer bräuchte es mehr als ${count(most)} Dreiecke.`,
  "note-unknown-settings": ({ names, more, one }) => {
    const german = String(names).replace(/“/g, "„").replace(/”/g, "“");
    const all = `${german}${more > 0 ? ` und ${count(more)} weitere` : ""}`;
    return one
      ? `Die Einstellung ${all} ist nicht bekannt und wurde übergangen.`
      : `Die Einstellungen ${all} sind nicht bekannt und wurden übergangen.`;
  },
  "note-no-size": ({ layer, count: nodes }) =>
    `${layer}: ${many(nodes, "Ein Punktobjekt", `${count(nodes)} Punktobjekte`)} ohne Größe fehlen.`,
};

/** The first reason with its own figures; a service's own words as they came. */
function reasonOf(data: { reason: string; because: string }): string {
  const known: unknown = Reflect.get(germanSentences, data.because);
  if (typeof known === "function") return String(known(data));
  return typeof known === "string" ? known : data.reason;
}

const barrierWords = new Map<string, string>(Object.entries(germanMapWords));
const barrierWord = (barrier: string): string => barrierWords.get(barrier) ?? plainWords(barrier);
const kindWords: Readonly<Record<string, string>> = { point: "Punkt", line: "Linie", area: "Fläche" };

const axes: Readonly<Record<string, string>> = {
  east: "Ost",
  west: "West",
  north: "Nord",
  south: "Süd",
  up: "oben",
};

function inGermanAxes(order: string): string {
  return order
    .split(", ")
    .map((name) => axes[name] ?? name)
    .join(", ");
}
