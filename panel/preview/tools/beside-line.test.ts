import { expect, it } from "vitest";
import { besideLine } from "./beside-line.ts";

it("does not lay the measured length over its own line, however steep the line is", () => {
  const text = "123.45 m";
  // The box of that text is about 68 × 22 px.
  for (let degrees = 0; degrees < 360; degrees += 5) {
    const angle = (degrees * Math.PI) / 180;
    const to = { x: 200 + 150 * Math.cos(angle), y: 200 + 150 * Math.sin(angle) };
    const label = besideLine({ x: 200, y: 200 }, to, text);
    const corners = [-34, 34].flatMap((x) => [-11, 11].map((y) => ({ x: label.x + x, y: label.y + y })));
    const side = corners.map(({ x, y }) => (x - 200) * Math.sin(angle) - (y - 200) * Math.cos(angle));
    const least = Math.min(...side.map(Math.abs));
    expect(new Set(side.map(Math.sign)).size).toBe(1);
    expect(least).toBeGreaterThan(3);
  }
});

it("puts it above a level line and above a single point", () => {
  expect(besideLine({ x: 0, y: 50 }, { x: 100, y: 50 }, "1 m")).toEqual({ x: 50, y: 34 });
  expect(besideLine({ x: 10, y: 50 }, { x: 10, y: 50 }, "1 m")).toEqual({ x: 10, y: 34 });
});
