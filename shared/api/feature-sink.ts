import type { WeldedFeature } from "../geo/weld.ts";
import type { LayerId } from "../layers/layer-id.ts";
import type { ArrayFault } from "./number-scanner.ts";

/** Where in the answer a feature stands. */
export interface FeaturePlace {
  /** Number of the layer entry, from 0, in body order. */
  group: number;
  /** Its layer, where the answer has said it by now; null where only the whole envelope tells. */
  layer: LayerId | null;
}

/** Numbers of one list as they were read. `values` is scratch memory, of which the first `count` numbers count. */
export interface NumberList {
  values: Float32Array;
  count: number;
  /** Why the list is not one of finite numbers; null when it is. */
  fault: ArrayFault | null;
}

/**
 * Where a decoder of any form of the answer puts what it reads, feature by feature in body order. Everything given is
 * copied before a call returns. A bad feature is never an error: it is kept with its fault, and `toScene` reports it.
 * Every call answers the number by which the envelope then refers to the list (`numberArrayRefSchema`).
 */
export interface FeatureSink {
  /** Triangle soup in the axis order of the wire, metres, stride 3. */
  addSoup(place: FeaturePlace, soup: NumberList): number;
  /**
   * A feature that came welded: model frame (x east, y north, z up), metres, indices from 0 within the feature, any
   * winding. `fault` is for a feature that could not be read.
   */
  addWelded(place: FeaturePlace, feature: WeldedFeature, fault?: ArrayFault | null): number;
  addHeights(place: FeaturePlace, heights: NumberList): number;
}
