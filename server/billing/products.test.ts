import { expect, test } from "vitest";
import { pricePerKm2, products } from "./products.ts";
import { monthStart } from "./subscription.ts";

test("the shop window, pinned", () => {
  expect(products.map(({ id, km2, price }) => [id, km2, price.amount])).toEqual([
    ["bundle-5", 5, 45],
    ["bundle-20", 20, 150],
    ["bundle-50", 50, 340],
    ["bundle-100", 100, 600],
    ["monthly-20", 20, 99],
  ]);
  expect(pricePerKm2).toEqual({ amount: 9, currency: "EUR" });
});

test.each([
  ["2026-01-31T08:00:00.000Z", 1, "2026-02-28T08:00:00.000Z"],
  ["2028-01-31T08:00:00.000Z", 1, "2028-02-29T08:00:00.000Z"],
  ["2026-01-31T08:00:00.000Z", 2, "2026-03-31T08:00:00.000Z"],
  ["2026-11-15T23:59:59.000Z", 3, "2027-02-15T23:59:59.000Z"],
  ["2026-05-31T00:00:00.000Z", 0, "2026-05-31T00:00:00.000Z"],
])("a subscription of %s begins month %i on %s", (start, months, expected) => {
  expect(monthStart(new Date(start), months).toISOString()).toBe(expected);
});
