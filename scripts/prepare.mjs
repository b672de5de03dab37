// Makes a fresh clone ready in plain Node, before any package exists: `npm ci` when the lock file changed, the two
// builds when a source changed (--build), a browser when none is found (--browser). Silent when all is fresh.
// Everything is printed on stderr: stdout belongs to the command that follows (an MCP server speaks on it).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../shared/testing/find-browser.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const say = (text) => process.stderr.write(`contextile: ${text}\n`);

export function prepare({ build = false, browser = false } = {}) {
  checkNode();
  installPackages();
  if (build) buildWhenStale();
  if (browser) installBrowser();
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
}

function installPackages() {
  const lock = join(root, "package-lock.json");
  if (!existsSync(lock)) return; // an installed package, not a clone
  const stamp = join(root, "node_modules", ".contextile-lock");
  const wanted = hashOf([lock]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("installing packages …");
  run(process.platform === "win32" ? "npm.cmd" : "npm", [
    "ci",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  writeFileSync(stamp, wanted);
}

function buildWhenStale() {
  const sources = ["shared", "panel", "plugin", "server", "scripts"].map((room) => join(root, room));
  if (!sources.every(existsSync)) return; // an installed package ships its build
  const stamp = join(root, "dist", ".stamp");
  const files = [
    ...sources.flatMap(filesBelow),
    join(root, "vite.config.ts"),
    join(root, "package-lock.json"),
  ];
  const wanted = hashOf(files);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("building the panel and the service …");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  run(process.execPath, [vite, "build", "--logLevel", "warn"]);
  run(process.execPath, [vite, "build", "--mode", "node", "--logLevel", "warn"]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function installBrowser() {
  if (findBrowser() !== null) return;
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (canInstall) {
    say("installing Chromium …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: ["ignore", 2, 2], env });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      stdio: ["ignore", "ignore", 2],
      env,
    });
  }
  if (findBrowser() === null)
    fail("No Chrome or Chromium found: install one, or set CONTEXTILE_BROWSER to its path.");
}

function filesBelow(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      // What a bench wrote down is no source.
      if (name === "__pycache__" || name === "node_modules" || name === "results") return [];
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest("hex");
}

function run(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" && command.endsWith(".cmd"),
  });
  if (result.status !== 0) fail(`"${[command, ...args].join(" ")}" failed; the lines above say why.`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  prepare({ build: process.argv.includes("--build"), browser: process.argv.includes("--browser") });
