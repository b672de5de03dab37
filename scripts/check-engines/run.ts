/**
 * Fails on what Chromium 87 or Safari 15 lack, in everything that runs in the panel: `panel/`, `shared/`, style sheets,
 * also those of libraries. Scripts of libraries are not read: they ask before they use, which this check cannot see; the
 * engines themselves run them in `panel/old-engine.test.ts` and `scripts/webview-tests/`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine } from "../command-line.ts";
import { checkScript, type Fault } from "./check-script.ts";
import { checkStyle } from "./check-style.ts";
import { missingFeatures, oldestEngines } from "./missing-features.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Young names in old clothes, each with its reason. `feature` as it is reported; `file` ends the path. */
export const allowed: readonly { feature: string; file: string; why: string }[] = [
  {
    feature: "indexedDB",
    file: "panel/main.tsx",
    why: "there since Chromium 24 and Safari 8; the table's entry is about something newer",
  },
  { feature: "fileName", file: "panel/handoff/save-file.ts", why: "a field of our own export" },
  {
    feature: "colorSpace",
    file: "panel/preview/layers/feature-table.ts",
    why: "a field of three's textures",
  },
  ...["tools/cut-cap", "light/ground", "early/streaming", "light/sun-light", "view/view-camera"].map(
    (name) => ({
      feature: "getSize",
      file: `panel/preview/${name}.ts`,
      why: "a method of three's boxes and renderer",
    }),
  ),
  ...["layers/layer-set", "tools/measuring", "scene-view", "view/view-camera"].map((name) => ({
    feature: "toArray",
    file: `panel/preview/${name}.ts`,
    why: "a method of three's vectors",
  })),
  { feature: "projectionMatrix", file: "panel/preview/view/lens.ts", why: "a field of three's cameras" },
  ...["-webkit-tap-highlight-color", "-webkit-touch-callout", "user-select", ":fullscreen"].map(
    (feature) => ({
      feature,
      file: "maplibre-gl/dist/maplibre-gl.css",
      why: "a comfort of touch or selection that other engines pass over, or stands beside its prefixed form",
    }),
  ),
  {
    feature: "accent-color",
    file: "panel/ui/controls.css",
    why: "without it boxes keep the engine's own colour",
  },
  ...["forced-color-adjust", "forced-color-adjust: none"].map((feature) => ({
    feature,
    file: "panel/ui/forced-colors.css",
    why: "only within forced-colors, which came with it: older engines pass over the whole sheet",
  })),
];

/** Files that run in Node only, or are tests. */
const elsewhere = /(?:^|\/)testing\/|\.test\.tsx?$|\.d\.ts$/;

export function checkAll(): { files: number; faults: Fault[] } {
  const missing = missingFeatures();
  const own = ["panel", "shared"].flatMap(list).filter((file) => !elsewhere.test(file));
  const files = [...own, ...sheetsOfLibraries(own)];
  const faults = files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return file.endsWith(".css") ? checkStyle(file, text, missing) : checkScript(file, text, missing);
  });
  return {
    files: files.length,
    faults: faults.filter(
      ({ file, feature }) => !allowed.some((one) => one.feature === feature && file.endsWith(one.file)),
    ),
  };
}

/** Those that the panel's own files import. */
export function sheetsOfLibraries(files: readonly string[]): string[] {
  const imported = files
    .filter((file) => !file.endsWith(".css"))
    .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/^import "([^".][^"]*\.css)"/gm)]);
  return imported.map(([, name]) => `node_modules/${name}`);
}

function list(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:tsx?|css)$/.test(name))
    .map((name) => `${folder}/${name}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  commandLine("npx tsx scripts/check-engines/run.ts", {}, () => null);
  const { files, faults } = checkAll();
  for (const { file, line, feature } of faults) console.error(`${file}:${line}: ${feature}`);
  const { chrome, safari } = oldestEngines;
  console.log(
    `engines: ${files} files, ${faults.length} uses of what Chromium ${chrome} or Safari ${safari} lack`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}
