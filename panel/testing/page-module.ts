import { build } from "vite";

declare global {
  interface Window {
    /** What the module put into the page exports. */
    pageModule: unknown;
  }
}

/** A script that puts one source file with all it imports into a page, as `window.pageModule`. */
export async function pageModule(file: string): Promise<string> {
  const name = "contextilePageModule";
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry: file, formats: ["iife"], name } },
  });
  const [{ output }] = [result].flat().filter((made) => "output" in made);
  return `${output[0].code};window.pageModule = ${name};`;
}
