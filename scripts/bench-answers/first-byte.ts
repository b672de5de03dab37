/**
 * How long a person waits for the first byte of an answer against all of it: Monaco on its hills through the service as
 * `contextile serve` starts it, over HTTP, every request made anew. Wall time, so only the ratio says something.
 */
import { usualWorkers } from "../../server/answers/open-answers.ts";
import { ringOf } from "../../server/engine/testing/ask.ts";
import { type AnswerFormat, answerMediaTypes } from "../../shared/contract/answer-format.ts";
import type { WireSettings } from "../../shared/contract/context-request.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { startPaidService } from "../gate-engine/paid-service.ts";

export interface FirstByteRow {
  layers: string;
  form: AnswerFormat;
  wireMB: number;
  /** Of the round with the quickest whole answer. */
  firstByteMs: number;
  wholeMs: number;
  /** First byte over whole answer: the median of all rounds. */
  share: number;
}

const polygon = ringOf([7.408, 43.723, 7.44, 43.752]);
const layerSets: NonNullable<WireSettings["geometry"]>[] = [
  ["topography", "surface", "buildings"],
  ["buildings"],
];

/** Empty, with a printed reason, where the files are not beside the checkout. */
export async function firstByteFigures(rounds: number): Promise<FirstByteRow[]> {
  const osmFile = districtPath("monaco-2025-02.osm.pbf");
  const demFile = districtPath("N43E007-srtm3.hgt.zip");
  if (osmFile === null || demFile === null) return [];
  const service = await startPaidService({ osmFile, demFile, workers: usualWorkers() });
  const rows: FirstByteRow[] = [];
  try {
    for (const geometry of layerSets)
      for (const form of ["compact", "json"] as const) {
        const ask = () => service.ask({ polygon, settings: { geometry } }, answerMediaTypes[form]);
        // The first answer pays for the compiler and for a worker that opens its data.
        await ask();
        const deliveries = [];
        for (let round = 0; round < rounds; round++) deliveries.push(await ask());
        rows.push(rowOf(geometry.join(" + "), form, deliveries));
      }
  } finally {
    await service.close();
  }
  return rows;
}

type Delivery = Awaited<ReturnType<Awaited<ReturnType<typeof startPaidService>>["ask"]>>;

function rowOf(layers: string, form: AnswerFormat, deliveries: Delivery[]): FirstByteRow {
  const [quickest] = deliveries.toSorted((a, b) => a.totalMs - b.totalMs);
  const shares = deliveries.map(({ firstByteMs, totalMs }) => firstByteMs / totalMs).sort((a, b) => a - b);
  const { firstByteMs, totalMs: wholeMs } = quickest;
  const share = Number(shares[shares.length >> 1].toFixed(2));
  return { layers, form, wireMB: Number((quickest.wireBytes / 1e6).toFixed(2)), firstByteMs, wholeMs, share };
}
