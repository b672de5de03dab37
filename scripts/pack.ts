/**
 * `npm run pack`: one zip per CAD program under dist/pack, each with the built panel, the shared loopback core and the
 * add-on, in the layout its program installs. Same input, same bytes.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Zippable, zipSync } from "fflate";
import { commandLine, refuse } from "./command-line.ts";

export interface PackOptions {
  /** The built panel. */
  panelFolder: string;
  outFolder: string;
  version: string;
}

export interface Package {
  host: string;
  path: string;
  files: number;
  bytes: number;
}

/** Host folder under plugin/hosts → the one folder inside its zip, named as the program expects it. */
const hosts: Record<string, string> = {
  blender: "contextile",
  freecad: "Contextile",
  rhino: "contextile-rhino",
};

const core = "contextile_loopback.py";
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Zip knows no year before 1980; any fixed moment will do. Local time, so that the stored fields never change. */
const moment = new Date(1980, 0, 1);
const leftOut = /^(__pycache__|tests?|test_.*\.py|.*\.ts)$/;

/** Writes the packages of all hosts that are there; throws when the panel is not built. */
export function packHosts(options: PackOptions): Package[] {
  builtPanel(options.panelFolder);
  mkdirSync(options.outFolder, { recursive: true });
  const present = Object.keys(hosts).filter((host) => existsSync(hostFolder(host)));
  return present.map((host) => packHost(host, options));
}

/** The folder as it is given, where a built panel lies in it. */
export function builtPanel(folder: string): string {
  return existsSync(join(folder, "index.html"))
    ? folder
    : refuse(`There is no built panel in ${folder}.`, 'Run "npm run build" first.');
}

function packHost(host: string, { panelFolder, outFolder, version }: PackOptions): Package {
  const top = hosts[host];
  const files: Record<string, Uint8Array> = {
    [`${top}/${core}`]: readFileSync(join(hostFolder("loopback"), core)),
    ...filesUnder(hostFolder(host), top, version),
    ...filesUnder(panelFolder, `${top}/panel`, null),
    [`${top}/LICENSE`]: readFileSync(join(root, "LICENSE")),
  };
  const sorted: Zippable = {};
  for (const name of Object.keys(files).sort()) sorted[name] = [files[name], { mtime: moment }];
  const bytes = zipSync(sorted, { level: 9, mtime: moment });
  const path = join(outFolder, `contextile-${host}-${version}.zip`);
  writeFileSync(path, bytes);
  return { host, path, files: Object.keys(files).length, bytes: bytes.length };
}

function filesUnder(folder: string, prefix: string, version: string | null): Record<string, Uint8Array> {
  const found: Record<string, Uint8Array> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (version !== null && leftOut.test(name)) continue;
    if (statSync(path).isDirectory()) Object.assign(found, filesUnder(path, `${prefix}/${name}`, version));
    else found[`${prefix}/${name}`] = version === null ? readFileSync(path) : stamped(path, version);
  }
  return found;
}

/** Each program reads its version from its own kind of manifest; package.json is the only place to change it. */
function stamped(path: string, version: string): Uint8Array {
  const bytes = readFileSync(path);
  if (!/(blender_manifest\.toml|package\.xml|__init__\.py)$/.test(path)) return bytes;
  const [major, minor, patch] = version.split(/[.-]/);
  const text = bytes
    .toString("utf8")
    .replace(/^version = ".*"$/m, `version = "${version}"`)
    .replace(/<version>.*<\/version>/, `<version>${version}</version>`)
    .replace(/"version": \(.*\),/, `"version": (${major}, ${minor}, ${patch}),`);
  return Buffer.from(text, "utf8");
}

function hostFolder(host: string): string {
  return join(root, "plugin", "hosts", host);
}

/** Version of the product, from package.json. */
export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest)
    return String(manifest.version);
  throw new Error("package.json names no version.");
}

const usage = `npm run pack -- [options]
  --panel DIR   the built panel (default dist/panel)
  --out DIR     default dist/pack
  --json        also one JSON object as the last line`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { json, ...folders } = commandLine(
    usage,
    {
      panel: { type: "string", default: join(root, "dist", "panel") },
      out: { type: "string", default: join(root, "dist", "pack") },
      json: { type: "boolean", default: false },
    },
    ({ panel, out, json }) => ({ panelFolder: builtPanel(resolve(panel)), outFolder: resolve(out), json }),
  );
  const packages = packHosts({ ...folders, version: productVersion() });
  for (const { host, path, files, bytes } of packages)
    console.log(`${host.padEnd(8)} ${(bytes / 1e6).toFixed(2)} MB, ${files} files: ${path}`);
  if (json) console.log(JSON.stringify({ packages }));
}
