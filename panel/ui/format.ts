/** Numbers and dates as people read them, in the language that is on. */
import { language } from "./language.ts";

const format = (value: number, digits: number) =>
  withMinus(
    new Intl.NumberFormat(language.value, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(unsigned(value, digits)),
  );

/** Intl writes a hyphen before what is below zero. */
const withMinus = (text: string) => text.replace("-", "−");

/** What rounds to nothing is "0": a minus before it, as of an angle just left of north, says nothing. */
const unsigned = (value: number, digits: number) => (Math.abs(value) * 10 ** digits < 0.5 ? 0 : value);

/** What a service says of itself often lacks its full stop. */
export function asSentence(text: string): string {
  return /[.!?…]["”“»)]?$/.test(text) ? text : `${text}.`;
}

/** "0.84 km²"; small areas keep the figures that matter: "0.0021 km²". */
export function formatKm2(km2: number, digits = km2Digits(km2)): string {
  return `${format(km2, digits)} km²`;
}

/** Less than half a square metre is a remainder of the reckoning, and written like none at all. */
const noKm2 = 5e-7;

/** Decimals an area needs; a sum beside it takes as many, so that what it adds or takes away shows. */
export function km2Digits(km2: number): number {
  const size = Math.abs(km2);
  if (size < noKm2 || size >= 0.095) return 2;
  return size >= 0.00095 ? 4 : 6;
}

/** "840 m", "1.24 km". */
export function formatMetres(metres: number): string {
  return metres < 1000 ? `${format(metres, metres < 10 ? 1 : 0)} m` : `${format(metres / 1000, 2)} km`;
}

/** "12.34 m": a measured length, with as many decimals however long. */
export function formatExactMetres(metres: number): string {
  return `${format(metres, 2)} m`;
}

/** "0.5", "1,200": as few decimals as it needs, `digits` at most. */
export function formatNumber(value: number, digits = 3): string {
  return withMinus(
    new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(unsigned(value, digits)),
  );
}

export function formatCount(count: number): string {
  return format(count, 0);
}

/** "12.3 MB", of 1,000,000 bytes. */
export function formatBytes(bytes: number): string {
  return bytes < 100_000 ? `${format(bytes / 1000, 0)} kB` : `${format(bytes / 1e6, 1)} MB`;
}

/** "€25.20"; an unknown currency code is printed as it came. */
export function formatMoney(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(language.value, { style: "currency", currency }).format(amount);
  } catch {
    return `${format(amount, 2)} ${currency}`;
  }
}

export function formatPercent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** Whole per cent that add up to 100: what rounding down takes away goes to the largest remainders. */
export function formatShares(counts: readonly number[]): string[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => formatPercent(0));
  const exact = counts.map((count) => (count / total) * 100);
  const whole = exact.map(Math.floor);
  const missing = 100 - whole.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact.map((_, i) => i).sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]));
  for (const i of byRemainder.slice(0, missing)) whole[i] += 1;
  return whole.map((share) => `${share} %`);
}

/** "1 Jan 2026" of "2026-01-01" or a moment of that day in UTC; what is no such date is shown as it came. */
export function formatDay(day: string): string {
  const date = new Date(/^\d{4}-\d{2}-\d{2}T/.test(day) ? day : `${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(language.value === "en" ? "en-GB" : language.value, {
    dateStyle: "medium",
    timeZone: "UTC",
  }).format(date);
}

/** "22 Nov 2026, 14:30" of milliseconds since 1970, by this computer's clock. */
export function formatMoment(ms: number): string {
  return new Intl.DateTimeFormat(language.value === "en" ? "en-GB" : language.value, {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(ms);
}

/** "43.73330, 7.42210": latitude first, the way people and maps write it. */
export function formatPlace(lonDeg: number, latDeg: number): string {
  return `${latDeg.toFixed(5)}, ${lonDeg.toFixed(5)}`;
}
