/** What the tests of all programs share: places, a key of nobody, and what every program is asked in the same words. */
import { makeScene } from "../../shared/testing/make-scene.ts";
import { type Checks, same } from "./checks.ts";
import type { LineProcess } from "./line-process.ts";
import type { PanelClient } from "./panel-client.ts";

/** A service that is not there. */
export const nobody = "http://127.0.0.1:9";
export const madeUpKey = "ctx_test_0123456789abcdefWXYZ";
export const eastArea = {
  ring: [[8.67, 49.87] as const, [8.68, 49.87] as const, [8.68, 49.88] as const, [8.67, 49.87] as const],
};

/** After an import of "Luisenplatz". */
export function testRenamedParent(checks: Checks, program: LineProcess, panel: PanelClient): Promise<void> {
  return checks.run(
    "a user who renames the parent of all imports still gets replacements and the origin",
    async () => {
      await program.tell("rename Surroundings");
      const again = makeScene({ boxes: 2, trees: 3, terrain: "mesh" });
      const { receipt } = await panel.insert(again, { name: "Luisenplatz" });
      same([receipt.replaced > 0, receipt.georeference], [true, "aligned"], "receipt");
      await program.tell("rename Contextile");
    },
  );
}
