import { expect, test } from "vitest";
import { findViolations, judge } from "./check-boundaries.ts";

test.each([
  ["panel/main.tsx", "../plugin/companion/x.ts", "panel/ may not import plugin/"],
  ["panel/area/map.ts", "three", "only panel/preview/ may import three"],
  ["panel/preview/a.ts", "maplibre-gl", "only panel/area/ may import maplibre-gl"],
  ["shared/geo/area.ts", "node:fs", "no Node built-ins in this room"],
  ["shared/geo/area.ts", "../../panel/state/store.ts", "shared/ may not import panel/"],
  ["shared/scene/a.ts", "../testing/make-scene.ts", "product code must not import shared/testing"],
  ["server/routes/a.ts", "../../plugin/mcp/a.ts", "server/ may not import plugin/"],
  [
    "plugin/companion/a.ts",
    "@modelcontextprotocol/sdk/server/mcp.js",
    "only plugin/mcp/ may import @modelcontextprotocol/sdk",
  ],
  ["plugin/companion/a.ts", "../hosts/rhino/a.ts", "plugin/companion may not import plugin/hosts/rhino"],
  ["server/main.ts", "../scripts/start.ts", "scripts are imported by nobody"],
  ["shared/geo/a.ts", "lodash", "lodash is not among the packages of shared/"],
])("%s must not import %s", (file, specifier, why) => {
  expect(judge(file, specifier)).toBe(why);
});

test.each([
  ["panel/main.tsx", "../shared/errors.ts"],
  ["panel/preview/a.ts", "three/examples/jsm/controls/OrbitControls.js"],
  ["shared/exports/3dm/write.ts", "rhino3dm"],
  ["shared/geo/area.test.ts", "node:fs"],
  ["plugin/mcp/tools/a.ts", "../../companion/key-store.ts"],
  ["server/store/a.ts", "pg"],
])("%s may import %s", (file, specifier) => {
  expect(judge(file, specifier)).toBeNull();
});

test("the project itself crosses no border", () => {
  const { files, violations } = findViolations(new URL("..", import.meta.url).pathname);
  expect(violations).toEqual([]);
  expect(files).toBeGreaterThan(20);
});
