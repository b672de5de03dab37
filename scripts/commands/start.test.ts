import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serve } from "./serve.ts";
import { start } from "./start.ts";

const program = { root: "/nowhere", version: "1.2.3" };

test.each([
  ["start", start],
  ["serve", serve],
])("%s looks at the files it is given before it makes a data folder", async (_, command) => {
  const folder = mkdtempSync(join(tmpdir(), "contextile-start-"));
  const [data, osm] = [join(folder, "data"), join(folder, "missing.osm")];
  const given = (...map: string[]) => command([...map, "--data", data, "--no-open"], program);
  await expect(given("--osm", osm)).rejects.toThrow(`There is nothing at ${osm}, which --osm names.`);
  await expect(given("--dem", folder)).rejects.toThrow("no map is named");
  expect(existsSync(data)).toBe(false);
});
