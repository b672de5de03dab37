import { batch } from "@preact/signals";
import type { Step, Store } from "../state/store.ts";

/** Shows a step, or one of the views beside the steps. */
export function goTo(store: Store, place: Step | "key" | "usage"): void {
  batch(() => {
    if (place === "key" || place === "usage") {
      store.view.value = place;
      return;
    }
    store.view.value = "steps";
    store.step.value = place;
  });
}
