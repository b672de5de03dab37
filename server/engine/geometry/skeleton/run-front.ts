import type { Ring } from "../rings.ts";
import { Changes } from "./changes.ts";
import { Forecast } from "./forecast.ts";
import { facesAreSound } from "./sound-faces.ts";
import { eps } from "./wave.ts";
import { type Skeleton, Wavefront } from "./wavefront.ts";

/** Moves the front inward until nothing is left of it; null when it goes round in circles or what it drew is not sound. */
export function runFront(loops: readonly Ring[]): Skeleton | null {
  const front = new Wavefront(loops);
  return closesIn(front) && facesAreSound(front) ? backInPlace(front.drawn, loops[0]) : null;
}

function closesIn(front: Wavefront): boolean {
  const forecast = new Forecast(front);
  const changes = new Changes(front, forecast);
  forecast.ofAll();
  // Only what changes the front counts: of the splits foreseen for each inner corner nearly all come to nothing.
  let changesLeft = 60 * front.cornerCount + 200;
  // In a row. Of 65,000 outlines none that came to an end had more than nine, and all that went in circles had hundreds.
  const mostStillborn = front.cornerCount + 20;
  let stillborn = 0;
  for (let next = forecast.next(); next !== null; next = forecast.next()) {
    const { item, time } = next;
    if (!item.a.alive) continue;
    if (item.kind === "edge" && (!item.b.alive || item.a.next !== item.b)) continue;
    const start = item.kind === "split" ? front.pieceMet(item.a, item.lines.edge, time) : null;
    if (item.kind === "split" && start === null) {
      forecast.awaitSplit(item);
      continue;
    }
    if (changesLeft-- < 0) return false;
    front.now = Math.max(front.now, time);
    if (item.kind === "split" && start !== null) {
      // Where corners meet in one place, each may split what the others made, for ever.
      stillborn = time - item.a.t < eps ? stillborn + 1 : 0;
      if (stillborn > mostStillborn) return false;
      changes.split(item.a, item.lines.edge, start);
    } else if (item.kind === "edge") changes.collapse(item.a, item.b);
    else changes.close(item.a);
  }
  return true;
}

function backInPlace(drawn: Skeleton, [originX, originY]: Ring): Skeleton {
  const { x, y, t } = drawn;
  for (let i = 0; i < x.length; i++) {
    x[i] += originX;
    y[i] += originY;
    drawn.maxT = Math.max(drawn.maxT, t[i]);
  }
  return drawn;
}
