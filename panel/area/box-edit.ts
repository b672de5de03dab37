/** What dragging a handle makes of a rectangle: pure functions, so that they can be tested without a map. */
import { createLocalProjection } from "../../shared/geo/local-projection.ts";
import { areaFromRectangle, type Rectangle } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { type AreaDraft, roundRing } from "../state/draft.ts";

/** Smaller sides cannot be taken hold of any more. Metres. */
const leastSideM = 1;
/** With Shift held the turn goes in these steps. */
export const snapDeg = 15;

/** As the typed form shows it: lengths to a decimetre, turns to a tenth of a degree. */
const tenth = (value: number) => Math.round(value * 10) / 10;

export function boxDraft({ centre, widthM, heightM, rotationDeg }: Rectangle): AreaDraft {
  return {
    shape: "rectangle",
    ring: roundRing(areaFromRectangle(centre, widthM, heightM, rotationDeg).ring),
  };
}

/** Sizes as a person would type them: what was drawn by hand means no millimetres. */
export function plainBox(box: Rectangle): Rectangle {
  const side = (metres: number) => Math.max(leastSideM, tenth(metres));
  return {
    ...box,
    widthM: side(box.widthM),
    heightM: side(box.heightM),
    rotationDeg: tenth(box.rotationDeg),
  };
}

/** Turned so that its upper side faces `pointer`. */
export function turnedTo(box: Rectangle, pointer: LonLat, snap: boolean): Rectangle {
  const [x, y] = createLocalProjection(box.centre[0], box.centre[1]).toLocal(pointer[0], pointer[1]);
  if (!(Math.hypot(x, y) > 0)) return box;
  const bearing = (Math.atan2(x, y) * 180) / Math.PI;
  return { ...box, rotationDeg: snap ? Math.round(bearing / snapDeg) * snapDeg : tenth(bearing) };
}

/** Turned by so many degrees clockwise. */
export function turnedBy(box: Rectangle, deg: number): Rectangle {
  const sum = tenth(box.rotationDeg + deg);
  return { ...box, rotationDeg: sum > 180 ? sum - 360 : sum < -180 ? sum + 360 : sum };
}

/** Corners from 0 to 3 as in its ring: the one opposite to `corner` stays, this one goes to `pointer`. */
export function stretchedTo(box: Rectangle, corner: number, pointer: LonLat): Rectangle {
  const { toLocal, toLonLat } = createLocalProjection(box.centre[0], box.centre[1]);
  const turn = (box.rotationDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [px, py] = toLocal(pointer[0], pointer[1]);
  const sideX = corner === 1 || corner === 2 ? 1 : -1;
  const sideY = corner >= 2 ? 1 : -1;
  // In the axes of the rectangle itself, from the corner that stays.
  const along = px * cos - py * sin + (sideX * box.widthM) / 2;
  const up = px * sin + py * cos + (sideY * box.heightM) / 2;
  const widthM = Math.max(leastSideM, tenth(along * sideX));
  const heightM = Math.max(leastSideM, tenth(up * sideY));
  const x = (sideX * (widthM - box.widthM)) / 2;
  const y = (sideY * (heightM - box.heightM)) / 2;
  return { ...box, widthM, heightM, centre: toLonLat(x * cos + y * sin, -x * sin + y * cos) };
}
