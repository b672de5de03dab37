import { setTimeout as sleep } from "node:timers/promises";
import type { AnswerContext, EngineSources } from "../engine/engine.ts";

/** A box of 0.2° by 0.2° south of Tallinn with two names, and flat ground. */
export function fakeSources(): EngineSources {
  return {
    map: {
      info: () => ({
        name: "Test town",
        attribution: [{ text: "© Test", licence: "CC0-1.0" }],
        coverage: [24.6, 59.3, 24.8, 59.5],
        sampleArea: { label: "Square", ring: squareRing(24.75, 59.4375, 1 / 1024) },
      }),
      features: async () => ({ features: [], skipped: [] }),
      places: async (query) =>
        [
          { name: "Old <b>Square</b>", kind: "square", lon: 24.745, lat: 59.437 },
          { name: "Oldest Lane", kind: "street", lon: 24.746, lat: 59.438 },
        ].filter(({ name }) => name.toLowerCase().startsWith(query.toLowerCase())),
      close: async () => {},
    },
    elevation: {
      info: () => ({ name: "Flat", attribution: [{ text: "Flat test heights" }] }),
      heightAt: () => 12,
    },
  };
}

/** Closed lon-lat square with its south-west corner at the given point. */
export function squareRing(lon: number, lat: number, sizeDeg: number): [number, number][] {
  const east = lon + sizeDeg;
  const north = lat + sizeDeg;
  return [
    [lon, lat],
    [east, lat],
    [east, north],
    [lon, north],
    [lon, lat],
  ];
}

/** The same as a wire polygon, lat-lon. */
export const squarePolygon = (lon: number, lat: number, sizeDeg: number) =>
  squareRing(lon, lat, sizeDeg).map(([x, y]): [number, number] => [y, x]);

export interface FakeEngine {
  answer: AnswerContext;
  /** Calls so far, and how many of them noticed that they were stopped. */
  calls: number;
  stopped: number;
}

/** An engine that answers `chunks` pieces of text, waiting `delayMs` before each; it can be told to fail at one. */
export function fakeEngine(
  behaviour: { chunks?: string[]; delayMs?: number; failAt?: number; error?: unknown } = {},
): FakeEngine {
  const chunks = behaviour.chunks ?? ['{"origin":[59.437,24.745],', '"geometry":[]}'];
  const engine: FakeEngine = {
    calls: 0,
    stopped: 0,
    async *answer(_request, _sources, signal) {
      engine.calls++;
      try {
        for (const [i, chunk] of chunks.entries()) {
          await sleep(behaviour.delayMs ?? 0, undefined, { signal });
          if (i === behaviour.failAt) throw behaviour.error ?? new Error("the engine broke");
          yield new TextEncoder().encode(chunk);
        }
      } finally {
        if (signal.aborted) engine.stopped++;
      }
    },
  };
  return engine;
}
