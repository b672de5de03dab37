/**
 * Handles of a rectangle on the map: four corners and one that turns it. Own ones, because those of terra-draw stretch
 * a turned rectangle along the axes of the map, which makes a lozenge of it. The turning handle is a slider, so that
 * keyboard and screen reader have it too; sizes are typed in the form.
 */
import "./box-handles.css";
import { type LngLat, type Map as MapLibreMap, Marker } from "maplibre-gl";
import type { Rectangle } from "../../shared/geo/rectangle.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import { formatNumber } from "../ui/format.ts";
import { t } from "../ui/texts.ts";
import { boxDraft, snapDeg, stretchedTo, turnedBy, turnedTo } from "./box-edit.ts";

interface BoxHandles {
  /** Puts the handles around a rectangle; null takes them away. */
  show(box: Rectangle | null): void;
  dispose(): void;
}

/** `finished` false while a handle is held. */
type BoxListener = (box: Rectangle, finished: boolean) => void;

/** From the upper side to the turning handle, pixels. */
const stemPx = 34;

export function createBoxHandles(map: MapLibreMap, onChange: BoxListener): BoxHandles {
  let box: Rectangle | null = null;
  /** As it was when a corner was taken: one that is led back gives the first size again. */
  let held: Rectangle | null = null;
  const change = (next: Rectangle) => {
    held ??= box;
    show(next);
    onChange(next, false);
  };
  const letGo = () => {
    held = null;
    if (box) onChange(box, true);
  };
  const turnBy = (step: Change) => {
    if (box) onChange(step(box), true);
  };
  const turn = makeTurn(turnBy, {
    map,
    onDrag: (pointer, snap) => box && change(turnedTo(box, pointer, snap)),
    letGo,
  });
  const corners = [0, 1, 2, 3].map((i) =>
    makeHandle({
      map,
      onDrag: (pointer) => box && change(stretchedTo(held ?? box, i, pointer)),
      letGo,
    }),
  );
  const all = [...corners, turn];
  const place = () => {
    if (box === null) return;
    const { ring } = boxDraft(box);
    corners.forEach((marker, i) => {
      marker.setLngLat([ring[i][0], ring[i][1]]);
    });
    turn.setLngLat(beyondTop(map, box.centre, ring));
  };
  const show = (next: Rectangle | null) => {
    const appears = box === null && next !== null;
    box = next;
    place();
    if (next === null) for (const marker of all) marker.remove();
    if (appears) for (const marker of all) marker.addTo(map);
    if (next) describe(turn.getElement(), next);
  };
  map.on("move", place);
  return {
    show,
    dispose() {
      map.off("move", place);
      show(null);
    },
  };
}

/** Outside the upper side, at the same distance at every zoom. */
function beyondTop(map: MapLibreMap, centre: LonLat, ring: readonly LonLat[]): LngLat {
  const pixel = ([lon, lat]: LonLat) => map.project([lon, lat]);
  const [middle, right, left] = [pixel(centre), pixel(ring[2]), pixel(ring[3])];
  const top = right.add(left).div(2);
  const out = top.sub(middle);
  return map.unproject(top.add(out.mult(stemPx / Math.max(out.mag(), 1e-9))));
}

type Change = (box: Rectangle) => Rectangle;

function makeTurn(turnBy: (step: Change) => void, handle: Handle): Marker {
  const marker = makeHandle(handle);
  const element = marker.getElement();
  element.classList.add("turn");
  element.tabIndex = 0;
  element.removeAttribute("aria-hidden");
  element.setAttribute("role", "slider");
  element.setAttribute("aria-valuemin", "-90");
  element.setAttribute("aria-valuemax", "90");
  element.addEventListener("keydown", (event) => {
    const change = keyChange(event);
    if (change === null) return;
    // The arrows move the map otherwise.
    event.preventDefault();
    event.stopPropagation();
    turnBy(change);
  });
  return marker;
}

function keyChange({ key, shiftKey }: KeyboardEvent): Change | null {
  const step = shiftKey ? snapDeg : 1;
  if (key === "ArrowRight" || key === "ArrowUp") return (box) => turnedBy(box, step);
  if (key === "ArrowLeft" || key === "ArrowDown") return (box) => turnedBy(box, -step);
  if (key === "PageUp") return (box) => turnedBy(box, snapDeg);
  if (key === "PageDown") return (box) => turnedBy(box, -snapDeg);
  return key === "Home" ? (box) => ({ ...box, rotationDeg: 0 }) : null;
}

function describe(element: HTMLElement, { rotationDeg }: Rectangle): void {
  element.setAttribute("aria-label", t.turnHandle);
  element.setAttribute("aria-valuenow", String(rotationDeg));
  element.setAttribute("aria-valuetext", `${formatNumber(rotationDeg, 1)}°`);
  element.title = `${t.turnHandle}: ${formatNumber(rotationDeg, 1)}°`;
}

interface Handle {
  map: MapLibreMap;
  /** Held at this place; `snap` with Shift. */
  onDrag(pointer: LonLat, snap: boolean): void;
  letGo(): void;
}

/** A round target of 28 px. */
function makeHandle({ map, onDrag, letGo }: Handle): Marker {
  const element = document.createElement("div");
  element.className = "box-handle";
  element.setAttribute("aria-hidden", "true");
  // Neither the map nor the drawing below may take the same press for theirs.
  for (const name of ["mousedown", "touchstart", "click", "dblclick"])
    element.addEventListener(name, (event) => event.stopPropagation());
  let dragged = false;
  element.addEventListener("pointerdown", (event) => {
    event.stopPropagation();
    if (event.button === 0) element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    event.stopPropagation();
    if (!element.hasPointerCapture(event.pointerId)) return;
    dragged = true;
    onDrag(placeUnder(map, event), event.shiftKey);
  });
  const end = (event: PointerEvent) => {
    event.stopPropagation();
    if (dragged) letGo();
    dragged = false;
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  return new Marker({ element });
}

function placeUnder(map: MapLibreMap, { clientX, clientY }: PointerEvent): LonLat {
  const { left, top } = map.getContainer().getBoundingClientRect();
  const { lng, lat } = map.unproject([clientX - left, clientY - top]);
  return [lng, lat];
}
