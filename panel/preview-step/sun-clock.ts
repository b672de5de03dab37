/** Which clock the sun slider runs by, as pure functions. Longitude decides; no time-zone data is needed. */

/** Minutes that a clock is ahead of UTC. `solar`: mean solar time at the site, 4 minutes a degree east. */
export function clockOffsetMin(clock: "solar" | number, lonDeg: number): number {
  return clock === "solar" ? lonDeg * 4 : clock * 60;
}

/** The instant of a date (ISO, `2026-06-21`) and minutes after midnight on a clock; null for a date that is none. */
export function sunInstant(date: string, minutes: number, offsetMin: number): Date | null {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight)) return null;
  return new Date(midnight + (minutes - offsetMin) * 60_000);
}

/** "09:05" */
export function clockText(minutes: number): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** "+1", "−3", "±0" */
export function offsetText(hours: number): string {
  return hours === 0 ? "±0" : hours > 0 ? `+${hours}` : `−${-hours}`;
}

/** The date at the site, by its own solar clock. */
export function siteDate(now: Date, lonDeg: number): string {
  return new Date(now.getTime() + lonDeg * 4 * 60_000).toISOString().slice(0, 10);
}
