/// <reference types="vitest/config" />
import { builtinModules } from "node:module";
import { defineConfig, type Rolldown } from "vite";
import manifest from "./package.json" with { type: "json" };

const version = { __CONTEXTILE_VERSION__: JSON.stringify(manifest.version) };

/** rhino3dm names Node's module beside its way for browsers, where that branch never runs: nothing to warn of. */
const knownWarning =
  /^Module "node:module" has been externalized for browser compatibility, imported by "[^"]*\/rhino3dm\/rhino3dm\.module\.js"\./;

const rolldownOptions: Rolldown.InputOptions = {
  onLog(level, log, show) {
    if (level !== "warn" || log.plugin !== "rolldown:vite-resolve" || !knownWarning.test(log.message))
      show(level, log);
  },
};

/** The page: every engine from Chromium 87 and Safari 15.5 up (docs/decisions.md, "Old engines"). */
const panel = {
  root: "panel",
  base: "./",
  define: version,
  worker: { format: "es" as const },
  build: {
    rolldownOptions,
    outDir: "../dist/panel",
    emptyOutDir: true,
    target: ["chrome87", "safari15"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
};

/** Everything that runs in Node: bundled from source, packages left in node_modules. */
const node = {
  define: version,
  build: {
    ssr: true,
    outDir: "dist/node",
    emptyOutDir: true,
    target: "node20",
    rolldownOptions: {
      // Threads start from files of their own: the workers of the pool, and the companion's encoder.
      input: {
        contextile: "scripts/main.ts",
        "answer-worker": "server/answers/pool/pool-worker.ts",
        "encode-worker": "plugin/companion/encode-worker.ts",
      },
      external: [...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
    },
  },
};

export default defineConfig(({ mode }) => ({
  ...(mode === "node" ? node : panel),
  test: {
    root: ".",
    include: ["{shared,panel,plugin,server,scripts}/**/*.test.{ts,tsx}"],
    globalSetup: "shared/testing/temporary-folder.ts",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A shared CI machine can stall a browser for seconds. A test that needed its second try is printed with
    // "(retry x1)": it is a bug to mend, not a pass to forget.
    retry: process.env.CI ? 1 : 0,
    pool: "forks",
    maxWorkers: 2,
  },
}));
