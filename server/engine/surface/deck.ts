import type { Ground } from "../ground.ts";
import type { Sheet } from "./collect-sheets.ts";

/** A bridge hangs straight between the ground at its ends and never dips below what is under it. */
export function deckGround({ deck }: Sheet, ground: Ground): Ground {
  if (deck === null || deck.length < 4 || ground.mesh === null) return ground;
  const last = deck.length - 2;
  const [ax, ay, bx, by] = [deck[0], deck[1], deck[last], deck[last + 1]];
  const length = Math.hypot(bx - ax, by - ay);
  if (length < 1000) return ground;
  const start = ground.at(ax, ay);
  const end = ground.at(bx, by);
  return {
    mesh: ground.mesh,
    at(x, y) {
      const share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / (length * length);
      const straight = start + Math.min(1, Math.max(0, share)) * (end - start);
      return Math.round(Math.max(straight, ground.at(x, y)));
    },
  };
}
