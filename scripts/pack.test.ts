import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { packHosts } from "./pack.ts";

const folder = mkdtempSync(join(tmpdir(), "contextile-pack-test-"));
const panelFolder = join(folder, "panel");
mkdirSync(panelFolder);
writeFileSync(join(panelFolder, "index.html"), "<title>panel</title>");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pack = (out: string) => packHosts({ panelFolder, outFolder: join(folder, out), version: "7.8.9" });
const contents = (path: string) => unzipSync(readFileSync(path));

describe("the packages of the hosts", () => {
  const packages = pack("first");
  const of = (host: string) => contents(packages.find((entry) => entry.host === host)?.path ?? "");

  it("are named by program and version", () => {
    expect(packages.map(({ path }) => basename(path))).toEqual([
      "contextile-blender-7.8.9.zip",
      "contextile-freecad-7.8.9.zip",
      "contextile-rhino-7.8.9.zip",
    ]);
  });

  it("have the same bytes when packed again", () => {
    const again = pack("second");
    packages.forEach(({ path }, i) => {
      expect(readFileSync(again[i].path).equals(readFileSync(path))).toBe(true);
    });
  });

  it.each([
    ["blender", "contextile", "__init__.py"],
    ["freecad", "Contextile", "InitGui.py"],
    ["rhino", "contextile-rhino", "contextile_rhino.py"],
  ])("carry for %s the panel, the core, the licence and the add-on in one folder", (host, top, main) => {
    const names = Object.keys(of(host));
    for (const name of [main, "contextile_loopback.py", "LICENSE", "README.md", "panel/index.html"])
      expect(names).toContain(`${top}/${name}`);
    expect(names.filter((name) => !name.startsWith(`${top}/`))).toEqual([]);
    expect(names.filter((name) => /test|__pycache__|\.ts$/.test(name))).toEqual([]);
  });

  it("tell each program the one version in its own way", () => {
    const blender = of("blender");
    expect(strFromU8(blender["contextile/blender_manifest.toml"])).toContain('\nversion = "7.8.9"\n');
    expect(strFromU8(blender["contextile/__init__.py"])).toContain('"version": (7, 8, 9),');
    expect(strFromU8(of("freecad")["Contextile/package.xml"])).toContain("<version>7.8.9</version>");
  });

  it("refuse a panel that is not built", () => {
    const options = { panelFolder: join(folder, "nowhere"), outFolder: folder, version: "7.8.9" };
    expect(() => packHosts(options)).toThrow(`There is no built panel in ${options.panelFolder}.`);
  });
});
