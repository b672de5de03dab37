import type { MapSourceInfo } from "../sources/map-source.ts";

/** What was left out, counted by layer and reason; sentences for the user; credits. Nothing is dropped silently. */
export class Report {
  private readonly counts = new Map<string, { layer: string; reason: string; count: number }>();
  private readonly warnings = new Map<string, number>();
  private readonly models = { asGiven: 0, repaired: 0, rebuilt: 0 };

  skip(layer: string, reason: string, count = 1): void {
    const key = `${layer}|${reason}`;
    const known = this.counts.get(key);
    if (known === undefined) this.counts.set(key, { layer, reason, count });
    else known.count += count;
  }

  /** A building whose source has a 3D model of it: taken as given, mended, or built anew from outline and height. */
  model(state: keyof Report["models"]): void {
    this.models[state]++;
  }

  /** Said once, with how often when more than once. */
  warn(sentence: string): void {
    this.warnings.set(sentence, (this.warnings.get(sentence) ?? 0) + 1);
  }

  toJson(attribution: MapSourceInfo["attribution"]) {
    return {
      skipped: [...this.counts.values()],
      // One credit may stand for map and terrain.
      attribution: attribution.filter(
        ({ text }, i) => attribution.findIndex((other) => other.text === text) === i,
      ),
      warnings: [...this.warnings].map(([text, times]) => (times > 1 ? `${text} (${times} times)` : text)),
      ...(Object.values(this.models).some((count) => count > 0) ? { models: this.models } : {}),
    };
  }
}
