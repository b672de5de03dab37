import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createAccount } from "../accounts/accounts.ts";
import { createSecretBox } from "../accounts/secret-box.ts";
import { availableM2, grant } from "../billing/ledger.ts";
import { meteringSuite } from "../metering/metering.suite.ts";
import { reserve } from "../metering/purchases.ts";
import { startPrivatePostgres } from "../testing/private-postgres.ts";
import { openEmbeddedStore } from "./embedded-store.ts";
import { openServerStore } from "./server-store.ts";
import { storeSuite } from "./store.suite.ts";

const folder = await mkdtemp(join(tmpdir(), "contextile-store-"));
const embedded = await openEmbeddedStore(folder);
const postgres = await startPrivatePostgres();
const server = postgres && (await openServerStore(postgres.url));

afterAll(async () => {
  await embedded.close();
  await server?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

storeSuite("embedded", () => embedded);
meteringSuite("embedded", () => embedded);

if (server && postgres) {
  storeSuite("PostgreSQL", () => server);
  meteringSuite("PostgreSQL", () => server);

  describe("PostgreSQL: several processes", () => {
    test("starting at once on an empty database migrate it once", async () => {
      await server.run("create database fresh");
      const url = postgres.url.replace(/postgres$/, "fresh");
      const stores = await Promise.all([1, 2, 3].map(() => openServerStore(url)));
      expect(await stores[0].run("update migrations set name = name")).toBe(3);
      for (const store of stores) await store.close();
    });

    test("spending one balance do not overdraw it", async () => {
      const other = await openServerStore(postgres.url);
      const person = { kind: "person", name: "Ada" } as const;
      const at = new Date();
      const { id } = await createAccount(server, createSecretBox(Buffer.alloc(32, 1)), person, at);
      await grant(server, id, { kind: "bundle", m2: 5_000, reference: "order", at });
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          reserve(
            i % 2 ? server : other,
            { accountId: id, requestId: randomUUID(), bodyHash: "x", m2: 1_000 },
            at,
          ),
        ),
      );
      expect(results.filter(({ outcome }) => outcome === "reserved")).toHaveLength(5);
      expect(await availableM2(other, id, at)).toBe(0);
      await other.close();
    });

    test("one that starts leaves alone what another is answering", async () => {
      const person = { kind: "person", name: "Ada" } as const;
      const at = new Date();
      const { id } = await createAccount(server, createSecretBox(Buffer.alloc(32, 1)), person, at);
      await grant(server, id, { kind: "bundle", m2: 5_000, reference: "order", at });
      await reserve(server, { accountId: id, requestId: "running", bodyHash: "x", m2: 2_000 }, at);
      await (await openServerStore(postgres.url)).close();
      expect(await availableM2(server, id, at)).toBe(3_000);
    });

    test("an address that nobody listens at is an error, not a wait for ever", async () => {
      await expect(openServerStore("postgres://contextile@127.0.0.1:9/postgres")).rejects.toThrow(
        /ECONNREFUSED/,
      );
    });
  });
}
