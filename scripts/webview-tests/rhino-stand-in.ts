import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRhino } from "../../shared/testing/open-rhino.ts";
import { holds, same } from "../host-tests/checks.ts";
import { LineProcess } from "../host-tests/line-process.ts";
import type { TestPage } from "./build-page.ts";
import type { BridgeReport } from "./page/bridge-page.ts";

export interface StandIn {
  program: LineProcess;
  url: string;
  /** Where the model goes that arrives. */
  received: string;
}

/** Starts the Rhino scripts over a webview that is not Rhino's (`webview_host.py`). */
export async function startStandIn(
  webview: "webkit" | "pipe",
  panel: string,
  more: string[] = [],
): Promise<StandIn> {
  const work = mkdtempSync(join(tmpdir(), "contextile-webview-"));
  const script = join(import.meta.dirname, "webview_host.py");
  const python = ["/usr/bin/python3", script, "--webview", webview, "--panel", panel, "--work", work];
  const screen = ["xvfb-run", "-a", "-s", "-screen 0 1000x1000x24"];
  const [command, ...args] = [...(webview === "webkit" ? screen : []), ...python, ...more];
  const env = { PYTHONDONTWRITEBYTECODE: "1", LIBGL_ALWAYS_SOFTWARE: "1", HOME: work, XDG_RUNTIME_DIR: work };
  const program = new LineProcess(command, args, { env, loud: process.env.CONTEXTILE_LOUD !== undefined });
  return { program, url: await program.waitFor("URL"), received: join(work, "received.3dm") };
}

/** What a whole run of the bridge page must have seen, whatever the webview. */
export function checkReport(
  report: Partial<BridgeReport>,
  model: TestPage["model"],
  throughWebview = true,
): void {
  same(report.error, undefined, "error of the page");
  same(report.throughWebview, throughWebview, "messages through the webview");
  same(
    report.profile,
    { name: "Rhino", formats: ["3dm"], documentName: "Site.3dm", theme: "dark", hasKey: false },
    "profile",
  );
  const states = [
    { hasKey: false, last4: "" },
    { hasKey: true, last4: "6789" },
    { hasKey: false, last4: "" },
  ];
  same(report.keyStates, states, "states of the key");
  same(report.settings, { text: "ü \u2028 </script> \u0000" }, "settings");
  same(report.before, { georeference: null }, "georeference before");
  const place = { originLonDeg: 7.42, originLatDeg: 43.73, originHeightM: 12.5, crs: "local" };
  same(report.after, { georeference: place }, "georeference after");
  same(report.chunks, Math.ceil(model.bytes.length / 1_000_000), "chunks");
  same(report.receipt?.georeference, "stored", "georeference of the receipt");
  same(report.receipt?.hostIds, 5, "ids of the receipt");
  same(report.theme, "light", "theme event");
}

/** The model that came through is the one that was sent, and a Rhino file of the same content. */
export async function checkReceived(path: string, model: TestPage["model"]): Promise<void> {
  const bytes = readFileSync(path);
  holds(
    bytes.length > 5e6 && Buffer.compare(bytes, model.bytes) === 0,
    "the model did not arrive as it was sent",
  );
  const { objects } = await openRhino(bytes);
  same(objects.length, model.objects, "objects");
  same(objects.filter(({ kind }) => kind === "block").length, model.instances, "blocks");
}
