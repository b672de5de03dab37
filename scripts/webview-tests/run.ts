/**
 * The bridge and the Rhino scripts in webviews that are not Rhino's: WebKitGTK with Eto's shim stands for macOS, Chromium
 * with a stub of `chrome.webview` for Windows.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandLine, knownNames } from "../command-line.ts";
import { Checks } from "../host-tests/checks.ts";
import { buildTestPage, builtPanel } from "./build-page.ts";
import { testChromium } from "./chromium-tests.ts";
import { testMainJob } from "./main-job-test.ts";
import { installWebkit } from "./packages.ts";
import { testRealPanel, testWebkit, testWebkitMainJob } from "./webkit-tests.ts";

const allParts = ["webkit", "chromium", "panel"];
const usage = `npx tsx scripts/webview-tests/run.ts [options]   (npm run test:hosts runs it and the host tests)
  --only PART,…   of ${allParts.join()}
  --out DIR       for the pictures (default test-output)
  --json          also one JSON object`;

const { parts, out, json } = commandLine(
  usage,
  {
    only: { type: "string", default: allParts.join() },
    out: { type: "string", default: resolve(import.meta.dirname, "../../test-output") },
    json: { type: "boolean", default: false },
  },
  ({ only, out, json }) => ({ parts: knownNames(only, allParts, "--only"), out, json }),
);
const checks = new Checks();
const missing = parts.includes("webkit") || parts.includes("panel") ? installWebkit() : [];
const page = await buildTestPage();

if (parts.includes("webkit")) await withWebkit(() => testWebkit(checks, page));
if (parts.includes("chromium")) await guarded("Chromium", () => testChromium(checks, page));
if (parts.includes("panel")) {
  const panel = builtPanel();
  if (panel === null) console.log("skipped: the panel is not built (npm run build)");
  else await testPanel(panel);
}

const { passed, failed } = checks;
console.log(`\n${passed} passed, ${failed} failed`);
if (json) console.log(JSON.stringify({ passed, failed }));
process.exit(failed === 0 ? 0 : 1);

async function testPanel(panel: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const picture = (name: string) => join(out, name);
  await withWebkit(() => testRealPanel(checks, panel, picture("panel-webkit.png")));
  await withWebkit(() => testWebkitMainJob(checks, panel, picture("panel-webkit-receipt.png")));
  await guarded("The main job", () => testMainJob(checks, panel, picture("panel-rhino-receipt.png")));
}

async function withWebkit(body: () => Promise<void>): Promise<void> {
  if (missing.length === 0) return guarded("WebKitGTK", body);
  console.log(`skipped: WebKitGTK is not on this machine; install ${missing.join(", ")}`);
}

/** A part that cannot even start is one failure, with its reason. */
async function guarded(name: string, body: () => Promise<void>): Promise<void> {
  await body().catch((thrown: unknown) =>
    checks.run(`${name} starts`, () => {
      throw thrown;
    }),
  );
}
