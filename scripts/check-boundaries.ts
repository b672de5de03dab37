/**
 * Walks every import of the product and fails on one that crosses a border of the house (docs/rooms.md).
 * Rules are data; the walk knows nothing of rooms.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine } from "./command-line.ts";

interface Rule {
  /** Files the rule is about: path prefix, longest match wins for `rooms`, every match applies for `only`. */
  where: string;
  /** Rooms (path prefixes) that may be imported beside one's own. */
  rooms: string[];
  /** Packages that may be imported; "*" = any. */
  packages: string[] | "*";
  node: boolean;
}

const pureGeometry = ["geographiclib-geodesic", "earcut", "delaunator", "@kninnug/constrainautor", "suncalc"];

const rules: Rule[] = [
  { where: "shared/", rooms: [], packages: ["zod", ...pureGeometry], node: false },
  { where: "shared/api/compact/", rooms: ["shared/"], packages: ["zod", "meshoptimizer"], node: false },
  { where: "shared/exports/3dm/", rooms: ["shared/"], packages: ["rhino3dm"], node: false },
  { where: "shared/testing/", rooms: ["shared/"], packages: "*", node: true },
  {
    where: "panel/",
    rooms: ["shared/"],
    packages: ["preact", "@preact/signals", "zod", "rhino3dm"],
    node: false,
  },
  {
    where: "panel/area/",
    rooms: ["panel/", "shared/"],
    packages: [
      "preact",
      "@preact/signals",
      "maplibre-gl",
      "terra-draw",
      "terra-draw-maplibre-gl-adapter",
      "@types/geojson",
    ],
    node: false,
  },
  {
    where: "panel/preview/",
    rooms: ["panel/", "shared/"],
    packages: ["preact", "@preact/signals", "three", "suncalc"],
    node: false,
  },
  { where: "plugin/", rooms: ["shared/"], packages: ["zod", "fflate", "@napi-rs/keyring"], node: true },
  {
    where: "plugin/mcp/",
    rooms: ["plugin/companion/", "shared/"],
    packages: ["@modelcontextprotocol/sdk", "zod"],
    node: true,
  },
  { where: "server/", rooms: ["shared/"], packages: "*", node: true },
  { where: "scripts/", rooms: ["shared/", "panel/", "plugin/", "server/"], packages: "*", node: true },
];

/** Packages with exactly one home; whoever else imports them breaks the build. */
const onlyIn: Record<string, string[]> = {
  three: ["panel/preview/"],
  "maplibre-gl": ["panel/area/"],
  "terra-draw": ["panel/area/"],
  "@modelcontextprotocol/sdk": ["plugin/mcp/"],
};

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const builtins = new Set(builtinModules);
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s*["']([^"'\n]+)["']|(?:^|\n)\s*import\s*["']([^"'\n]+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

export interface Violation {
  file: string;
  imports: string;
  why: string;
}

/** All violations in the tree below `base`. */
export function findViolations(base: string): { files: number; violations: Violation[] } {
  const files = ["shared", "panel", "plugin", "server", "scripts"].flatMap((room) => walk(join(base, room)));
  const violations = files.flatMap((file) => checkFile(base, file));
  return { files: files.length, violations };
}

function checkFile(base: string, file: string): Violation[] {
  const path = relative(base, file).replaceAll("\\", "/");
  const code = withoutComments(readFileSync(file, "utf8"));
  return [...code.matchAll(importPattern)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3];
    const why = judge(path, specifier, base);
    return why === null ? [] : [{ file: path, imports: specifier, why }];
  });
}

/** A comment may well hold the word "from" and a quote. Whole-line and block comments are enough for imports. */
function withoutComments(code: string): string {
  return code.replace(/^\s*\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}

/** Null when allowed, else the reason. Tests may also use the testing room, Node and any package. */
export function judge(path: string, specifier: string, base = root): string | null {
  const isTest =
    /\.(test|suite)\.tsx?$/.test(path) || path.includes("/testing/") || path.startsWith("scripts/");
  const rule = rules
    .filter((candidate) => path.startsWith(candidate.where))
    .sort((a, b) => b.where.length - a.where.length)[0];
  if (rule === undefined) return "the file lies in no room";
  if (specifier.startsWith(".")) {
    const target = relative(base, resolve(base, dirname(path), specifier)).replaceAll("\\", "/");
    return judgeRoom(path, target, rule, isTest);
  }
  const bare = specifier.replace(/[?].*$/, "");
  const name = bare.startsWith("node:") ? bare : packageName(bare);
  if (name.startsWith("node:") || builtins.has(name))
    return rule.node || isTest ? null : "no Node built-ins in this room";
  const homes = onlyIn[name];
  if (homes !== undefined && !homes.some((home) => path.startsWith(home)) && !isTest)
    return `only ${homes.join(", ")} may import ${name}`;
  if (isTest || rule.packages === "*" || rule.packages.includes(name)) return null;
  return `${name} is not among the packages of ${rule.where}`;
}

function judgeRoom(path: string, target: string, rule: Rule, isTest: boolean): string | null {
  const room = `${path.split("/")[0]}/`;
  if (target === "package.json") return null;
  if (target.startsWith("scripts/") && room !== "scripts/") return "scripts are imported by nobody";
  if (target.startsWith("shared/testing/"))
    return isTest ? null : "product code must not import shared/testing";
  const sameRoom = target.startsWith(room);
  if (sameRoom && room === "plugin/") return samePluginPart(path, target, rule);
  if (sameRoom || rule.rooms.some((allowed) => target.startsWith(allowed))) return null;
  return `${room} may not import ${target.split("/")[0]}/`;
}

/** Plugin parts are strangers to each other: a host never imports another host, nor the companion a host. */
function samePluginPart(path: string, target: string, rule: Rule): string | null {
  const part = (file: string) =>
    file
      .split("/")
      .slice(0, file.startsWith("plugin/hosts/") ? 3 : 2)
      .join("/");
  if (part(path) === part(target) || rule.rooms.some((allowed) => target.startsWith(allowed))) return null;
  return `${part(path)} may not import ${part(target)}`;
}

function packageName(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

function walk(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== "node_modules" && name !== "dist")
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return walk(path);
      return /\.(ts|tsx|mts|mjs)$/.test(name) && !name.endsWith(".d.ts") ? [path] : [];
    });
}

const usage = `npx tsx scripts/check-boundaries.ts [--json]   (the latter also prints one object as the last line)`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { json } = commandLine(usage, { json: { type: "boolean", default: false } }, (values) => values);
  const { files, violations } = findViolations(root);
  for (const { file, imports, why } of violations) console.error(`${file}: imports "${imports}": ${why}`);
  console.log(`boundaries: ${files} files, ${violations.length} violations`);
  if (json) console.log(JSON.stringify({ files, violations }));
  process.exitCode = violations.length === 0 ? 0 : 1;
}
