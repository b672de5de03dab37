// `npm run test:hosts`: the real Blender and FreeCAD, then the webview stand-ins; ends with `N passed, N failed`.
import { spawn } from "node:child_process";
import { join } from "node:path";

if (process.argv.length > 2) {
  const parts = ["host-tests", "webview-tests"].map((name) => `npx tsx scripts/${name}/run.ts --help`);
  console.error(`npm run test:hosts takes no options. For parts of it: ${parts.join(", ")}.`);
  process.exit(1);
}
const tsx = join("node_modules", ".bin", process.platform === "win32" ? "tsx.cmd" : "tsx");
let passed = 0;
let failed = 0;

/** Runs one suite, shows what it prints and adds up its closing line; a suite without one has failed. */
function suite(file) {
  return new Promise((resolve) => {
    const child = spawn(tsx, [file], {
      stdio: ["ignore", "pipe", "inherit"],
      shell: process.platform === "win32",
    });
    let tail = "";
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      tail = (tail + chunk).slice(-2000);
    });
    child.on("close", (status) => {
      const line = [...tail.matchAll(/^(\d+) passed, (\d+) failed$/gm)].pop();
      passed += line ? Number(line[1]) : 0;
      failed += line ? Number(line[2]) : 1;
      if (status !== 0 && line && Number(line[2]) === 0) failed += 1;
      resolve();
    });
  });
}

await suite("scripts/host-tests/run.ts");
await suite("scripts/webview-tests/run.ts");
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
