import type { Skipped } from "../scene/scene-model.ts";

/** Features named one by one per layer; what comes after is counted. */
const namedPerLayer = 50;

/** Collects what was left out. A hostile or broken answer cannot make the list long: the rest is counted by reason. */
export interface SkipLog {
  add(layer: Skipped["layer"], index: number, reason: string, count?: number): void;
  list(): Skipped[];
}

export function createSkipLog(): SkipLog {
  const named: Skipped[] = [];
  const counted = new Map<string, Skipped>();
  const perLayer = new Map<string, number>();
  return {
    add(layer, index, reason, count = 1) {
      const before = perLayer.get(layer) ?? 0;
      perLayer.set(layer, before + 1);
      if (before < namedPerLayer || index < 0) {
        named.push({ layer, index, reason, count });
        return;
      }
      // Byte offsets differ from feature to feature; without them equal reasons meet.
      const general = reason.replace(/ \(at byte \d+\)/, "");
      const key = `${layer}: ${general}`;
      const known = counted.get(key);
      if (known === undefined) counted.set(key, { layer, index: -1, reason: general, count });
      else known.count += count;
    },
    list: () => [...named, ...counted.values()],
  };
}
