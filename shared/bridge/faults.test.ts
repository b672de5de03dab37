import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { patternBytes, sampleHandoff } from "../testing/bridge-suite.ts";
import { createMemoryHost } from "../testing/memory-host.ts";
import { createRandom } from "../testing/random.ts";
import { type Fate, type Plan, withFaults } from "../testing/transport-suite-faults.ts";
import { sendHandoff } from "./send-handoff.ts";
import { createSession } from "./session.ts";

const fates: Fate[] = ["drop", "twice", "swap", "late"];

/** Every third message meets with some accident. */
function anything(random: () => number): Plan {
  return () => (random() < 0.33 ? fates[Math.floor(random() * fates.length)] : "pass");
}

describe("a bridge on which everything goes wrong at once", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "inserts exactly once and exactly what was sent (seed %i)",
    async (seed) => {
      const random = createRandom(seed);
      const host = createMemoryHost({ profile: { formats: ["glb"], maxChunkBytes: 1024 } });
      const dropped: string[] = [];
      const session = createSession(withFaults(host.panel, { out: anything(random), in: anything(random) }), {
        panelVersion: "1",
        userAgent: "t",
        repeatAfterMs: 15,
        onDropped: (why) => dropped.push(why),
      });
      const bytes = patternBytes(8000 + seed);
      const receipt = await sendHandoff(session, await session.hello(), sampleHandoff(bytes));
      expect(receipt.handoffId).toBe("handoff-0001");
      expect(host.inserted).toHaveLength(1);
      const hash = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
      expect(hash(host.inserted[0].bytes)).toBe(hash(bytes));
      expect(dropped.every((why) => why === "a late or doubled answer")).toBe(true);
      session.close();
    },
  );
});
