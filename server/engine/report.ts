import type { LayerId } from "../../shared/layers/layer-id.ts";
import { inWords, type PlainId, type Said } from "../../shared/sentences.ts";
import type { MapSourceInfo } from "../sources/map-source.ts";

type Layer = LayerId | "unknown";

interface Skips {
  layer: Layer;
  said: Said;
  count: number;
}

/**
 * What was left out, counted by layer and reason; sentences for the user; credits. Nothing is dropped silently. Sentences
 * go with their ids and figures, so that a client can say them in its user's language.
 */
export class Report {
  private readonly counts = new Map<string, Skips>();
  private readonly warnings = new Map<string, Said>();
  private readonly models = { asGiven: 0, repaired: 0, rebuilt: 0 };

  skip(layer: Layer, reason: Said | PlainId, count = 1): void {
    const said = typeof reason === "string" ? { id: reason, data: {} } : reason;
    const key = `${layer}|${inWords(said)}`;
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { layer, said, count });
    else known.count += count;
  }

  /** A building whose source has a 3D model of it: taken as given, mended, or built anew from outline and height. */
  model(state: keyof Report["models"]): void {
    this.models[state]++;
  }

  /** Said once. */
  warn(said: Said): void {
    this.warnings.set(inWords(said), said);
  }

  toJson(attribution: MapSourceInfo["attribution"]) {
    return {
      skipped: [...this.counts.values()].map(({ layer, said, count }) => ({
        layer,
        reason: inWords(said),
        count,
        ...said,
      })),
      // One credit may stand for map and terrain.
      attribution: attribution.filter(
        ({ text }, i) => attribution.findIndex((other) => other.text === text) === i,
      ),
      warnings: [...this.warnings.keys()],
      saidWarnings: [...this.warnings.values()],
      ...(Object.values(this.models).some((count) => count > 0) ? { models: this.models } : {}),
    };
  }
}
