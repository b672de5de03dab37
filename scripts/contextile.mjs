#!/usr/bin/env node
// The command `contextile`: makes a clone ready, then hands over to the built program (scripts/main.ts).
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { prepare } from "./prepare.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
// CONTEXTILE_PREPARED: whoever starts this has just built it (tests run several at once).
if (existsSync(join(root, "package-lock.json")) && !process.env.CONTEXTILE_PREPARED) prepare({ build: true });
const { main } = await import(pathToFileURL(join(root, "dist", "node", "contextile.js")).href);
process.exitCode = await main(process.argv.slice(2), { root });
