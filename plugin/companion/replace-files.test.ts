import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFiles } from "./replace-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "replace-files-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);
const read = (path: string) => readFile(join(folder, path), "utf8");

test("new files are there, obsolete ones are gone, and nothing else is left behind", async () => {
  await writeFile(join(folder, "a.glb"), "old a");
  await writeFile(join(folder, "b.glb"), "old b");
  await replaceFiles(folder, [{ path: "a.glb", bytes: text("new a") }], { obsolete: ["b.glb", "never.glb"] });
  expect(await readdir(folder)).toEqual(["a.glb"]);
  expect(await read("a.glb")).toBe("new a");
});

test("when an obsolete file cannot be removed, everything is as it was, earlier removals too", async () => {
  await writeFile(join(folder, "a.glb"), "old a");
  await writeFile(join(folder, "b.glb"), "old b");
  // A name below a plain file cannot be moved: ENOTDIR, also for root.
  await writeFile(join(folder, "plain"), "a file");
  const files = [
    { path: "a.glb", bytes: text("new a") },
    { path: "c.glb", bytes: text("new c") },
  ];
  const done = replaceFiles(folder, files, { obsolete: ["b.glb", "plain/below.glb"] });
  await expect(done).rejects.toMatchObject({ code: "host-failed" });
  expect((await readdir(folder)).sort()).toEqual(["a.glb", "b.glb", "plain"]);
  expect(await read("a.glb")).toBe("old a");
  expect(await read("b.glb")).toBe("old b");
});

test("a full disk while writing changes nothing and says so", async () => {
  await mkdir(join(folder, "sub"));
  await writeFile(join(folder, "sub/a.glb"), "old");
  const full = async () => {
    throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  };
  const done = replaceFiles(folder, [{ path: "sub/a.glb", bytes: text("new") }], { write: full });
  await expect(done).rejects.toMatchObject({ code: "disk-full" });
  expect(await readdir(folder)).toEqual(["sub"]);
  expect(await read("sub/a.glb")).toBe("old");
});
