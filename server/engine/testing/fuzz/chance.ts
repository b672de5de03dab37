import { seededRandom } from "../../seeded.ts";

/** Everything a made-up case needs of chance; the same for the same seed. */
export interface Chance {
  /** [0, 1). */
  next(): number;
  /** Whole number, 0 … below. */
  below(limit: number): number;
  between(low: number, high: number): number;
  /** True in this share of the cases. */
  happens(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function chanceOf(seed: string): Chance {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    happens: (share) => next() < share,
    pick: (list) => list[below(list.length)],
  };
}
