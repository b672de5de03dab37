/**
 * The packed add-ons in the real programs: packs the zips, tests the loopback core under plain Python, then Blender and
 * FreeCAD, each installed into a fresh home.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { commandLine, knownNames } from "../command-line.ts";
import { type Package, packHosts, productVersion } from "../pack.ts";
import { testBlender } from "./blender-tests.ts";
import { Checks } from "./checks.ts";
import { testCore } from "./core-tests.ts";
import { testDistrict } from "./district-tests.ts";
import { testFreecad } from "./freecad-tests.ts";
import { testPanel } from "./panel-flow.ts";

const root = resolve(import.meta.dirname, "../..");
const allParts = ["core", "blender", "freecad", "panel", "district"];
const usage = `npx tsx scripts/host-tests/run.ts [options]   (npm run test:hosts runs it and the webview tests)
  --only PART,…   of ${allParts.join()}
  --json          also one JSON object`;

const { parts, json } = commandLine(
  usage,
  { only: { type: "string", default: allParts.join() }, json: { type: "boolean", default: false } },
  ({ only, json }) => ({ parts: knownNames(only, allParts, "--only"), json }),
);
const checks = new Checks();
const made: string[] = [];
const packages = pack();
const zip = (host: string) => packages.find((entry) => entry.host === host)?.path ?? "";

await part("core", () => testCore(checks));
await part("blender", () => testBlender(checks, zip("blender")));
await part("freecad", () => testFreecad(checks, zip("freecad")));
await part("panel", () => testPanel(checks, { blender: zip("blender"), freecad: zip("freecad") }));
await part("district", () => testDistrict(checks, { blender: zip("blender"), freecad: zip("freecad") }));

for (const folder of made) rmSync(folder, { recursive: true, force: true });
const { passed, failed } = checks;
if (json) console.log(JSON.stringify({ passed, failed }));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** A part that cannot even start is one failure, with its reason. */
async function part(name: string, body: () => Promise<void>): Promise<void> {
  if (!parts.includes(name)) return;
  console.log(`\n> ${name}`);
  const sum = checks.passed + checks.failed;
  try {
    await body();
  } catch (thrown) {
    checks.add(0, 1);
    console.log(`  FAIL  ${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  // Real districts lie beside the checkout of some machines only, which is said where they are missed.
  if (checks.passed + checks.failed === sum && name !== "district") {
    checks.add(0, 1);
    console.log(`  FAIL  ${name}: nothing was checked`);
  }
}

function pack(): Package[] {
  const outFolder = temporary("pack");
  const built = join(root, "dist", "panel");
  if (existsSync(join(built, "index.html")) || parts.includes("panel"))
    return packHosts({ panelFolder: built, outFolder, version: productVersion() });
  // The bridge is tested without the page: a stand-in keeps the layout of the package.
  const standIn = temporary("panel");
  writeFileSync(join(standIn, "index.html"), "<!doctype html><title>Contextile</title>\n");
  return packHosts({ panelFolder: standIn, outFolder, version: productVersion() });
}

function temporary(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), `contextile-${what}-`));
  made.push(folder);
  return folder;
}
