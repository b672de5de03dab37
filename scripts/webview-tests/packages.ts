import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What the WebKitGTK half needs, as Debian calls it, and the file that shows that it is there. */
const packages: Record<string, string> = {
  xvfb: "/usr/bin/xvfb-run",
  "python3-gi": "/usr/lib/python3/dist-packages/gi/__init__.py",
  "gir1.2-gtk-3.0": "/usr/lib/x86_64-linux-gnu/girepository-1.0/Gtk-3.0.typelib",
  "gir1.2-webkit2-4.1": "/usr/lib/x86_64-linux-gnu/girepository-1.0/WebKit2-4.1.typelib",
};

/** Installs what is missing where that is possible (Debian, root). Answers what is still missing. */
export function installWebkit(): string[] {
  const missing = () => Object.keys(packages).filter((name) => !isThere(packages[name]!));
  if (missing().length > 0 && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log(`installing ${missing().join(", ")}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args: string[]) =>
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    apt("update", "-q");
    apt("install", "-y", "-q", "--no-install-recommends", ...missing(), "xauth");
  }
  return missing();
}

/** Typelibs lie in a folder named after the machine. */
function isThere(path: string): boolean {
  return existsSync(path) || existsSync(path.replace("x86_64", "aarch64"));
}
