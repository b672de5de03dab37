import { afterEach, expect, it } from "vitest";
import { language } from "../ui/language.ts";
import { type Money, moneyRows } from "./money-rows.ts";

afterEach(() => {
  language.value = "en";
});

const price = { amount: 30, currency: "EUR" };
const shown = (money: Partial<Money>) =>
  moneyRows({ km2: 0.42, price, balanceKm2: 0.52, free: "no", ...money }).map(
    ({ name, value }) => `${name}: ${value}`,
  );

it("says what an area costs and what is left afterwards", () => {
  expect(shown({})).toEqual(["Price: €12.60", "Balance: 0.52 km²", "Balance after: 0.10 km²"]);
  expect(shown({ km2: 1.5 })).toEqual([
    "Price: €45.00",
    "Balance: 0.52 km²",
    "Balance after: 0.98 km² too little",
  ]);
  expect(shown({ km2: null })).toEqual(["Price: –", "Balance: 0.52 km²", "Balance after: –"]);
  expect(shown({ price: null, balanceKm2: null })).toEqual([]);
});

it("takes nothing from the balance for what is kept on this computer", () => {
  const free = ["Price: Already fetched · free", "Balance: 0.52 km²", "Balance after: 0.52 km²"];
  expect(shown({ free: "kept" })).toEqual(free);
  expect(shown({ free: "kept", price: null })).toEqual(free);
  expect(shown({ free: "kept", balanceKm2: 0.1 }).slice(1)).toEqual([
    "Balance: 0.10 km²",
    "Balance after: 0.10 km²",
  ]);
});

it("promises no more than is sure where a repeat is free only if the first try was charged", () => {
  expect(shown({ free: "if-charged" })).toEqual([
    "Price: Free if already charged, else €12.60",
    "Balance: 0.52 km²",
    "Balance after: at least 0.10 km²",
  ]);
  expect(shown({ free: "if-charged", balanceKm2: 0.1 })[2]).toBe("Balance after: –");
  language.value = "de";
  expect(shown({ free: "if-charged" })[2]).toBe("Guthaben danach: mindestens 0,10 km²");
});

it("writes a balance with as many decimals as the area beside it needs", () => {
  expect(shown({ km2: 0.0027, balanceKm2: 0.94 })).toEqual([
    "Price: €0.08",
    "Balance: 0.9400 km²",
    "Balance after: 0.9373 km²",
  ]);
  expect(shown({ km2: 0.0002, balanceKm2: 0.94 })[2]).toBe("Balance after: 0.939800 km²");
  expect(shown({ km2: 0.3, balanceKm2: 0.1 + 0.2 })[2]).toBe("Balance after: 0.00 km²");
  expect(shown({ km2: 0.42, balanceKm2: 0.425 }).slice(1)).toEqual([
    "Balance: 0.4250 km²",
    "Balance after: 0.0050 km²",
  ]);
});
