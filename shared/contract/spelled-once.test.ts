import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/**
 * Names that only the wire has; those that our own settings share with it cannot be told apart by name. What is read
 * as a property of a checked object (`settings.topographyModel`) is the compiler's matter.
 */
const wireNames = [
  "spatialReference",
  "spacialReference",
  "geometryType",
  "elevationMaps",
  "moveVector",
  "segmentsWidth",
  "segmentsHeight",
  "instanceType",
  "topographyModel",
  "defaultLevelHeight",
];
const spelled = new RegExp(`(?<![.\\w])(${wireNames.join("|")})(?!\\w)`, "g");

const root = fileURLToPath(new URL("../../", import.meta.url));
const rooms = ["shared", "server", "panel", "plugin"];
const isProduct = (path: string) =>
  /\.tsx?$/.test(path) && !/\.(test|suite)\.tsx?$|\/testing\/|\/conformance\/|\/node_modules\//.test(path);

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(join(root, folder))) {
    const path = `${folder}/${name}`;
    if (statSync(join(root, path)).isDirectory()) yield* filesBelow(path);
    else if (isProduct(path)) yield path;
  }
}

const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");

test("wire field names are spelled in the contract and nowhere else", () => {
  const elsewhere = rooms
    .flatMap((room) => [...filesBelow(room)])
    .filter((path) => !path.startsWith("shared/contract/"))
    .flatMap((path) => {
      const code = withoutComments(readFileSync(join(root, path), "utf8"));
      return Array.from(code.matchAll(spelled), ([name]) => `${path}: ${name}`);
    });
  expect(elsewhere).toEqual([]);
});

test("the guard sees names that are written, not those that are read", () => {
  const found = (code: string) => [...withoutComments(code).matchAll(spelled)].length;
  expect(found('const a = { moveVector: { x: 1 } }; b["segmentsWidth"] = 2;')).toBe(2);
  expect(found("const { geometryType } = entry;")).toBe(1);
  expect(found("settings.topographyModel; defaultLevelHeightM: 4; // moveVector")).toBe(0);
});
