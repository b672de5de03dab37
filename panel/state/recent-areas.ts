import { t } from "../ui/texts.ts";
import type { AreaDraft } from "./draft.ts";
import type { Store } from "./store.ts";

/** An area that was fetched before. `name` is the place or the name the user gave; empty where there was none. */
export interface RecentArea extends AreaDraft {
  name: string;
}

export const mostRecent = 10;
/** Rings beyond this are not remembered: the host keeps the list with the other settings. */
const mostPoints = 500;

/** Puts the area on screen at the head of the list; the same ring is there once. */
export function rememberArea(store: Store): void {
  const area = store.area.value;
  if (area === null || area.ring.length > mostPoints) return;
  const typed = store.insertName.value.trim();
  const name = typed === t.defaultName ? "" : typed;
  const same = JSON.stringify(area.ring);
  const others = store.recentAreas.value.filter(({ ring }) => JSON.stringify(ring) !== same);
  store.recentAreas.value = [{ ...area, name }, ...others].slice(0, mostRecent);
}
