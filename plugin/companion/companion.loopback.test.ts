import { glbFormat } from "../../shared/exports/glb.ts";
import { encodeScene } from "../../shared/exports/scene.ts";
import { describeLoopbackServer } from "../../shared/testing/loopback-suite.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { memoryStore } from "./secret-store.ts";
import { startCompanion } from "./start-companion.ts";

describeLoopbackServer("of the Node companion", {
  payload: { format: "scene", bytes: encodeScene(makeScene(), { name: "Luisenplatz" }) },
  start: async (setup) => {
    const companion = await startCompanion({
      ...setup,
      port: 0,
      formats: [glbFormat],
      secrets: memoryStore(),
      env: {},
    });
    return { url: companion.url, token: companion.pairingToken, close: companion.close };
  },
});
