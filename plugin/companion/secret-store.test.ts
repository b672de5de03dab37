import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configFolder } from "./config-folder.ts";
import { createKeyKeeper } from "./key-keeper.ts";
import { type KeyringEntry, memoryStore, openSecretStore } from "./secret-store.ts";

const key = "ck_live_0123456789-wxyz";
const local = "http://127.0.0.1:8787";
const cityweft = "https://api.cityweft.com";
const third = "https://context.example";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contextile-secret-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const noKeyring = () => Promise.reject(new Error("Couldn't access platform storage: AccessDenied"));

function fakeKeyring() {
  const kept = new Map<string, string>();
  const open = async (account: string): Promise<KeyringEntry> => ({
    getPassword: async () => kept.get(account) ?? null,
    setPassword: async (password) => void kept.set(account, password),
    deletePassword: async () => kept.delete(account),
  });
  return { kept, open };
}

describe("secret store", () => {
  it("uses the keyring where it works, one entry for each service", async () => {
    const { kept, open } = fakeKeyring();
    const store = await openSecretStore({ configFolder: folder, serviceUrl: cityweft, openKeyring: open });
    expect(store.warning).toBe("");
    await store.set(key);
    expect([...kept]).toEqual([["https://api.cityweft.com", key]]);
    const other = await openSecretStore({ configFolder: folder, serviceUrl: third, openKeyring: open });
    expect(await other.get()).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("falls back to the file when the keyring reads but does not write, and finds the key there again", async () => {
    const { open } = fakeKeyring();
    const openKeyring = async (account: string) => ({
      ...(await open(account)),
      setPassword: () => Promise.reject(new Error("AccessDenied")),
    });
    const options = { configFolder: folder, serviceUrl: cityweft, openKeyring };
    const store = await openSecretStore(options);
    await store.set(key);
    expect(store.warning).toContain("plain text");
    const reopened = await openSecretStore(options);
    expect([await reopened.get(), reopened.name]).toEqual([key, store.name]);
    const repaired = await openSecretStore({ ...options, openKeyring: open });
    await repaired.set("another-key");
    expect(readdirSync(folder)).toEqual([]);
    expect([await repaired.get(), repaired.warning]).toEqual(["another-key", ""]);
  });

  it("falls back to a file that only its user may read, with a warning", async () => {
    const options = { configFolder: folder, serviceUrl: local, openKeyring: noKeyring };
    const store = await openSecretStore(options);
    expect(store.warning).toContain("plain text");
    await store.set(key);
    const path = join(folder, "keys.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const reopened = await openSecretStore({ ...options, serviceUrl: "http://localhost:9999" });
    expect(await reopened.get()).toBe(key);
    await reopened.clear();
    expect(await store.get()).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps the keys of other services when one is set or forgotten", async () => {
    const options = { configFolder: folder, openKeyring: noKeyring };
    const [a, b] = await Promise.all(
      [cityweft, third].map((serviceUrl) => openSecretStore({ ...options, serviceUrl })),
    );
    await a.set("key-a");
    await b.set("key-b");
    await a.clear();
    expect([await a.get(), await b.get()]).toEqual([null, "key-b"]);
  });

  it("falls back to memory where no folder can be made", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const store = await openSecretStore({
      configFolder: join(file, "below"),
      serviceUrl: local,
      openKeyring: async () => null,
    });
    await store.set(key);
    expect([store.name, await store.get()]).toEqual(["memory", key]);
  });

  it("does not break on a damaged file", async () => {
    writeFileSync(join(folder, "keys.json"), "{ damaged");
    const options = { configFolder: folder, serviceUrl: local, openKeyring: noKeyring };
    expect(await (await openSecretStore(options)).get()).toBeNull();
  });
});

describe("key keeper", () => {
  it("shows four characters and never the key", async () => {
    const keeper = createKeyKeeper(memoryStore(), local, {});
    expect(await keeper.state()).toMatchObject({ hasKey: false, last4: "" });
    const state = await keeper.set(`  ${key}\r\n`);
    expect(state).toMatchObject({ hasKey: true, last4: "wxyz" });
    expect(JSON.stringify(state)).not.toContain(key);
    expect(await keeper.key()).toBe(key);
    expect(await keeper.clear()).toMatchObject({ hasKey: false });
  });

  it.each(["a b", "a\nb", "ключ", "a\u0000b", "   "])(
    "refuses %j as bad-key without repeating it",
    async (typed) => {
      const keeper = createKeyKeeper(memoryStore(), local, {});
      await expect(keeper.set(typed)).rejects.toMatchObject({ code: "bad-key" });
      expect(await keeper.key()).toBeNull();
    },
  );

  it("does not show four of five characters", async () => {
    const keeper = createKeyKeeper(memoryStore(), local, {});
    expect(await keeper.set("12345")).toMatchObject({ hasKey: true, last4: "" });
  });

  it("prefers what was typed to the environment, and falls back to it", async () => {
    const keeper = createKeyKeeper(memoryStore(), third, { CONTEXTILE_API_KEY: "from-environment" });
    expect(await keeper.state()).toMatchObject({ hasKey: true, last4: "ment" });
    await keeper.set(key);
    expect(await keeper.key()).toBe(key);
    const left = await keeper.clear();
    expect(left.warning).toContain("CONTEXTILE_API_KEY");
    expect(await keeper.key()).toBe("from-environment");
  });

  it.each([
    [cityweft, "cw-key"],
    [local, "cw-key"],
    [third, null],
    ["https://cityweft.com.evil.example", null],
    ["https://evilcityweft.com", null],
  ])("gives the Cityweft key of the environment to %s: %s", async (serviceUrl, expected) => {
    const keeper = createKeyKeeper(memoryStore(), serviceUrl, { CITYWEFT_API_KEY: "cw-key" });
    expect(await keeper.key()).toBe(expected);
  });

  it("says that the key could not be stored, and not which", async () => {
    const broken = { ...memoryStore(), set: () => Promise.reject(new Error(`cannot store ${key}`)) };
    const failed = createKeyKeeper(broken, local, {}).set(key);
    await expect(failed).rejects.toMatchObject({ code: "host-failed" });
    const error: unknown = await failed.catch((e: unknown) => e);
    expect(JSON.stringify(error)).not.toContain(key);
  });
});

describe("config folder", () => {
  it.each([
    ["linux", { XDG_CONFIG_HOME: "/x" }, "/x/contextile"],
    ["linux", { CONTEXTILE_CONFIG_DIR: "/y" }, "/y"],
  ] as const)("on %s with %j is %s", (platform, env, expected) => {
    expect(configFolder(env, platform)).toBe(expected);
  });
});

it("leaves the keyring module out until it is needed, because it is optional", () => {
  const source = readFileSync(join(import.meta.dirname, "secret-store.ts"), "utf8");
  expect(source).not.toMatch(/^import .*@napi-rs\/keyring/m);
  expect(source).toContain('await import("@napi-rs/keyring")');
});

it("a keyring that answers reads and refuses writes gives way to the file, which says so", async () => {
  const refusing: KeyringEntry = {
    getPassword: async () => null,
    setPassword: () => Promise.reject(new Error("AccessDenied")),
    deletePassword: () => Promise.reject(new Error("AccessDenied")),
  };
  const options = { configFolder: folder, serviceUrl: local, openKeyring: async () => refusing };
  const store = await openSecretStore(options);
  expect(store.warning).toBe("");
  await store.set("ctx_0123456789");
  expect(await store.get()).toBe("ctx_0123456789");
  expect(store.warning).toContain("plain text");
  const reopened = await openSecretStore(options);
  expect(await reopened.get()).toBe("ctx_0123456789");
  expect(reopened.name).toContain("keys.json");
  await reopened.clear();
  expect(await (await openSecretStore(options)).get()).toBeNull();
});
