import { formatExactMetres, formatNumber } from "../../ui/format.ts";

const longestPx = 96;

/** The longest of 1, 2, 5, 10, 20 … metres that fits, in whole pixels. Its name is `lengthText`. */
export function scaleBar(metresPerPixel: number): { lengthPx: number; metres: number } {
  const most = metresPerPixel * longestPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = power * (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1);
  return { lengthPx: Math.round(metres / metresPerPixel), metres };
}

/** "50 m", "2 km", "50 cm". */
export function lengthText(metres: number): string {
  if (metres >= 1000) return `${formatNumber(metres / 1000)} km`;
  return metres >= 1 ? `${formatNumber(metres)} m` : `${formatNumber(metres * 100)} cm`;
}

/** A measured length on the picture: "12.34 m", "1.23 km". */
export function measuredText(metres: number): string {
  return metres < 1000 ? formatExactMetres(metres) : `${formatNumber(metres / 1000, 3)} km`;
}
