/** What our own service says of itself and of requests, in German: part of `sentences-de.ts`. */
import type { ServiceSentences } from "../../shared/sentences/service-sentences.ts";
import { plural } from "./language.ts";

const count = (value: number, digits = 0): string =>
  new Intl.NumberFormat("de", { maximumFractionDigits: digits }).format(value);
/** Square kilometres to the square metre, and degrees as they are. */
const exact = (value: number): string => count(value, 10);
const because = (why: string): string => (why === "" ? "" : `: ${why}`);

const again = "Versuchen Sie es später noch einmal";

export const germanServiceSentences: ServiceSentences = {
  "service-disk-full": "Der Speicher des Dienstes ist voll.",
  "service-broke-down": "Der Teil des Dienstes, der diese Antwort machte, ist ausgefallen.",
  "service-not-open": ({ seconds }) =>
    `Der Dienst konnte seine Karten- oder Höhendaten nicht innerhalb von ${count(seconds)} s öffnen.`,
  "service-busy": "Der Dienst ist mit anderen Anfragen beschäftigt.",
  "service-stops": "Der Dienst wird gerade beendet.",
  "service-mistake": "Der Dienst hat einen Fehler gemacht; wer ihn betreibt, findet ihn im Protokoll.",
  "service-too-slow": ({ seconds }) => `Die Antwort hat länger als ${count(seconds)} s gebraucht.`,

  "bearer-missing": "Die Anfrage enthält keinen API-Schlüssel.",
  "bearer-scheme": "Die Kopfzeile „Authorization“ ist nicht von der Art „Bearer <Schlüssel>“.",
  "bearer-space":
    "Der API-Schlüssel enthält ein Leerzeichen; er wurde wahrscheinlich nicht am Stück kopiert.",
  "bearer-long": "Das ist kein API-Schlüssel: Er ist zu lang.",
  "bearer-unknown": "Der API-Schlüssel ist nicht gültig: Er gehört zu keinem Konto.",
  "too-many-requests": ({ perMinute }) =>
    `Zu viele Anfragen: Mit diesem Schlüssel sind ${count(perMinute)} in der Minute möglich.`,
  "balance-short": ({ km2, left }) =>
    `Das Gebiet hat ${exact(km2)} km², auf dem Konto sind noch ${exact(left)} km².`,
  "request-id-form": "Der Idempotency-Key muss 1 bis 200 Zeichen haben, ohne Leerzeichen.",
  "request-id-of-other": "Dieser Idempotency-Key wurde schon für eine andere Anfrage benutzt.",
  "request-id-old": "Dieser Idempotency-Key wurde vor mehr als einem Tag benutzt.",

  "request-other-host": "Dieser Dienst antwortet nicht unter diesem Rechnernamen.",
  "request-no-address": "Unter dieser Adresse ist nichts.",
  "request-other-method": ({ method }) => `Diese Adresse antwortet nicht auf ${method}.`,
  "request-no-form-left": "Die Kopfzeile „Accept“ schließt jede Form aus, in der dieser Dienst antwortet.",
  "request-too-long": ({ kb }) => `Die Anfrage ist größer als ${count(kb)} kB.`,
  "request-empty": "Die Anfrage hat keinen Inhalt.",
  "request-not-json": ({ why }) => `Der Inhalt der Anfrage ist kein JSON: ${why}.`,
  "request-unusable": ({ why }) => `Die Anfrage ist nicht zu gebrauchen: ${why}.`,
  "request-field": ({ field, why }) => `Das Feld „${field}“ ist nicht zu gebrauchen: ${why}.`,
  "request-rings": "Das Gebiet ist eine Liste von Ringen; ein Gebiet ist ein Ring, ohne Löcher.",
  "request-holes": "Ein Gebiet kann keine Löcher haben.",
  "request-no-points": "Das Gebiet hat keine Punkte.",
  "request-no-layer": "Die Einstellungen verlangen keine einzige Ebene.",
  "request-area-faults": ({ faults }) => `Mit dem Gebiet stimmt mehreres nicht: ${faults}`,
  "request-area-size": ({ km2, most }) =>
    `Das Gebiet hat ${count(km2, 2)} km²; eine Anfrage darf höchstens ${exact(most)} km² haben.`,
  "request-outside-data": "Das Gebiet liegt außerhalb der Daten dieses Dienstes.",
  "request-origin-far": "Der Ursprung liegt mehr als 100 km vom Gebiet entfernt.",
  "request-origin-nowhere": ({ lat, lon }) =>
    `Der Ursprung (Breite ${exact(lat)}, Länge ${exact(lon)}) liegt nicht auf der Erde.`,
  "search-too-long": ({ most }) => `Der Suchtext hat mehr als ${count(most)} Zeichen.`,
  "search-limit": ({ most }) => `Das Feld „limit“ muss eine ganze Zahl von 1 bis ${count(most)} sein.`,
  "basemap-none": "Dieser Dienst hat keine Hintergrundkarte: Die Ausdehnung seiner Daten ist nicht bekannt.",

  "glb-many-triangles": ({ millions }) =>
    `Als glTF hätte diese Antwort mehr als ${count(millions, 2)} Millionen Dreiecke.`,
  "glb-many-objects": ({ most }) => `Als glTF hätte diese Antwort mehr als ${count(most)} Objekte.`,
  "compact-too-far": "Das Gebiet reicht weiter von seiner Mitte, als die kompakte Form ausdrücken kann.",

  "map-too-many-things": "Die Karte hat in diesem Gebiet zu viele Objekte.",
  "map-too-large-live": "Das Gebiet ist zu groß, um es direkt von Overpass zu holen.",
  "map-server-status": ({ host, answered }) => `Der Kartenserver ${host} hat mit ${answered} geantwortet.`,
  "map-server-often": ({ host }) => `Der Kartenserver ${host} bittet um weniger Anfragen.`,
  "map-server-busy": ({ host, answered }) => `Der Kartenserver ${host} ist beschäftigt (${answered}).`,
  "map-server-silent": ({ host }) => `Der Kartenserver ${host} hat nicht rechtzeitig geantwortet.`,
  "map-server-away": ({ host }) => `Der Kartenserver ${host} ist nicht zu erreichen.`,
  "map-server-no-map": "Der Kartenserver hat etwas gesendet, das keine Karte ist.",
  "map-server-unfinished": "Der Kartenserver konnte die Abfrage nicht beenden.",
  "map-server-too-much": "Die Antwort des Kartenservers ist größer, als angenommen wird.",
  "map-server-other-piece": ({ host, answered }) =>
    `Der Server ${host} hat ein anderes Stück gegeben, als verlangt war (${answered}).`,
  "map-database-slow": "Die Kartendatenbank hat zu lange gebraucht.",
  "map-database-unread": ({ why }) => `Die Kartendatenbank ist nicht zu lesen${because(why)}.`,
  "map-file-unread": ({ name, why }) => `Die Datei ${name} ist nicht zu lesen: ${why}.`,
  "heights-too-many": "Die Höhendaten dieses Gebiets haben mehr Werte, als auf einmal gelesen werden.",
  "heights-file-unread": ({ name, why }) => `Die Höhendatei ${name} ist nicht zu lesen: ${why}.`,
  "heights-server-status": ({ host, answered }) => `Der Höhenserver ${host} hat mit ${answered} geantwortet.`,
  "heights-tile-unread": ({ tile, why }) => `Die Höhenkachel ${tile} ist nicht zu lesen${because(why)}.`,

  "next-make-room": `${again}; wer den Dienst betreibt, muss Platz schaffen.`,
  "next-less-or-elsewhere":
    "Versuchen Sie es noch einmal; wenn es wieder geschieht, lassen Sie eine Ebene weg, oder zeichnen Sie ein anderes Gebiet.",
  "next-look-at-data": `${again}; wenn es wieder geschieht, sollte, wer den Dienst betreibt, nach seinen Daten sehen.`,
  "next-in-seconds": "Versuchen Sie es in einigen Sekunden noch einmal.",
  "next-wait": ({ seconds }) => `Warten Sie ${count(seconds)} s, und versuchen Sie es noch einmal.`,
  "next-in-minutes": ({ minutes }) =>
    `Versuchen Sie es in etwa ${plural("de", minutes, { one: "einer Minute", other: `${count(minutes)} Minuten` })} noch einmal.`,
  "next-send-key":
    "Geben Sie Ihren API-Schlüssel ein; ein Programm sendet ihn als Kopfzeile „Authorization: Bearer <Schlüssel>“.",
  "next-add-balance": ({ address }) =>
    `Kaufen Sie unter ${address} ein Paket oder ein Abonnement, oder zeichnen Sie ein kleineres Gebiet.`,
  "next-send-id":
    "Senden Sie eine UUID, dieselbe bei jedem Versuch eines Kaufs, oder lassen Sie die Kopfzeile weg.",
  "next-new-id":
    "Senden Sie für einen neuen Kauf eine neue; wiederholen Sie eine nur mit genau derselben Anfrage.",
  "next-printed-address": "Nehmen Sie die Adresse, die der Dienst beim Start genannt hat.",
  "next-check-address": "Prüfen Sie die Adresse; die API ist POST /v1/context.",
  "next-use-method": ({ methods }) => `Nehmen Sie ${methods}.`,
  "next-accept": ({ names }) => `Nehmen Sie eine von diesen an: ${names}.`,
  "next-send-less": "Senden Sie ein Polygon mit höchstens 5.000 Punkten und die Einstellungen, sonst nichts.",
  "next-send-polygon":
    "Senden Sie JSON mit mindestens einem Polygon: einem geschlossenen Ring aus Paaren [Breite, Länge].",
  "next-send-json": "Senden Sie die Anfrage als JSON-Text in UTF-8.",
  "next-correct-field": "Berichtigen Sie das oben genannte Feld, und senden Sie die Anfrage noch einmal.",
  "next-one-ring":
    "Senden Sie einen Ring aus Paaren [Breite, Länge]; umgehen Sie ein Loch mit einem schmalen Schnitt, oder lassen Sie es im Gebiet.",
  "next-ring-form":
    "Senden Sie einen Ring aus Paaren [Breite, Länge], der sich nicht kreuzt, mit dem ersten Paar noch einmal am Ende.",
  "next-name-layer": ({ layers }) => `Nennen Sie mindestens eine von ${layers} in „settings.geometry“.`,
  "next-area-of": ({ mostKm2 }) =>
    `Zeichnen Sie ein Gebiet von höchstens ${exact(mostKm2)} km², oder holen Sie es in mehreren Stücken.`,
  "next-area-within": ({ west, east, south, north }) =>
    `Zeichnen Sie ein Gebiet zwischen Länge ${exact(west)} und ${exact(east)}, Breite ${exact(south)} und ${exact(north)}.`,
  "next-latitude-first":
    "Die Breite kommt zuerst: Senden Sie Paare [Breite, Länge]. Andersherum liegt das Gebiet in den Daten.",
  "next-origin": "Lassen Sie `origin` weg, oder geben Sie einen Punkt nahe dem Gebiet an.",
  "next-shorter-name": "Geben Sie einen kürzeren Namen ein.",
  "next-correct-limit": "Berichtigen Sie das Feld, oder lassen Sie es weg.",
  "next-online-style": "Wählen Sie in den Einstellungen einen Online-Kartenstil.",
  "next-ask-json":
    "Zeichnen Sie ein kleineres Gebiet, lassen Sie eine Ebene weg, oder verlangen Sie JSON, das keine solche Grenze hat.",
  "next-area-or-file":
    "Zeichnen Sie ein kleineres Gebiet; wer den Dienst betreibt, kann eine Kartendatei mit --osm angeben.",
  "next-look-at-overpass":
    "Wer den Dienst betreibt, muss die Adresse prüfen, die mit --overpass angegeben ist.",
  "next-coarser-heights":
    "Zeichnen Sie ein kleineres Gebiet; wer den Dienst betreibt, kann die Höhendatei gröber machen.",
};
