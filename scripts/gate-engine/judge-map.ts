import type { EngineSources } from "../../server/engine/engine.ts";
import { ringOf } from "../../server/engine/testing/ask.ts";
import { type Answer, judgeAnswer } from "../../server/engine/testing/judge-answer.ts";
import { loadManifold } from "../../server/engine/testing/judge-solids.ts";
import { addVerdict, emptyVerdict, failuresOf, type Verdict } from "../../server/engine/testing/verdict.ts";
import type { BoundingBox, MapSource } from "../../server/sources/map-source.ts";
import type { GateOptions } from "./options.ts";
import type { PaidService } from "./paid-service.ts";
import { piecesOf } from "./pieces.ts";

export interface GateResult extends Verdict {
  /** Answers that were fetched and judged. */
  areas: number;
  km2: number;
  bytes: number;
  wireBytes: number;
  /** Longest of all. */
  firstByteMs: number;
  totalMs: number;
  warnings: string[];
  /** What does not hold, one sentence each. */
  failures: string[];
}

const everything = {
  geometry: ["buildings", "surface", "barriers", "infrastructure", "topography"],
  topographyReturnType: "both",
  cropScene: true,
};

/** Asks for the whole map piece by piece and judges every answer against the same map, opened a second time. */
export async function judgeMap(
  service: PaidService,
  { map }: EngineSources,
  { settings, area, pieceKm2 }: GateOptions,
  progress: (line: string) => void,
): Promise<GateResult> {
  const manifold = await loadManifold();
  const { origin, ...wished }: Record<string, unknown> = { ...everything, ...settings };
  const pieces = piecesOf(area ?? wholeOf(map), pieceKm2);
  let verdict = emptyVerdict();
  const result = { areas: 0, km2: 0, bytes: 0, wireBytes: 0, firstByteMs: 0, totalMs: 0 };
  const warnings = new Set<string>();
  for (const [i, piece] of pieces.entries()) {
    const { features } = await map.features(widened(piece));
    if (features.length === 0) continue;
    const ring = ringOf(piece);
    const body = { polygon: ring, settings: wished, ...(origin === undefined ? {} : { origin }) };
    const { text, wireBytes, firstByteMs, totalMs } = await service.ask(body);
    const answer: Answer = JSON.parse(text);
    const next = judgeAnswer(answer, ring, features, manifold, wished.cropScene !== false);
    verdict = addVerdict(verdict, next);
    for (const warning of answer.report.warnings) warnings.add(warning);
    result.areas++;
    result.km2 += km2Of(piece);
    result.bytes += Buffer.byteLength(text);
    result.wireBytes += wireBytes;
    result.firstByteMs = Math.max(result.firstByteMs, firstByteMs);
    result.totalMs += totalMs;
    const troubles = failuresOf(next);
    if (pieces.length > 1)
      progress(
        `${i + 1}/${pieces.length} ${piece.map((d) => d.toFixed(5))}: ${troubles.join(" ") || "holds"}`,
      );
  }
  const failures = failuresOf(verdict);
  if (result.areas === 0) failures.push("The map holds nothing here.");
  return { ...verdict, ...result, km2: Number(result.km2.toFixed(3)), warnings: [...warnings], failures };
}

function wholeOf(map: MapSource): BoundingBox {
  const { coverage } = map.info();
  if (coverage === null) throw new Error("The map does not say what it covers: give --area W,S,E,N.");
  return coverage;
}

/** As the engine asks: what only touches the area is seen too. */
const margin = 0.0001;
const widened = ([west, south, east, north]: BoundingBox): BoundingBox => [
  west - margin,
  south - margin,
  east + margin,
  north + margin,
];

function km2Of([west, south, east, north]: BoundingBox): number {
  const middle = ((south + north) / 2) * (Math.PI / 180);
  return (east - west) * Math.cos(middle) * 111.32 * (north - south) * 111.13;
}
