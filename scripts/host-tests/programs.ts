import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Programs that the host tests run, and the Debian package that brings each. */
const packages: Record<string, string> = {
  blender: "blender",
  freecad: "freecad",
  freecadcmd: "freecad",
  Xvfb: "xvfb",
  python3: "python3",
};

/** Path of a program; installs its Debian package when missing and root; throws one clear sentence otherwise. */
export function program(name: string): string {
  const found = find(name);
  if (found !== null) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) install(packages[name]);
  const installed = find(name);
  if (installed === null)
    throw new Error(
      `${name} is not installed: install the package "${packages[name]}", or run this as root on Debian.`,
    );
  return installed;
}

/** Debian's own python3 first: other Pythons on the path lack what Debian's packages bring. */
function find(name: string): string | null {
  if (existsSync(`/usr/bin/${name}`)) return `/usr/bin/${name}`;
  const { status, stdout } = spawnSync("which", [name], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

function install(name: string): void {
  console.log(`  installing ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { stdio: ["ignore", "ignore", "inherit"] as ("ignore" | "inherit")[], env };
  spawnSync("apt-get", ["update", "-qq"], quiet);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], quiet);
}
