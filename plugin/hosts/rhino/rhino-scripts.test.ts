import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
const python = ["python3", "python"].find(
  (name) => spawnSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0,
);
if (python === undefined)
  console.log("skipped: Rhino's scripts are tested where Python 3.9 or newer is found");

describe.skipIf(python === undefined)("the Rhino scripts", () => {
  it("pass their own tests under plain Python, against small stand-ins for Rhino and Eto", () => {
    const run = spawnSync(python ?? "", ["-m", "unittest", "discover", "-s", join(here, "tests")], {
      encoding: "utf8",
      env,
      timeout: 120_000,
    });
    expect(run.stderr).toMatch(/Ran (5[0-9]|[6-9][0-9]|\d{3,}) tests[\s\S]*\nOK\n$/);
    expect(run.status).toBe(0);
  });
});
