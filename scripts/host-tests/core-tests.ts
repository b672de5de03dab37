import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { type Checks, holds } from "./checks.ts";
import { program } from "./programs.ts";

const core = resolve(import.meta.dirname, "../../plugin/hosts/loopback");

/** The unit tests of the Python core, under plain Python. */
export async function testCore(checks: Checks): Promise<void> {
  await checks.run("the loopback core compiles without a warning", () => {
    const args = [
      "-B",
      "-W",
      "error",
      "-c",
      "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))",
    ];
    const { status, stderr } = spawnSync(
      program("python3"),
      [...args, join(core, "contextile_loopback.py")],
      {
        encoding: "utf8",
      },
    );
    holds(status === 0, stderr);
  });
  countUnitTests(checks);
}

/** Python's runner counts by itself: "Ran 29 tests", "FAILED (failures=1, errors=2)". */
function countUnitTests(checks: Checks): void {
  const { stderr } = spawnSync(program("python3"), ["-B", "-W", "error::SyntaxWarning", "-m", "unittest"], {
    cwd: core,
    encoding: "utf8",
    timeout: 300_000,
  });
  const ran = Number(/^Ran (\d+) test/m.exec(stderr)?.[1] ?? 0);
  const bad = [...stderr.matchAll(/(?:failures|errors)=(\d+)/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
  if (bad > 0 || ran === 0) console.log(stderr);
  console.log(`  ${ran} unit tests of the loopback core, ${bad} failed`);
  checks.add(ran - bad, ran === 0 ? 1 : bad);
}
