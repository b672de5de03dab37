import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));

/**
 * Errors in words alone, by file. All are said to whoever starts the service, in the terminal, or on our own pages; what
 * a request can meet has an id and figures (`failure`, `refuse`), so that a panel can say it in its own language.
 */
const inWordsAlone: Record<string, number> = {
  // A key is shown on a page alone.
  "accounts/accounts.ts": 1,
  // What the start command is given.
  "open-sources.ts": 3,
  "sources/elevation/terrarium.ts": 2,
  "sources/open-osm-file.ts": 4,
  "sources/overpass/overpass.ts": 1,
  "sources/postgis/postgis-tables.ts": 2,
  "sources/range-file.ts": 1,
  "sources/sample-town.ts": 1,
  "sources/source-file.ts": 2,
  // `refusePage`.
  "refusal.ts": 1,
};

it("gives every sentence with which a request can be refused an id: errors in words alone are those of the start", () => {
  const found: Record<string, number> = {};
  for (const path of sourceFiles()) {
    const count = (readFileSync(join(here, path), "utf8").match(/new ContextileError\(/g) ?? []).length;
    if (count > 0) found[path] = count;
  }
  expect(found).toEqual(inWordsAlone);
});

it("speaks in words alone only on pages", () => {
  const users = sourceFiles().filter((path) =>
    /\brefusePage\(/.test(readFileSync(join(here, path), "utf8").replace("function refusePage(", "")),
  );
  expect(users.sort()).toEqual(["routes/billing-page-routes.ts", "routes/page-session.ts"]);
});

function sourceFiles(): string[] {
  const all = readdirSync(here, { recursive: true, encoding: "utf8" }).map((path) =>
    path.replace(/\\/g, "/"),
  );
  return all.filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|\.suite\.ts$|(^|\/)testing\//.test(path));
}
