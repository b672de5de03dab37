/** What an area costs and what it leaves of the balance, in words. Pure. */
import type { ServiceInfo } from "../../shared/contract/service.ts";
import { formatKm2, formatMoney, km2Digits } from "../ui/format.ts";
import { t } from "../ui/texts.ts";

export interface Money {
  /** Null while there is no area. */
  km2: number | null;
  price: ServiceInfo["pricePerKm2"] | null;
  balanceKm2: number | null;
  /** "kept": the answer is on this computer. "if-charged": the last try may have been charged, then a repeat is free. */
  free: "no" | "kept" | "if-charged";
}

interface MoneyRow {
  name: string;
  value: string;
  id?: string;
}

export function moneyRows(money: Money): MoneyRow[] {
  const rows: MoneyRow[] = [];
  const price = priceWords(money);
  if (price !== null) rows.push({ name: t.price, value: price });
  return rows.concat(balanceRows(money));
}

function priceWords({ km2, price, free }: Money): string | null {
  if (free === "kept") return t.heldFree;
  if (!price) return null;
  if (km2 === null) return "–";
  const amount = formatMoney(price.amount * km2, price.currency);
  return free === "if-charged" ? t.freeRepeat(amount) : amount;
}

function balanceRows({ km2, balanceKm2, free }: Money): MoneyRow[] {
  if (balanceKm2 === null) return [];
  const spent = free === "kept" ? 0 : (km2 ?? 0);
  const after = balanceKm2 - spent;
  const digits = Math.max(...[balanceKm2, spent, after].map(km2Digits));
  return [
    { name: t.balance, value: formatKm2(balanceKm2, digits) },
    {
      name: t.balanceAfter,
      value: km2 === null ? "–" : afterWords(after, digits, free === "if-charged"),
      id: "balance-after",
    },
  ];
}

/** A balance that is not enough is said in words: a minus sign or a colour alone is overlooked. */
function afterWords(after: number, digits: number, perhapsFree: boolean): string {
  if (perhapsFree) return after < 0 ? "–" : t.atLeastKm2(formatKm2(after, digits));
  return after < 0 ? t.missingKm2(formatKm2(-after, digits)) : formatKm2(after, digits);
}
