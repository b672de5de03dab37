import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeScene } from "../../shared/exports/scene.ts";
import { describeLoopbackServer } from "../../shared/testing/loopback-suite.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { LineProcess } from "./line-process.ts";

/** CAD programs bring their own Python; a machine without one can still test all the rest. */
const python = ["python3", "python"].find(
  (name) => spawnSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0,
);
if (python === undefined) {
  console.log("skipped: the Python loopback server is tested where Python 3.9 or newer is found");
  describe.skip("loopback server in Python", () =>
    it("needs Python 3.9", () => expect(python).toBeDefined()));
}

/** The Python core that Blender, FreeCAD and Rhino share, under plain Python with a host that makes nothing. */
if (python !== undefined)
  describeLoopbackServer("in Python", {
    payload: { format: "scene", bytes: encodeScene(makeScene(), { name: "Suite" }) },
    async start({ panelFolder, serviceUrl, configFolder }) {
      const script = join(import.meta.dirname, "plain-host.py");
      const env = { CONTEXTILE_CONFIG_DIR: configFolder };
      const host = new LineProcess(python, ["-B", script, panelFolder, serviceUrl], { env });
      const url = await host.waitFor("READY", 20_000);
      return { url, token: new URL(url).hash.slice("#t=".length), close: () => host.stop() };
    },
  });
