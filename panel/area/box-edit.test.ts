import { describe, expect, it } from "vitest";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { type Rectangle, rectangleOf } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { boxDraft, plainBox, stretchedTo, turnedBy, turnedTo } from "./box-edit.ts";

const box: Rectangle = { centre: [7.42, 43.735], widthM: 400, heightM: 200, rotationDeg: 30 };
const plane = createLocalProjection(7.42, 43.735);
const at = (x: number, y: number): LonLat => plane.toLonLat(x, y);

describe("turning a rectangle", () => {
  it("faces the pointer, to a tenth of a degree, and keeps size and centre", () => {
    // East-north-east by 3 : 4 is a bearing of 53.13°.
    const turned = turnedTo(box, at(400, 300), false);
    expect(turned).toEqual({ ...box, rotationDeg: 53.1 });
    expect(ringAreaKm2(boxDraft(turned).ring)).toBeCloseTo(0.08, 8);
    expect(rectangleOf(boxDraft(turned).ring)).toMatchObject({
      widthM: 400,
      heightM: 200,
      rotationDeg: 53.1,
    });
  });

  it("goes in steps of 15° where that is wanted, and stays where the pointer is at the centre", () => {
    expect(turnedTo(box, at(400, 300), true).rotationDeg).toBe(60);
    expect(turnedTo(box, box.centre, false)).toBe(box);
  });

  it("by steps never leaves one turn around", () => {
    expect(turnedBy(box, 1).rotationDeg).toBe(31);
    expect(turnedBy({ ...box, rotationDeg: 179.5 }, 1).rotationDeg).toBe(-179.5);
    expect(turnedBy({ ...box, rotationDeg: -179.5 }, -1).rotationDeg).toBe(179.5);
  });
});

describe("stretching a rectangle by a corner", () => {
  const corner = (drawn: Rectangle, i: number) => {
    const [lon, lat] = boxDraft(drawn).ring[i];
    return plane.toLocal(lon, lat);
  };

  it.each([0, 1, 2, 3])("moves corner %i to the pointer; the opposite corner and the turn stay", (i) => {
    const [x, y] = corner(box, i);
    const away: LonLat = at(x * 1.5, y * 1.5);
    const made = stretchedTo(box, i, away);
    const [toX, toY] = corner(made, i);
    expect(Math.hypot(toX - x * 1.5, toY - y * 1.5)).toBeLessThan(0.1);
    const [stayX, stayY] = corner(box, (i + 2) % 4);
    const [nowX, nowY] = corner(made, (i + 2) % 4);
    expect(Math.hypot(nowX - stayX, nowY - stayY)).toBeLessThan(0.005);
    expect(made).toMatchObject({ widthM: 500, heightM: 250, rotationDeg: 30 });
    expect(rectangleOf(boxDraft(made).ring)).toMatchObject({ widthM: 500, heightM: 250, rotationDeg: 30 });
  });

  it("never turns inside out", () => {
    const made = stretchedTo(box, 2, at(-900, -900));
    expect([made.widthM, made.heightM]).toEqual([1, 1]);
  });
});

it("shows a rectangle drawn by hand in sizes that could have been typed", () => {
  const drawn = { ...box, widthM: 399.9512, heightM: 0.2, rotationDeg: 0.04 };
  expect(plainBox(drawn)).toEqual({ centre: box.centre, widthM: 400, heightM: 1, rotationDeg: 0 });
});
