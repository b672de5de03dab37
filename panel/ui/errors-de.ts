/** What every error code means and asks for, in German: for errors whose own sentence is not one of ours. */
import type { ErrorCode } from "../../shared/errors.ts";

interface CodeWords {
  /** What happened. */
  what: string;
  /** What to do next. */
  next: string;
}

const update = "Bringen Sie Plug-in und Panel auf dieselbe Version.";

export const germanByCode: Record<ErrorCode, CodeWords> = {
  "no-key": {
    what: "Es fehlt ein API-Schlüssel.",
    next: "Geben Sie Ihren API-Schlüssel unter Schlüssel ein.",
  },
  "bad-key": {
    what: "Der API-Schlüssel wird nicht angenommen.",
    next: "Kopieren Sie den Schlüssel noch einmal von der Seite für API-Schlüssel; ein neu ausgestellter ersetzt den alten sofort.",
  },
  "no-balance": {
    what: "Das Guthaben reicht nicht.",
    next: "Kaufen Sie auf der Seite für Tarif & Abrechnung ein Paket oder ein Abonnement, oder zeichnen Sie ein kleineres Gebiet.",
  },
  "area-too-large": {
    what: "Das Gebiet ist zu groß.",
    next: "Zeichnen Sie ein kleineres Gebiet, oder holen Sie es in mehreren Stücken.",
  },
  "bad-polygon": { what: "Mit diesem Gebiet stimmt etwas nicht.", next: "Zeichnen Sie das Gebiet neu." },
  "bad-request": {
    what: "Der Dienst nimmt diese Anfrage so nicht an.",
    next: "Ändern Sie die oben genannte Option, und versuchen Sie es noch einmal.",
  },
  "rate-limited": {
    what: "Es waren zu viele Anfragen.",
    next: "Warten Sie einen Augenblick, und versuchen Sie es noch einmal.",
  },
  "service-down": {
    what: "Der Dienst antwortet nicht, wie er soll.",
    next: "Prüfen Sie die Verbindung und die Adresse des Dienstes, und versuchen Sie es noch einmal.",
  },
  timeout: {
    what: "Es hat zu lange gedauert.",
    next: "Versuchen Sie es noch einmal, oder zeichnen Sie ein kleineres Gebiet.",
  },
  "cut-stream": { what: "Die Antwort ist unvollständig.", next: "Versuchen Sie es noch einmal." },
  "malformed-body": {
    what: "Die Daten sind unlesbar.",
    next: "Versuchen Sie es noch einmal; wenn es wieder geschieht, melden Sie es mit der oben genannten Byte-Stelle.",
  },
  "too-big": {
    what: "Es ist zu groß.",
    next: "Zeichnen Sie ein kleineres Gebiet, oder lassen Sie eine Ebene weg.",
  },
  "empty-answer": { what: "Es gibt nichts.", next: "Wählen Sie ein anderes Gebiet oder mehr Ebenen." },
  "may-be-charged": {
    what: "Etwas ging schief, nachdem die Anfrage gesendet war.",
    next: "Sehen Sie zuerst nach Ihrem Guthaben; wiederholen Sie nur, wenn das Gebiet auch zweimal berechnet werden darf.",
  },
  cancelled: { what: "Abgebrochen.", next: "Beginnen Sie noch einmal, wenn Sie so weit sind." },
  "host-gone": {
    what: "Das CAD-Programm ist nicht mehr zu erreichen.",
    next: "Öffnen Sie das Panel noch einmal aus dem CAD-Programm; das geholte Gebiet ist noch da und kann eingefügt werden.",
  },
  "host-busy": {
    what: "Im CAD-Programm läuft ein Befehl.",
    next: "Beenden Sie den laufenden Befehl im CAD-Programm, und fügen Sie dann noch einmal ein.",
  },
  "host-failed": {
    what: "Das CAD-Programm hat es nicht geschafft.",
    next: "Nichts blieb halb eingefügt; versuchen Sie es noch einmal, oder speichern Sie eine Datei.",
  },
  "unknown-message": { what: "Das Plug-in versteht dieses Panel nicht.", next: update },
  "bad-message": { what: "Plug-in und Panel verstehen einander nicht.", next: update },
  "protocol-version": { what: "Plug-in und Panel sind von verschiedenen Versionen.", next: update },
  "disk-full": {
    what: "Der Datenträger ist voll.",
    next: "Schaffen Sie Platz, und fügen Sie noch einmal ein.",
  },
  internal: {
    what: "Etwas Unerwartetes ist geschehen.",
    next: "Versuchen Sie es noch einmal; wenn es wieder geschieht, melden Sie es.",
  },
};
