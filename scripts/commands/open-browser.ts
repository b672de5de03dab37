import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** Opens the address in the user's browser when there is a desktop; says whether it tried. Never fails the caller. */
export function openBrowser(url: string): boolean {
  const opener = findOpener();
  if (opener === null) return false;
  const child = spawn(opener.command, [...opener.args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
  return true;
}

function findOpener(): { command: string; args: string[] } | null {
  if (process.env.CI) return null;
  if (process.platform === "darwin") return { command: "open", args: [] };
  // `start` would hand the address to a shell; this hands it to the handler as one argument.
  if (process.platform === "win32") return { command: "rundll32", args: ["url.dll,FileProtocolHandler"] };
  const desktop = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return desktop && existsSync("/usr/bin/xdg-open") ? { command: "/usr/bin/xdg-open", args: [] } : null;
}
