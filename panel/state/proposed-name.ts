/** The name of the import: proposed after the place the area lies at, never over one that the user typed. */
import { type Signal, signal } from "@preact/signals";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { t } from "../ui/texts.ts";
import { type Extent, extentOf, extentsMeet } from "./extent.ts";

interface PlaceName {
  name: string;
  at: Extent;
}

export interface ProposedName {
  /** What stands in the field. */
  readonly name: Signal<string>;
  /** Names the import after a place that was found. `at` are the points of that place. */
  propose(name: string, at: readonly LonLat[]): void;
  /** The area lies elsewhere now: it takes the name of the place it lies at, or none. */
  follow(ring: readonly LonLat[]): void;
  /** Another language is on: a name nobody chose is named anew, one of `defaults` in whatever language. */
  translate(defaults: readonly string[]): void;
}

/** An undo goes back no further than that. */
const mostPlaces = 50;
const longestName = 120;

export function createProposedName(): ProposedName {
  const name = signal(t.defaultName);
  /** The last name proposed here: another one in the field is the user's. */
  let proposed = t.defaultName;
  /** Newest first. */
  let places: PlaceName[] = [];
  const put = (next: string) => {
    if (name.peek() === proposed) name.value = next;
    proposed = next;
  };
  return {
    name,
    propose(next, at) {
      const place = { name: next.slice(0, longestName), at: extentOf(at) };
      places = [place, ...places].slice(0, mostPlaces);
      put(place.name);
    },
    follow(ring) {
      const extent = extentOf(ring);
      put(places.find(({ at }) => extentsMeet(extent, at))?.name ?? t.defaultName);
    },
    translate(defaults) {
      if (defaults.includes(proposed)) proposed = t.defaultName;
      if (defaults.includes(name.peek())) name.value = t.defaultName;
    },
  };
}
