import { expect, test } from "vitest";
import { contextRequestSchema, type WireSettings } from "../../../shared/contract/context-request.ts";
import { districtPath } from "../../../shared/testing/districts.ts";
import { openOsmFile } from "../../sources/open-osm-file.ts";
import { answerContext } from "../answer-context.ts";
import { ringOf } from "../testing/ask.ts";

const polygon = ringOf([13.304, 52.581, 13.318, 52.589]);
const layers: WireSettings["geometry"] = ["buildings", "surface", "barriers", "infrastructure"];

test("a district's first bytes leave before most of it is meshed, and it goes on in pieces", async ({
  skip,
}) => {
  const path = districtPath("berlin-wittenau-2026-07.osm.pbf");
  if (path === null) return skip();
  const sources = { map: await openOsmFile(path), elevation: null };
  const wire = contextRequestSchema.parse({ polygon, settings: { geometry: layers } });
  /** Processor time of the first piece over that of all: what runs beside this counts on neither side. */
  async function firstShare(): Promise<{ share: number; pieces: number }> {
    const before = process.cpuUsage();
    let first = 0;
    let pieces = 0;
    for await (const _ of answerContext(wire, sources, new AbortController().signal, "json"))
      if (pieces++ === 0) first = process.cpuUsage(before).user;
    return { share: first / process.cpuUsage(before).user, pieces };
  }
  // The compiler's work falls into the first piece of the first answer.
  await firstShare();
  const { share, pieces } = await firstShare();
  // 6 % were measured; half of it would still be long before the last building.
  expect(share).toBeLessThan(0.5);
  expect(pieces).toBeGreaterThan(15);
});
