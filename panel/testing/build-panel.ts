import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { makeTemporaryFolder } from "../../shared/testing/temporary-folder.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
let built: Promise<string> | undefined;

/** Builds the panel as it is shipped, once per test process, into a temporary folder that goes with the test run; answers the folder. */
export function buildPanel(): Promise<string> {
  built ??= run();
  return built;
}

async function run(): Promise<string> {
  const outDir = makeTemporaryFolder("panel-");
  await build({
    root: join(root, "panel"),
    configFile: join(root, "vite.config.ts"),
    mode: "production",
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}
