import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Checks, holds } from "./checks.ts";
import { program } from "./programs.ts";

const core = resolve(import.meta.dirname, "../../plugin/hosts/loopback");

const hosts = resolve(core, "..");
const sources = [core, join(hosts, "blender"), join(hosts, "freecad")].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .map((name) => join(folder, name)),
);
const parse =
  "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, encoding='utf-8').read(), name, feature_version=(3, 9))";

/** The unit tests of the Python core, under plain Python. */
export async function testCore(checks: Checks): Promise<void> {
  await checks.run("the core and the add-ons are Python 3.9", () => {
    const { status, stderr } = spawnSync(program("python3"), ["-B", "-W", "error", "-c", parse, ...sources], {
      encoding: "utf8",
    });
    holds(status === 0 && sources.length >= 10, stderr);
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
