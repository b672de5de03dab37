import type { Account } from "../../shared/contract/service.ts";
import { type Html, html } from "./html.ts";

type Day = Account["days"][number];

/** Pixels of the drawing; CSS scales it. */
const width = 640;
const height = 180;
const left = 48;
const bottom = 24;
const top = 12;

/** km² per day as bars, from the first day with requests to the last, with the same figures as a table below. */
export function usageChart(days: readonly Day[]): Html {
  if (days.length === 0) return html`<p>No requests yet. The chart begins with the first one.</p>`;
  return html`<figure>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-title chart-text">
<title id="chart-title">Area requested per day</title>
<desc id="chart-text">${summary(days)} The table below holds the same figures.</desc>
${drawing(days)}
</svg>
<figcaption>Area requested per day, km² (UTC)</figcaption>
</figure>
<details>
<summary>Figures as a table</summary>
<table>
<caption>Requests and area per day</caption>
<thead><tr><th scope="col">Day</th><th scope="col">Requests</th><th scope="col">km²</th></tr></thead>
<tbody>${days.map(
    (day) =>
      html`<tr><th scope="row">${day.date}</th><td>${day.requests}</td><td>${formatKm2(day.km2)}</td></tr>`,
  )}</tbody>
</table>
</details>`;
}

function drawing(days: readonly Day[]): Html {
  const most = Math.max(...days.map(({ km2 }) => km2));
  const slots = daysBetween(days[0].date, days[days.length - 1].date) + 1;
  const slotWidth = (width - left) / Math.max(slots, 7);
  const floor = height - bottom;
  const bars = days.map((day) => {
    const x = left + daysBetween(days[0].date, day.date) * slotWidth + slotWidth * 0.15;
    const tall = Math.max(1, (day.km2 / most) * (floor - top));
    return html`<rect class="bar-day" x="${round(x)}" y="${round(floor - tall)}" width="${round(
      Math.min(slotWidth * 0.7, 40),
    )}" height="${round(tall)}"><title>${day.date}: ${formatKm2(day.km2)} km², ${countRequests(
      day.requests,
    )}</title></rect>`;
  });
  const lastDay = days.length > 1 && days[days.length - 1].date;
  return html`<line class="axis" x1="${left}" y1="${floor}" x2="${width}" y2="${floor}"/>
<text class="tick" x="${left - 6}" y="${top + 8}" text-anchor="end">${formatKm2(most)}</text>
<text class="tick" x="${left - 6}" y="${floor}" text-anchor="end">0</text>
<text class="tick" x="${left}" y="${height - 6}">${days[0].date}</text>
${lastDay !== false && html`<text class="tick" x="${width}" y="${height - 6}" text-anchor="end">${lastDay}</text>`}
${bars}`;
}

function summary(days: readonly Day[]): string {
  const best = days.reduce((most, day) => (day.km2 > most.km2 ? day : most));
  const dayWord = days.length === 1 ? "1 day" : `${days.length} days`;
  return `${dayWord} with requests; the most on ${best.date}: ${formatKm2(best.km2)} km².`;
}

const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
const round = (value: number) => Math.round(value * 10) / 10;
const countRequests = (count: number) => (count === 1 ? "1 request" : `${count} requests`);

/** Three decimals at most: 0.001 km² is 1,000 m², the smallest step that matters on a page. */
export const formatKm2 = (km2: number) =>
  km2 > 0 && km2 < 0.001 ? "< 0.001" : km2.toLocaleString("en-GB", { maximumFractionDigits: 3 });
