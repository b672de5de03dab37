import { expect, it } from "vitest";
import { clockOffsetMin, clockText, offsetText, siteDate, sunInstant } from "./sun-clock.ts";

it("puts solar noon at 15° east one hour before noon UTC", () => {
  const instant = sunInstant("2026-06-21", 720, clockOffsetMin("solar", 15));
  expect(instant?.toISOString()).toBe("2026-06-21T11:00:00.000Z");
});

it("puts noon at UTC−3 three hours after noon UTC", () => {
  expect(sunInstant("2026-12-21", 720, clockOffsetMin(-3, -46))?.toISOString()).toBe(
    "2026-12-21T15:00:00.000Z",
  );
});

it("has no instant for a date that is not one", () => {
  expect(sunInstant("", 720, 0)).toBeNull();
});

it("writes times and offsets as people do", () => {
  expect(clockText(545)).toBe("09:05");
  expect([offsetText(1), offsetText(0), offsetText(-3)]).toEqual(["+1", "±0", "−3"]);
});

it("takes the date at the site, not the one of the browser", () => {
  const late = new Date("2026-06-21T23:30:00Z");
  expect(siteDate(late, 15)).toBe("2026-06-22");
  expect(siteDate(late, -15)).toBe("2026-06-21");
});
