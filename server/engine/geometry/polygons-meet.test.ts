import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded.ts";
import { cleanPolygon } from "./clean-polygon.ts";
import { intersection } from "./clip.ts";
import { cutOut } from "./cut-out.ts";
import { meetingOnes } from "./polygons-meet.ts";
import { type Polygon, polygonArea, type Ring } from "./rings.ts";

const square = (x: number, y: number, side: number): Ring => [
  ...[x, y, x + side, y, x + side, y + side, x, y + side],
];
const solid = (ring: Ring): Polygon => ({ outer: ring, holes: [] });
const frame: Polygon = { outer: square(0, 0, 1000), holes: [square(200, 200, 600).slice()] };

describe("meetingOnes", () => {
  it.each([
    ["beside it, boxes apart", square(1001, 0, 50), false],
    ["a corner at its corner", square(1000, 1000, 50), true],
    ["an edge along its edge", square(1000, 200, 50), true],
    ["in its hole", square(300, 300, 100), false],
    ["touching its hole's edge", square(200, 300, 100), true],
    ["around it", square(-10, -10, 2000), true],
    ["in it, beside the hole", square(50, 50, 20), true],
    ["across its edge", square(900, 900, 200), true],
  ])("of one that lies %s", (_, ring, expected) => {
    expect(meetingOnes([frame], [solid(ring)])).toHaveLength(expected ? 1 : 0);
    expect(meetingOnes([solid(ring)], [frame])).toHaveLength(expected ? 1 : 0);
  });

  it("leaves out an edge that passes a slanting one within a millimetre, without touching it", () => {
    const slope = solid([0, 0, 10_000, 0, 0, 9_999]);
    expect(meetingOnes([slope], [solid([5000, 5000, 10_000, 1, 10_000, 5000])])).toHaveLength(0);
    expect(meetingOnes([slope], [solid([4999, 5000, 10_000, 1, 10_000, 5000])])).toHaveLength(1);
  });

  it("leaves out nothing that the clipper finds something of, in 500 pairs of stars", () => {
    console.log("seeds meet-0 … meet-499");
    let apart = 0;
    for (let i = 0; i < 500; i++) {
      const random = seededRandom(`meet-${i}`);
      const [one] = cleanPolygon([star(random, 0)]);
      const [two] = cleanPolygon([star(random, 25_000)]);
      const shared = intersection([one], [two]).reduce((sum, part) => sum + polygonArea(part), 0);
      const meets = meetingOnes([one], [two]).length > 0;
      if (!meets) apart++;
      if (shared > 0) expect(meets, `meet-${i}`).toBe(true);
    }
    expect(apart).toBeGreaterThan(50);
  });
});

describe("cutOut", () => {
  it("makes arms that lie over one another one, also where nothing is cut", () => {
    const arms = [
      solid([0, 0, 4000, 0, 4000, 1000, 0, 1000]),
      solid([3000, 0, 4000, 0, 4000, 4000, 3000, 4000]),
    ];
    const [whole, ...more] = cutOut(arms, []);
    expect(more).toEqual([]);
    expect(polygonArea(whole)).toBe(7_000_000);
  });
});

function star(random: () => number, away: number): Ring {
  const count = 5 + Math.floor(12 * random());
  const turn = 2 * Math.PI * random();
  const ring: Ring = [];
  for (let k = 0; k < count; k++) {
    const reach = 2000 + 15_000 * random();
    const angle = turn + (2 * Math.PI * (k + 0.6 * random())) / count;
    ring.push(away + reach * Math.cos(angle), reach * Math.sin(angle));
  }
  return ring;
}
