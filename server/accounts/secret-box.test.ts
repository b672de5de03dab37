import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSecretBox, openMasterKey } from "./secret-box.ts";

const box = createSecretBox(Buffer.alloc(32, 1));

describe("the secret box", () => {
  test("opens what it sealed, and seals the same text differently each time", () => {
    const [one, two] = [box.seal("ctx_secret", "account-1"), box.seal("ctx_secret", "account-1")];
    expect(one).not.toBe(two);
    expect(Buffer.from(one, "base64").toString("latin1")).not.toContain("secret");
    expect([box.open(one, "account-1"), box.open(two, "account-1")]).toEqual(["ctx_secret", "ctx_secret"]);
  });

  test("does not open another account's value, a changed one, a short one or one of another service", () => {
    const sealed = box.seal("ctx_secret", "account-1");
    const changed = Buffer.from(sealed, "base64");
    changed[changed.length - 1] ^= 1;
    expect(() => box.open(sealed, "account-2")).toThrow();
    expect(() => box.open(changed.toString("base64"), "account-1")).toThrow();
    expect(() => box.open(sealed.slice(0, 20), "account-1")).toThrow();
    expect(() => createSecretBox(Buffer.alloc(32, 2)).open(sealed, "account-1")).toThrow();
  });

  test("signs the same text alike, and otherwise than another service", () => {
    expect(box.sign("a")).toBe(box.sign("a"));
    expect(box.sign("a")).not.toBe(box.sign("b"));
    expect(box.sign("a")).not.toBe(createSecretBox(Buffer.alloc(32, 2)).sign("a"));
  });
});

describe("the key file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "contextile-secret-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("is made once, for its owner alone, and read from then on", async () => {
    const made = await openMasterKey(folder);
    expect(made).toHaveLength(32);
    expect((await stat(join(folder, "secret.key"))).mode & 0o777).toBe(0o600);
    expect(await openMasterKey(folder)).toEqual(made);
  });

  test("when damaged is an error that says what to do, never silently replaced", async () => {
    await writeFile(join(folder, "secret.key"), "short\n");
    await expect(openMasterKey(folder)).rejects.toThrow("is damaged. Put its backup back");
  });
});
