import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { migrate, migrations } from "./migrate.ts";
import type { Store } from "./store.ts";

const addAccount = (sql: Pick<Store, "run">, id: string) =>
  sql.run("insert into accounts (id, kind, name, created_at) values ($1, 'person', $2, $3)", [
    id,
    "Ada",
    "2026-01-02T03:04:05.678Z",
  ]);

const countAccounts = async (store: Store, id: string) =>
  (
    await store.rows(
      z.object({ count: z.number() }),
      "select count(*)::int as count from accounts where id = $1",
      [id],
    )
  )[0].count;

/** What every store does alike. `open` gives the one under test. */
export function storeSuite(name: string, open: () => Store): void {
  describe(`${name}: the store`, () => {
    test("gives rows in the types that the schema names, times included", async () => {
      const id = randomUUID();
      expect(await addAccount(open(), id)).toBe(1);
      const schema = z.object({
        name: z.string(),
        at: z.date(),
        big: z.number(),
        nothing: z.null(),
        yes: z.boolean(),
      });
      const rows = await open().rows(
        schema,
        "select name, created_at as at, 9007199254740991::bigint::float8 as big, null as nothing, true as yes from accounts where id = $1",
        [id],
      );
      expect(rows).toEqual([
        {
          name: "Ada",
          at: new Date("2026-01-02T03:04:05.678Z"),
          big: 9007199254740991,
          nothing: null,
          yes: true,
        },
      ]);
    });

    test("counts the rows that a statement changed", async () => {
      expect(await open().run("update accounts set name = 'x' where id = 'nobody'")).toBe(0);
      const id = randomUUID();
      await addAccount(open(), id);
      expect(await open().run("update accounts set name = 'Grace' where id = $1", [id])).toBe(1);
    });

    test("takes a value for a value, whatever it looks like", async () => {
      const hostile = "'; drop table accounts; --";
      const rows = await open().rows(z.object({ text: z.string() }), "select $1::text as text", [hostile]);
      expect(rows).toEqual([{ text: "'; drop table accounts; --" }]);
    });

    test("keeps all of a transaction that ends well", async () => {
      const [one, two] = [randomUUID(), randomUUID()];
      const result = await open().transaction(async (sql) => {
        await addAccount(sql, one);
        await addAccount(sql, two);
        return "done";
      });
      expect(result).toBe("done");
      expect([await countAccounts(open(), one), await countAccounts(open(), two)]).toEqual([1, 1]);
    });

    test("keeps nothing of a transaction that throws, and goes on working", async () => {
      const id = randomUUID();
      const failing = open().transaction(async (sql) => {
        await addAccount(sql, id);
        throw new Error("changed my mind");
      });
      await expect(failing).rejects.toThrow("changed my mind");
      expect(await countAccounts(open(), id)).toBe(0);
    });

    test("rolls back when a statement fails", async () => {
      const id = randomUUID();
      const failing = open().transaction(async (sql) => {
        await addAccount(sql, id);
        await addAccount(sql, id);
      });
      await expect(failing).rejects.toThrow(/duplicate key/);
      expect(await countAccounts(open(), id)).toBe(0);
    });

    test("runs two transactions on one row one after the other", async () => {
      const id = randomUUID();
      await addAccount(open(), id);
      const append = (letter: string) =>
        open().transaction(async (sql) => {
          const [row] = await sql.rows(
            z.object({ name: z.string() }),
            "select name from accounts where id = $1 for update",
            [id],
          );
          await new Promise((done) => setTimeout(done, 20));
          await sql.run("update accounts set name = $2 where id = $1", [id, row.name + letter]);
        });
      await Promise.all([append("b"), append("c"), append("d")]);
      const [row] = await open().rows(
        z.object({ length: z.number() }),
        "select length(name) from accounts where id = $1",
        [id],
      );
      expect(row.length).toBe(6);
    });

    test("is migrated, and migrating again changes nothing", async () => {
      const read = () =>
        open().rows(
          z.object({ number: z.number(), name: z.string() }),
          "select number, name from migrations order by number",
        );
      const before = await read();
      expect(before).toEqual([
        { number: 1, name: "accounts" },
        { number: 2, name: "metering" },
        { number: 3, name: "billing" },
      ]);
      await migrate(open());
      expect(await read()).toEqual(before);
    });

    test("applies a new migration once and undoes all of one that fails", async () => {
      const next = { number: 4, name: "next", statements: ["create table next_thing (id integer)"] };
      const broken = {
        number: 5,
        name: "broken",
        statements: ["create table half (id integer)", "create nonsense"],
      };
      await expect(migrate(open(), [...migrations, next, broken])).rejects.toThrow(/syntax/);
      const tables = await open().rows(
        z.unknown(),
        "select 1 from pg_tables where tablename in ('next_thing', 'half')",
      );
      expect(tables).toEqual([]);
    });

    test("refuses a database that a newer version has made", async () => {
      await expect(migrate(open(), migrations.slice(0, 2))).rejects.toThrow(
        "This database was made by a newer Contextile (migration 3). Update Contextile.",
      );
    });
  });
}
