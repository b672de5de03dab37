import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");

/**
 * Bundles programs as the service ships, each as `<name>.js` in `outDir`, for a plain Node to run: the loader that
 * runs sources keeps the names of all closures, which users never pay for and which costs more than some of what is measured.
 */
export async function bundleForNode(input: Record<string, string>, outDir: string): Promise<void> {
  const names = { entryFileNames: "[name].js", chunkFileNames: "[name].js" };
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    define: { __CONTEXTILE_VERSION__: JSON.stringify("bench") },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: "node20",
      rolldownOptions: { input, output: names },
    },
  });
}
