import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
let built: Promise<string> | undefined;

/** Builds the panel as it is shipped, once per test process, into a temporary folder; answers the folder. */
export function buildPanel(): Promise<string> {
  built ??= run();
  return built;
}

async function run(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "contextile-panel-"));
  await build({
    root: join(root, "panel"),
    configFile: join(root, "vite.config.ts"),
    mode: "production",
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}
