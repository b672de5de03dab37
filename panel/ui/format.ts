/** Numbers and dates as people read them. One locale for now, in one place. */

const locale = "en";
const format = (value: number, digits: number) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );

/** "0.84 km²"; small areas keep the figures that matter: "0.0021 km²". */
export function formatKm2(km2: number): string {
  const digits = km2 === 0 || km2 >= 0.095 ? 2 : km2 >= 0.00095 ? 4 : 6;
  return `${format(km2, digits)} km²`;
}

/** "840 m", "1.24 km". */
export function formatMetres(metres: number): string {
  return metres < 1000 ? `${format(metres, metres < 10 ? 1 : 0)} m` : `${format(metres / 1000, 2)} km`;
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
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
  } catch {
    return `${format(amount, 2)} ${currency}`;
  }
}

export function formatPercent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** "43.73330, 7.42210": latitude first, the way people and maps write it. */
export function formatPlace(lonDeg: number, latDeg: number): string {
  return `${latDeg.toFixed(5)}, ${lonDeg.toFixed(5)}`;
}
