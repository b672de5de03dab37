import { expect, test } from "vitest";
import { html } from "./html.ts";
import { formatKm2, usageChart } from "./usage-chart.ts";

test("escapes what is inserted, in text and in attributes", () => {
  const hostile = `<script>alert("x")</script>&'`;
  expect(html`<p title="${hostile}">${hostile}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;</p>',
  );
});

test("keeps inner markup, joins lists, leaves nothing for null and false, and prints 0", () => {
  expect(html`<ul>${[1, 0].map((n) => html`<li>${n}</li>`)}</ul>${null}${false}`.text).toBe(
    "<ul><li>1</li><li>0</li></ul>",
  );
});

test("places bars by date and scales them by the largest", () => {
  const chart = usageChart([
    { date: "2026-02-28", requests: 1, km2: 0.5 },
    { date: "2026-03-02", requests: 3, km2: 1 },
  ]).text;
  const bars = [
    ...chart.matchAll(/<rect class="bar-day" x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g),
  ];
  const heights = bars.map((bar) => Number(bar[3]));
  expect(heights).toEqual([72, 144]);
  // Seven slots of 592 / 7 pixels; the second bar is two days, so two slots, further.
  expect(Number(bars[1][1]) - Number(bars[0][1])).toBeCloseTo(169.1, 1);
  expect(chart).toContain("<title>2026-03-02: 1 km², 3 requests</title>");
});

test("writes areas with three decimals at most", () => {
  expect([0, 0.0004, 0.001, 1, 1234.5678].map(formatKm2)).toEqual([
    "0",
    "< 0.001",
    "0.001",
    "1",
    "1,234.568",
  ]);
});
