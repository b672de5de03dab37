import { mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { versionOfFiles, versionSinceStart } from "./data-version.ts";

// Root, as whom tests run in containers, reads folders that are closed to everybody.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const readdir = async (path: string) => {
    if (path.endsWith("closed")) throw new Error("EACCES: permission denied");
    return real.readdir(path);
  };
  return { ...real, readdir };
});

const folder = await mkdtemp(join(tmpdir(), "contextile-version-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const map = join(folder, "map.osm");
const tiles = join(folder, "tiles");
await writeFile(map, "<osm/>");
await mkdir(join(tiles, "13", "4"), { recursive: true });
await writeFile(join(tiles, "13", "4", "5.png"), "tile");

test("is the same as long as nothing changes, and null where there is nothing", async () => {
  expect(await versionOfFiles([map, tiles])).toBe(await versionOfFiles([map, tiles]));
  expect(await versionOfFiles([join(folder, "none")])).toBeNull();
  expect(await versionOfFiles([])).toMatch(/^[0-9a-f]{64}$/);
});

test("is null where a folder within cannot be read", async () => {
  await mkdir(join(folder, "half", "closed"), { recursive: true });
  expect(await versionOfFiles([join(folder, "half")])).toBeNull();
});

test("changes with a file of the same size whose time was put back", async () => {
  const before = await versionOfFiles([map]);
  const { atime, mtime } = await stat(map);
  await writeFile(map, "<oSm/>");
  await utimes(map, atime, mtime);
  expect(await versionOfFiles([map])).not.toBe(before);
});

test("changes when another file takes the name, and with one tile deep in a folder", async () => {
  const before = await versionOfFiles([map]);
  await writeFile(join(folder, "new"), "<osm/>");
  await rename(join(folder, "new"), map);
  expect(await versionOfFiles([map])).not.toBe(before);
  const tilesBefore = await versionOfFiles([tiles]);
  await writeFile(join(tiles, "13", "4", "5.png"), "another");
  expect(await versionOfFiles([tiles])).not.toBe(tilesBefore);
});

/** A clock that stands until it is moved. */
function newClock() {
  let ms = 0;
  return { now: () => ms, later: (by: number) => (ms += by) };
}

test("is unknown, and said once, when a file changes under a running service", async () => {
  let said = 0;
  const { now, later } = newClock();
  const version = await versionSinceStart([map], () => said++, { now });
  expect(await version()).toMatch(/^[0-9a-f]{64}$/);
  await writeFile(map, "<osm></osm>");
  later(2000);
  expect([await version(), await version(), said]).toEqual([null, null, 1]);
});

test("looks at the files once for requests that come together, and says a change once to all of them", async () => {
  let looks = 0;
  let said = 0;
  const look = (paths: string[]) => {
    looks++;
    return versionOfFiles(paths);
  };
  const { now, later } = newClock();
  const version = await versionSinceStart([map, tiles], () => said++, { look, now });
  const known = await version();
  expect([known, looks]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), 2]);
  later(2000);
  expect(await Promise.all([version(), version(), version()])).toEqual([known, known, known]);
  expect(looks).toBe(3);
  await writeFile(map, "<osm><!-- other --></osm>");
  later(2000);
  expect(await Promise.all([version(), version()])).toEqual([null, null]);
  expect([looks, said]).toEqual([4, 1]);
});

test("costs one look in two seconds, however many requests come and however long a look takes", async () => {
  let looks = 0;
  const { now, later } = newClock();
  let answer = (_: string) => {};
  const look = async () => {
    looks++;
    if (looks === 1) return "as it was";
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  };
  const version = await versionSinceStart([tiles], () => {}, { look, now });
  const first = version();
  // A look longer than its life is not begun a second time beside itself.
  later(5000);
  const second = version();
  answer("as it was");
  expect(await Promise.all([first, second])).toEqual(["as it was", "as it was"]);
  later(1999);
  for (let i = 0; i < 100; i++) expect(await version()).toBe("as it was");
  expect(looks).toBe(2);
  later(1);
  const third = version();
  answer("as it was");
  expect([await third, looks]).toEqual(["as it was", 3]);
});
