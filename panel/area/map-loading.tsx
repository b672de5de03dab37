import { useEffect, useState } from "preact/hooks";
import { t } from "../ui/texts.ts";

/** `failed` is told below the map, where it stays. */
export type MapState = "loading" | "loaded" | "failed";

/** A map that is there sooner needs no word, ms. */
const soonMs = 500;
/** After that long there may never be one, ms. */
const lateMs = 10_000;

/** Says over an empty map that it is still to come, and after a while how to go on without. */
export function MapLoading({ state }: { state: MapState }) {
  const [waited, setWaited] = useState<"a moment" | "a while" | "long">("a moment");
  useEffect(() => {
    const timers = [
      setTimeout(() => setWaited("a while"), soonMs),
      setTimeout(() => setWaited("long"), lateMs),
    ];
    return () => timers.forEach(clearTimeout);
  }, []);
  const words = { "a moment": "", "a while": t.mapLoading, long: t.mapLate(t.typed) };
  return (
    <p class="map-loading" role="status">
      {state === "loading" ? words[waited] : ""}
    </p>
  );
}
