import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { checkScript } from "./check-script.ts";
import { checkStyle } from "./check-style.ts";
import { missingFeatures } from "./missing-features.ts";
import { allowed, checkAll, sheetsOfLibraries } from "./run.ts";

const root = resolve(import.meta.dirname, "../..");
const missing = missingFeatures();
const script = (text: string) =>
  checkScript("bad.tsx", text, missing).map(({ line, feature }) => `${line} ${feature}`);
const style = (text: string) =>
  checkStyle("bad.css", text, missing).map(({ line, feature }) => `${line} ${feature}`);

it("finds nothing in the panel and in shared, and has looked at all of it", () => {
  const { files, faults } = checkAll();
  expect(faults).toEqual([]);
  expect(files).toBeGreaterThan(200);
  for (const { why } of allowed) expect(why.length).toBeGreaterThan(10);
});

it.each([
  ["const copy = structuredClone(model);", "1 structuredClone"],
  ["\nfetch(url, { signal: AbortSignal.timeout(5) });", "2 AbortSignal.timeout"],
  ["AbortSignal.any([a, b]);", "1 AbortSignal.any"],
  ["export const id = () => crypto.randomUUID();", "1 randomUUID"],
  ["signal.throwIfAborted();", "1 throwIfAborted"],
  ["if (Object.hasOwn(a, b)) run();", "1 Object.hasOwn"],
  ["const { promise } = Promise.withResolvers<string>();", "1 Promise.withResolvers"],
  ["const groups = Object.groupBy(rows, (row) => row.kind);", "1 Object.groupBy"],
  ["export const Box = () => <p ref={(p) => p?.checkVisibility()} />;", "1 checkVisibility"],
  ["const { randomUUID } = crypto;", "1 randomUUID"],
  ["new URLPattern({ pathname: '/a' });", "1 URLPattern"],
  ["dialog.showPopover();", "1 showPopover"],
])("finds what Chromium 87 lacks in `%s`", (text, fault) => {
  expect(script(text)).toEqual([fault]);
});

it.each([
  "if (typeof structuredClone === 'function') use();",
  "import { structuredClone } from './ours.ts'; structuredClone(1);",
  "const timeout = request.timeout; Promise.any([a]);",
  "type Clone = typeof structuredClone; interface Key { randomUUID: string }",
  "const layers = model.layers.map(({ path }) => path);",
  "function scheduler(scheduler: number) { return scheduler; }",
])("lets `%s` pass", (text) => {
  expect(script(text)).toEqual([]);
});

it.each([
  [".a:has(.b) { color: red; }", "1 :has"],
  [".a:is(.b, .c) { color: red; }", "1 :is"],
  [".a {\n  aspect-ratio: 1 / 2;\n}", "2 aspect-ratio"],
  [".a { .b { color: red; } }", "1 nesting"],
  [".a { &:hover { color: red; } }", "1 nesting"],
  ["@media (min-width: 1px) { .a { &:hover { color: red; } } }", "1 nesting"],
  [".a { color: color-mix(in srgb, red, blue); }", "1 color-mix()"],
  [".a { color: light-dark(red, blue); }", "1 light-dark()"],
  ["@container (min-width: 1px) { .a { color: red; } }", "1 @container"],
  ["@layer base { .a { color: red; } }", "1 @layer"],
  [".a { height: 100dvh; }", "1 100dvh"],
])("finds what Chromium 87 lacks in the style `%s`", (text, fault) => {
  expect(style(text)).toEqual([fault]);
});

it("lets styles pass that the oldest engines know, words in comments and texts too", () => {
  const text = `/* .a:has(.b) { aspect-ratio: 1 } */
@media (max-width: 10px) { .a::before { content: ":is(x) { 1dvh }"; inset: 0; gap: 2px; width: min(1px, 2vw); } }`;
  expect(style(text)).toEqual([]);
});

it("has the compiler refuse members of the language that came after 2021", () => {
  const folder = mkdtempSync(join(tmpdir(), "contextile-engines-"));
  const lines = [
    "[1].at(0)",
    "[1].findLast(Boolean)",
    "[1].toSorted()",
    "Object.hasOwn({}, 'a')",
    "new Error('', { cause: 1 })",
  ];
  writeFileSync(
    join(folder, "bad.ts"),
    `${lines.map((line) => `export const a${lines.indexOf(line)} = ${line};`).join("\n")}\n`,
  );
  for (const project of ["panel", "shared"]) {
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, project, "tsconfig.json"),
        compilerOptions: { types: [] },
        include: ["bad.ts"],
      }),
    );
    const compiler = join(root, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(compiler, ["--noEmit", "-p", folder], { encoding: "utf8" });
    const refused = [...stdout.matchAll(/bad\.ts\((\d+),/g)].map((match) => Number(match[1]));
    expect([...new Set(refused)]).toEqual([1, 2, 3, 4, 5]);
  }
  rmSync(folder, { recursive: true });
});

it("reads the style sheets of libraries that the panel imports", () => {
  expect(sheetsOfLibraries(["panel/area/maplibre-view.ts", "panel/main.tsx"])).toEqual([
    "node_modules/maplibre-gl/dist/maplibre-gl.css",
  ]);
});
