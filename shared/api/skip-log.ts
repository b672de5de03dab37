import type { Skipped } from "../scene/scene-model.ts";
import { inWords, type Said } from "../sentences.ts";

/** Features named one by one per layer; what comes after is counted. */
const namedPerLayer = 50;

/** Collects what was left out. A hostile or broken answer cannot make the list long: the rest is counted by reason. */
export interface SkipLog {
  /** `reason`: one of the known sentences, or the service's own words. */
  add(layer: Skipped["layer"], index: number, reason: Said | string, count?: number): void;
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
        named.push({ layer, index, ...inBoth(reason), count });
        return;
      }
      const general = inBoth(withoutByte(reason));
      const key = `${layer}: ${general.reason}`;
      const known = counted.get(key);
      if (known === undefined) counted.set(key, { layer, index: -1, ...general, count });
      else known.count += count;
    },
    list: () => [...named, ...counted.values()],
  };
}

function inBoth(reason: Said | string): Pick<Skipped, "reason" | "said"> {
  return typeof reason === "string" ? { reason } : { reason: inWords(reason), said: reason };
}

/** Byte offsets differ from feature to feature; without them equal reasons meet. */
function withoutByte(reason: Said | string): Said | string {
  if (typeof reason === "string" || reason.data.byte === undefined) return reason;
  return { id: reason.id, data: { ...reason.data, byte: -1 } };
}
