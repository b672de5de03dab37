import { installFunctionWithoutEval } from "./function-without-eval.ts";
import type { RhinoModule } from "./rhino.ts";

/**
 * Loader for pages and workers. `wasmUrl` is where the caller's bundle put `rhino3dm/rhino3dm.wasm`. The library is
 * a chunk of its own, fetched when the first Rhino file is written. Meant for a worker: it changes the realm's
 * `Function` (see `function-without-eval.ts`), so that the page's security policy need not allow evaluation.
 */
export function loadRhinoFrom(wasmUrl: string): () => Promise<RhinoModule> {
  return async () => {
    // Stays in place: methods are bound when they are first called. The worker ends after its file.
    installFunctionWithoutEval();
    const { default: rhino3dm } = await import("rhino3dm/rhino3dm.module.js");
    return rhino3dm({ locateFile: () => wasmUrl });
  };
}
