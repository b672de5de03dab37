// Plain JavaScript: `npm test` runs this before anything is installed (scripts/prepare.mjs).
import { existsSync } from "node:fs";

const candidates = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Path of a Chrome or Chromium: `CONTEXTILE_BROWSER`, else the usual places; null when there is none. */
export function findBrowser() {
  const wanted = process.env.CONTEXTILE_BROWSER;
  if (wanted) return existsSync(wanted) ? wanted : null;
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** Launch flags that keep a browser off the network and working as root in a container. */
export const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
