import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createAccount } from "../accounts/accounts.ts";
import { createSecretBox } from "../accounts/secret-box.ts";
import { availableM2, grant } from "../billing/ledger.ts";
import { reserve, settle } from "../metering/purchases.ts";
import { openEmbeddedStore } from "./embedded-store.ts";
import { lockFolder } from "./folder-lock.ts";

const person = { kind: "person", name: "Ada" } as const;
const folders: string[] = [];
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), "contextile-embedded-"));
  folders.push(folder);
  return folder;
};

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe("the embedded store", () => {
  test("keeps its data from one opening to the next, in a folder for its owner alone", async () => {
    const folder = await newFolder();
    const first = await openEmbeddedStore(folder);
    await first.run("insert into accounts values ('a', 'local', 'Ada', now())");
    await first.close();
    const second = await openEmbeddedStore(folder);
    const rows = await second.rows(z.object({ name: z.string() }), "select name from accounts");
    await second.close();
    expect(rows).toEqual([{ name: "Ada" }]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test("refuses a folder that is open already, naming the process, and takes it when that one closes", async () => {
    const folder = await newFolder();
    const first = await openEmbeddedStore(folder);
    await expect(openEmbeddedStore(folder)).rejects.toThrow(
      `The data folder ${folder} is in use by another Contextile (process ${process.pid}).`,
    );
    await first.close();
    const second = await openEmbeddedStore(folder);
    await second.close();
    expect((await readdir(folder)).sort()).toEqual(["database"]);
  });
});

/** Another process that opens the folder, writes one account, says so, and stays. */
const holder = (folder: string) => {
  const store = JSON.stringify(new URL("embedded-store.ts", import.meta.url).href);
  const code = `const { openEmbeddedStore } = await import(${store});
    const store = await openEmbeddedStore(${JSON.stringify(folder)});
    await store.run("insert into accounts values ('a', 'local', 'Ada', now())");
    console.log("ready");
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code]);
};

test("what a killed process had written is there, and the folder is free again", async () => {
  const folder = await newFolder();
  const process = holder(folder);
  await new Promise((resolve) => process.stdout.once("data", resolve));
  await expect(openEmbeddedStore(folder)).rejects.toThrow(`(process ${process.pid})`);
  process.kill("SIGKILL");
  await new Promise((resolve) => process.once("exit", resolve));
  const store = await openEmbeddedStore(folder);
  const rows = await store.rows(z.object({ name: z.string() }), "select name from accounts");
  await store.close();
  expect(rows).toEqual([{ name: "Ada" }]);
});

test("what a killed process had reserved is free at the next start, with its id; what it had sold stays sold", async () => {
  const folder = await newFolder();
  const at = new Date();
  // Opened and closed without a release, which is what a killed process leaves in the files.
  const killed = await openEmbeddedStore(folder);
  const { id } = await createAccount(killed, createSecretBox(Buffer.alloc(32, 1)), person, at);
  await grant(killed, id, { kind: "bundle", m2: 10_000, reference: "order", at });
  const order = (requestId: string, m2: number) => ({ accountId: id, requestId, bodyHash: "x", m2 });
  await reserve(killed, order("sold", 1_000), at);
  await settle(killed, order("sold", 1_000), { bytes: 1, durationMs: 1 }, at);
  await reserve(killed, order("open", 9_000), at);
  expect(await availableM2(killed, id, at)).toBe(0);
  await killed.close();

  const store = await openEmbeddedStore(folder);
  expect(await availableM2(store, id, at)).toBe(9_000);
  const usage = await store.rows(
    z.object({ id: z.string(), outcome: z.string() }),
    "select request_id as id, outcome from usage_events order by request_id",
  );
  expect(usage).toEqual([
    { id: "open", outcome: "failed" },
    { id: "sold", outcome: "charged" },
  ]);
  expect(await reserve(store, { ...order("open", 9_000), bodyHash: "another" }, at)).toEqual({
    outcome: "reserved",
    repeat: false,
    balanceM2: 0,
  });
  expect(await reserve(store, order("sold", 1_000), at)).toMatchObject({ repeat: true });
  await store.close();
});

describe("the folder lock", () => {
  test("refuses while another living process holds it", async () => {
    const folder = await newFolder();
    const sleeper = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    await writeFile(join(folder, "lock"), JSON.stringify({ pid: sleeper.pid, birth: "", token: "theirs" }));
    await expect(lockFolder(folder)).rejects.toThrow(`process ${sleeper.pid}`);
    sleeper.kill();
  });

  test("takes over what a process left that is gone", async () => {
    const folder = await newFolder();
    const gone = Number(
      execFileSync(process.execPath, ["-e", "console.log(process.pid)"], { encoding: "utf8" }),
    );
    await writeFile(join(folder, "lock"), JSON.stringify({ pid: gone, birth: "", token: "old" }));
    const unlock = await lockFolder(folder);
    expect(await readFile(join(folder, "lock"), "utf8")).toContain(`"pid":${process.pid}`);
    await unlock();
    expect(await readdir(folder)).toEqual([]);
  });

  test("takes over a lock with this very process id that this process never took: a restarted container", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "lock"), JSON.stringify({ pid: process.pid, birth: "", token: "before" }));
    await (await lockFolder(folder))();
    expect(await readdir(folder)).toEqual([]);
  });

  test("takes over an empty lock: its writer died before it wrote", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "lock"), "");
    await (await lockFolder(folder))();
    expect(await readdir(folder)).toEqual([]);
  });

  test("lets one of many in", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "lock"), JSON.stringify({ pid: process.pid, birth: "", token: "stale" }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});
