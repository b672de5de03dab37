import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  createAccount,
  findAccountByKey,
  openLocalAccount,
  reissueKey,
  revealKey,
} from "../accounts/accounts.ts";
import { createSecretBox } from "../accounts/secret-box.ts";
import { createSignInToken, findSession, signIn, signOut } from "../accounts/sessions.ts";
import { availableM2, grant, grantWelcome } from "../billing/ledger.ts";
import { products } from "../billing/products.ts";
import { cancelSubscription, subscribe } from "../billing/subscription.ts";
import type { Store } from "../store/store.ts";
import { type PurchaseRequest, release, reserve, settle } from "./purchases.ts";
import { takeToken } from "./rate-limit.ts";
import { readAccount } from "./usage.ts";

const box = createSecretBox(randomBytes(32));
const noon = new Date("2026-03-31T12:00:00Z");
const later = (ms: number) => new Date(noon.getTime() + ms);
const minute = 60_000;
const delivered = { bytes: 10, durationMs: 5 };
const failed = { ...delivered, outcome: "failed" as const };

/** Money on any store: nothing twice, nothing below zero, sums that can be derived. */
export function meteringSuite(name: string, open: () => Store): void {
  const newAccount = async (m2: number) => {
    const account = await createAccount(open(), box, { kind: "person", name: "Ada" }, noon);
    if (m2 > 0) await grant(open(), account.id, { kind: "bundle", m2, reference: randomUUID(), at: noon });
    return account.id;
  };
  const order = (accountId: string, m2: number, more: Partial<PurchaseRequest> = {}): PurchaseRequest => ({
    accountId,
    requestId: randomUUID(),
    bodyHash: "same",
    m2,
    ...more,
  });

  describe(`${name}: accounts`, () => {
    test("the local account is made once, with its 1 km² and a key", async () => {
      const [one, two] = await Promise.all([
        openLocalAccount(open(), box, noon),
        openLocalAccount(open(), box, noon),
      ]);
      expect(two).toEqual(one);
      expect(await availableM2(open(), one.id, noon)).toBe(1_000_000);
      expect(await revealKey(open(), box, one.id)).toMatch(/^ctx_[0-9A-Za-z]{40}$/);
    });

    test("the free km² comes once, however often it is asked for", async () => {
      const id = await newAccount(0);
      const asked = await Promise.all([1, 2, 3].map(() => grantWelcome(open(), id, noon)));
      expect(asked.filter(Boolean)).toHaveLength(1);
      expect(await availableM2(open(), id, noon)).toBe(1_000_000);
    });

    test("a re-issued key is dead at once, and the new one works", async () => {
      const id = await newAccount(0);
      const old = await revealKey(open(), box, id);
      const fresh = await reissueKey(open(), box, id, noon);
      expect(await findAccountByKey(open(), old)).toBeNull();
      expect((await findAccountByKey(open(), fresh))?.id).toBe(id);
      expect(await revealKey(open(), box, id)).toBe(fresh);
    });

    test("two re-issues at the same moment leave exactly one living key", async () => {
      const id = await newAccount(0);
      const keys = await Promise.all([1, 2, 3].map(() => reissueKey(open(), box, id, noon)));
      const alive = await Promise.all(keys.map((key) => findAccountByKey(open(), key)));
      expect(alive.filter((account) => account !== null)).toHaveLength(1);
    });

    test("no key is in the database in clear", async () => {
      const id = await newAccount(0);
      const key = await revealKey(open(), box, id);
      const [row] = await open().rows(
        z.object({ text: z.string() }),
        "select (to_jsonb(k)::text) as text from api_keys k where account_id = $1",
        [id],
      );
      expect(row.text).not.toContain(key.slice(4));
      expect(row.text).not.toContain(key.slice(-8));
    });

    test("a key sealed with another secret.key gives a sentence, not a stack", async () => {
      const id = await newAccount(0);
      const other = createSecretBox(randomBytes(32));
      await expect(revealKey(open(), other, id)).rejects.toThrow(
        "The stored key cannot be opened with this service's secret.key.",
      );
    });

    test("a sign-in link works once and ends after a day; a session ends when signed out", async () => {
      const id = await newAccount(0);
      const token = await createSignInToken(open(), id, noon);
      const session = (await signIn(open(), token, noon)) ?? "";
      expect(await signIn(open(), token, noon)).toBeNull();
      expect(await findSession(open(), session, noon)).toBe(id);
      expect(await findSession(open(), session, later(31 * 24 * 60 * minute))).toBeNull();
      await signOut(open(), session);
      expect(await findSession(open(), session, noon)).toBeNull();
      const unused = await createSignInToken(open(), id, noon);
      expect(await signIn(open(), unused, later(25 * 60 * minute))).toBeNull();
    });
  });

  describe(`${name}: metering`, () => {
    test("a settled purchase is charged once and shows in balance, totals and days", async () => {
      const id = await newAccount(1_000_000);
      const purchase = order(id, 250_000);
      expect(await reserve(open(), purchase, noon)).toEqual({
        outcome: "reserved",
        repeat: false,
        balanceM2: 750_000,
      });
      expect(await settle(open(), purchase, delivered, noon)).toBe(true);
      expect(await settle(open(), purchase, delivered, noon)).toBe(false);
      expect(await readAccount(open(), id, noon)).toEqual({
        balanceKm2: 0.75,
        totalRequests: 1,
        totalKm2: 0.25,
        meanKm2: 0.25,
        days: [{ date: "2026-03-31", requests: 1, km2: 0.25 }],
        plan: "Bundle",
      });
    });

    test("a released purchase costs nothing and its id can be used again", async () => {
      const id = await newAccount(1_000_000);
      const purchase = order(id, 400_000);
      await reserve(open(), purchase, noon);
      expect(await availableM2(open(), id, noon)).toBe(600_000);
      await release(open(), purchase, failed, noon);
      expect(await availableM2(open(), id, noon)).toBe(1_000_000);
      expect(await reserve(open(), { ...purchase, bodyHash: "other" }, noon)).toMatchObject({
        repeat: false,
      });
    });

    test("the same id and body is a repeat; another body or a day later is refused", async () => {
      const id = await newAccount(1_000_000);
      const purchase = order(id, 400_000);
      await reserve(open(), purchase, noon);
      await settle(open(), purchase, delivered, noon);
      expect(await reserve(open(), purchase, later(minute))).toEqual({
        outcome: "reserved",
        repeat: true,
        balanceM2: 600_000,
      });
      await release(open(), purchase, failed, noon);
      expect(await reserve(open(), { ...purchase, bodyHash: "other" }, noon)).toEqual({
        outcome: "other-body",
      });
      expect(await reserve(open(), purchase, later(25 * 60 * minute))).toEqual({ outcome: "too-old" });
      expect(await availableM2(open(), id, noon)).toBe(600_000);
    });

    test("ten requests at once for a balance of three buy exactly three", async () => {
      const id = await newAccount(3_000);
      const results = await Promise.all(
        Array.from({ length: 10 }, () => reserve(open(), order(id, 1_000), noon)),
      );
      expect(results.filter(({ outcome }) => outcome === "reserved")).toHaveLength(3);
      expect(results.filter(({ outcome }) => outcome === "no-balance")).toHaveLength(7);
      expect(await availableM2(open(), id, noon)).toBe(0);
    });

    test("ten connections with one id reserve once, and one failing does not lose the others' purchase", async () => {
      const id = await newAccount(1_000);
      const purchase = order(id, 1_000);
      const results = await Promise.all(Array.from({ length: 10 }, () => reserve(open(), purchase, noon)));
      expect(results.filter((result) => result.outcome === "reserved" && !result.repeat)).toHaveLength(1);
      expect(results.filter((result) => result.outcome === "reserved" && result.repeat)).toHaveLength(9);
      for (let i = 0; i < 9; i++) await release(open(), purchase, failed, noon);
      expect(await availableM2(open(), id, noon)).toBe(0);
      expect(await settle(open(), purchase, delivered, noon)).toBe(true);
      expect(await availableM2(open(), id, noon)).toBe(0);
    });

    test("what a process that died had reserved is free after half an hour, and its id can be used again", async () => {
      const id = await newAccount(1_000);
      const purchase = order(id, 1_000);
      await reserve(open(), purchase, noon);
      expect(await reserve(open(), order(id, 1_000), later(29 * minute))).toMatchObject({
        outcome: "no-balance",
      });
      expect(await availableM2(open(), id, later(31 * minute))).toBe(1_000);
      expect(await reserve(open(), purchase, later(31 * minute))).toMatchObject({
        outcome: "reserved",
        repeat: false,
      });
    });

    test("the balance is the sum of the ledger, and charges equal charged usage", async () => {
      const id = await newAccount(5_000_000);
      for (const m2 of [1, 123_456, 700_000]) {
        const purchase = order(id, m2);
        await reserve(open(), purchase, noon);
        await settle(open(), purchase, delivered, noon);
      }
      const [sums] = await open().rows(
        z.object({ ledger: z.number(), charged: z.number() }),
        `select (select sum(m2) from ledger_entries where account_id = $1)::float8 as ledger,
                (select sum(m2) from usage_events where account_id = $1 and outcome = 'charged')::float8 as charged`,
        [id],
      );
      expect(sums).toEqual({ ledger: 4_176_543, charged: 823_457 });
      const account = await readAccount(open(), id, noon);
      expect(account).toMatchObject({ balanceKm2: 4.176543, totalRequests: 3, totalKm2: 0.823457 });
      expect(account.meanKm2).toBeCloseTo(0.274486, 6);
    });

    test("the rate limit lets a burst through, says how long to wait, and refills", async () => {
      const id = await newAccount(0);
      const limit = { burst: 3, perSecond: 0.5 };
      const taken = [];
      for (let i = 0; i < 4; i++) taken.push(await takeToken(open(), id, limit, noon));
      expect(taken).toEqual([null, null, null, 2]);
      expect(await takeToken(open(), id, limit, later(2_000))).toBeNull();
      expect(await takeToken(open(), id, limit, later(3_000))).toBe(1);
      expect(await takeToken(open(), id, limit, later(3_600_000))).toBeNull();
    });
  });

  describe(`${name}: billing`, () => {
    const monthly = products.find(({ kind }) => kind === "subscription")!;

    test("the same order is granted once", async () => {
      const id = await newAccount(0);
      const entry = { kind: "bundle" as const, m2: 5_000_000, reference: "order-1", at: noon };
      expect(await grant(open(), id, entry)).toBe(true);
      expect(await grant(open(), id, entry)).toBe(false);
      expect(await availableM2(open(), id, noon)).toBe(5_000_000);
    });

    test("a subscription begun on 31 March gives 20 km² then, on 30 April, on 31 May, each once", async () => {
      const id = await newAccount(0);
      expect(await subscribe(open(), id, monthly, noon)).toBe(true);
      expect(await subscribe(open(), id, monthly, noon)).toBe(false);
      const balanceAt = async (time: string) => (await readAccount(open(), id, new Date(time))).balanceKm2;
      expect(await balanceAt("2026-04-30T11:59:59Z")).toBe(20);
      expect(await balanceAt("2026-04-30T12:00:00Z")).toBe(40);
      expect(await balanceAt("2026-05-30T12:00:00Z")).toBe(40);
      expect(await balanceAt("2026-05-31T12:00:00Z")).toBe(60);
      expect(await balanceAt("2026-05-31T12:00:01Z")).toBe(60);
      expect((await readAccount(open(), id, noon)).plan).toBe("20 km² every month");
    });

    test("an ended subscription gives no more and keeps what it gave; a new one may start", async () => {
      const id = await newAccount(0);
      await subscribe(open(), id, monthly, noon);
      expect(await cancelSubscription(open(), id, noon)).toBe(true);
      expect(await cancelSubscription(open(), id, noon)).toBe(false);
      expect((await readAccount(open(), id, new Date("2027-01-01T00:00:00Z"))).balanceKm2).toBe(20);
      expect(await subscribe(open(), id, monthly, new Date("2027-01-01T00:00:00Z"))).toBe(true);
    });

    test("two starts of a subscription at the same moment begin one", async () => {
      const id = await newAccount(0);
      const started = await Promise.all([1, 2, 3].map(() => subscribe(open(), id, monthly, noon)));
      expect(started.filter(Boolean)).toHaveLength(1);
      expect(await availableM2(open(), id, noon)).toBe(20_000_000);
    });
  });
}
