import { afterEach, expect, it } from "vitest";
import { readRefusal, refusalError } from "../../shared/api/http-errors.ts";
import {
  adviceByCode,
  ContextileError,
  errorCodes,
  failure,
  toContextileError,
} from "../../shared/errors.ts";
import { ringIssues } from "../../shared/geo/ring-issues.ts";
import { inWords, type SentenceId, says, sentences } from "../../shared/sentences.ts";
import { germanByCode } from "./errors-de.ts";
import { language } from "./language.ts";
import { errorWords, issueWords, layerWord, noteWords, toldWords } from "./said.ts";
import { germanSentences } from "./sentences-de.ts";

afterEach(() => {
  language.value = "en";
});

const ids = Object.keys(sentences) as SentenceId[];

/** Every figure a sentence asks for is 3, whatever its name: the sentence is made by reading them. */
const three = new Proxy({}, { get: (_, name) => (name === "where" || name === "order" ? "3" : 3) });
const made = (dictionary: typeof sentences, id: SentenceId): string => {
  const text: unknown = dictionary[id];
  return typeof text === "function" ? String(text(three)) : String(text);
};

it("has a German sentence for every English one, another one, with the figures of the English one", () => {
  expect(Object.keys(germanSentences).sort()).toEqual([...ids].sort());
  const same = ids.filter((id) => made(sentences, id) === made(germanSentences, id));
  expect(same).toEqual([]);
  const figures = (text: string) => (text.match(/3/g) ?? []).length > 0;
  const lost = ids.filter((id) => figures(made(sentences, id)) !== figures(made(germanSentences, id)));
  expect(lost).toEqual([]);
});

it("has German words for what every code means and advises", () => {
  for (const code of errorCodes) {
    expect(germanByCode[code].what).toMatch(/\.$/);
    expect(germanByCode[code].next).toMatch(/\.$/);
    expect(germanByCode[code].next).not.toBe(adviceByCode[code]);
  }
});

it("says an error of ours in German, with its charge and its advice", () => {
  language.value = "de";
  const error = failure("timeout", says("service-silent", { seconds: 20 }), {
    charged: "unknown",
    next: says("next-repeat-safe"),
  });
  expect(errorWords(error.toWire())).toEqual({
    what: "Der Dienst hat 20 s lang nicht geantwortet.",
    charged: "Es ist nicht sicher, ob das Gebiet berechnet wurde.",
    next: "Wiederholen ist sicher: Dieselbe Anfrage wird nie zweimal berechnet.",
  });
  const thrown = toContextileError(new Error("boom")).toWire();
  expect(errorWords(thrown).what).toBe("Etwas Unerwartetes ist geschehen: boom.");
});

it("tells a foreign error by its code and then in its own words, and leaves foreign advice alone", () => {
  language.value = "de";
  const foreign = new ContextileError("host-busy", "A command is running.", { next: "Press Escape." });
  expect(errorWords(foreign.toWire())).toMatchObject({
    what: "Im CAD-Programm läuft ein Befehl. Die Meldung: „A command is running.“",
    next: "Press Escape.",
  });
  const plain = new ContextileError("disk-full", "The disk is full.");
  expect(errorWords(plain.toWire()).next).toBe("Schaffen Sie Platz, und fügen Sie noch einmal ein.");
});

it("shows a sentence whose figures are missing or other ones as it came, not with holes", () => {
  language.value = "de";
  const { message } = failure("timeout", says("service-silent", { seconds: 20 }));
  const damaged = {
    code: "timeout",
    message,
    charged: "no",
    next: "",
    data: { says: "service-silent" },
  } as const;
  expect(errorWords(damaged).what).toBe(`Es hat zu lange gedauert. Die Meldung: „${message}“`);
  expect(toldWords({ id: "skip-odd-count", data: { count: 8 } }, "something else")).toBe("something else");
  expect(toldWords({ id: "of-a-newer-program", data: {} }, "as it came")).toBe("as it came");
});

it("puts the service's own words into a German sentence as they came, with one full stop", () => {
  language.value = "de";
  for (const text of ["unclosed tag: root element.", "unclosed tag: root element"]) {
    const error = failure("bad-request", says("refused", { status: 400, text })).toWire();
    expect(error.message).toBe("The service refused the request (400). It says: unclosed tag: root element.");
    expect(errorWords(error).what).toBe(
      "Der Dienst hat die Anfrage abgelehnt (400). Er meldet: unclosed tag: root element.",
    );
  }
});

it("says what is wrong with a ring in German, with German figures", () => {
  language.value = "de";
  const line = [
    [7.5, 43.5],
    [8.25, 43.5],
    [8.25, 44],
    [7.5, 43.5],
  ] as [number, number][];
  expect(ringIssues(line).map(issueWords)).toEqual([
    "Das Gebiet ist 60,7 km breit; höchstens 20 km sind möglich.",
  ]);
  expect(ringIssues(line.map(([lon]) => [lon, 97.5])).map(issueWords)).toEqual([
    "Punkt 1 (Länge 7,5, Breite 97,5) liegt nicht auf der Erde. Vielleicht sind Breite und Länge vertauscht.",
  ]);
});

it("says reasons, notes and layers in German where they are ours, and others as they came", () => {
  language.value = "de";
  const fault = { found: "word", word: "null", wanted: "number", byte: 1173 } as const;
  const said = says("skip-numbers", fault);
  expect(toldWords(said, inWords(said))).toBe(
    "„null“ anstelle einer Zahl in der Zahlenliste (bei Byte 1.173)",
  );
  const outside = says("note-outside", { percent: 12 });
  const model = { warnings: ["Snow.", inWords(outside)], saidWarnings: [outside] };
  expect(noteWords(model)).toEqual(["Snow.", expect.stringContaining("12 % der Geometrie liegen außerhalb")]);
  expect([layerWord("buildings"), layerWord("Infrastructure"), layerWord("Cranes")]).toEqual([
    "Gebäude",
    "Bäume und Ausstattung",
    "Cranes",
  ]);
});

it("names the first reason in German when nothing of an answer can be used", () => {
  const said = says("answer-nothing-usable", {
    where: "buildings 1",
    reason: "no vertices",
    because: "skip-empty",
  });
  expect(inWords(said, germanSentences)).toBe(
    "Nichts in der Antwort ist brauchbar; der erste Grund: buildings 1: keine Punkte.",
  );
});

it.each([
  [
    {
      message: "The service could not open its map or elevation data within 60 s.",
      said: { id: "service-not-open", data: { seconds: 60 } },
      next: "Try again later; if it happens again, tell whoever runs the service to look at its data files.",
      nextSaid: { id: "next-look-at-data", data: {} },
    },
    "Der Dienst konnte seine Karten- oder Höhendaten nicht innerhalb von 60 s öffnen.",
    "Versuchen Sie es später noch einmal; wenn es wieder geschieht, sollte, wer den Dienst betreibt, nach seinen Daten sehen.",
  ],
  [
    {
      message: "The settings ask for no layer at all.",
      said: { id: "request-no-layer", data: {} },
      next: "Name at least one of buildings, surface in “settings.geometry”.",
      nextSaid: { id: "next-name-layer", data: { layers: "buildings, surface" } },
    },
    "Die Einstellungen verlangen keine einzige Ebene.",
    "Nennen Sie mindestens eine von buildings, surface in „settings.geometry“.",
  ],
  [
    {
      message: "The area has 1.423587 km², the account has 1 km² left.",
      said: { id: "balance-short", data: { km2: 1.423587, left: 1 } },
      next: "Add a bundle or a subscription at http://127.0.0.1:8787/billing, or draw a smaller area.",
      nextSaid: { id: "next-add-balance", data: { address: "http://127.0.0.1:8787/billing" } },
    },
    "Das Gebiet hat 1,423587 km², auf dem Konto sind noch 1 km².",
    "Kaufen Sie unter http://127.0.0.1:8787/billing ein Paket oder ein Abonnement, oder zeichnen Sie ein kleineres Gebiet.",
  ],
  [
    {
      message: "The answer took longer than 120 s.",
      said: { id: "service-too-slow", data: { seconds: 120 } },
      next: "Try again in about 2 minutes.",
      nextSaid: { id: "next-in-minutes", data: { minutes: 2 } },
    },
    "Die Antwort hat länger als 120 s gebraucht.",
    "Versuchen Sie es in etwa 2 Minuten noch einmal.",
  ],
])("says what our service refuses in German, whole: %j", async (body, what, next) => {
  const sent = new Response(JSON.stringify({ ...body, code: "service-down", charged: "no" }), {
    status: 503,
  });
  const error = refusalError(await readRefusal(sent, (text) => text, 0)).toWire();
  language.value = "de";
  expect(errorWords(error)).toEqual({ what, charged: "Es wurde nichts berechnet.", next });
});
