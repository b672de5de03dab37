/** Farther than this between press and release, in CSS pixels, it was a drag. */
const dragPx = 5;

/**
 * Calls back for clicks, not for drags, second fingers or other buttons. `x` and `y` run from -1 to 1, right and up.
 * Returns how to stop.
 */
export function listenToClicks(
  canvas: HTMLCanvasElement,
  onClick: (x: number, y: number) => void,
): () => void {
  let pressed: { id: number; x: number; y: number } | null = null;
  let fingers = 0;
  const onDown = (event: PointerEvent) => {
    fingers += 1;
    const usable = event.button === 0 && fingers === 1;
    pressed = usable ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
  };
  const onUp = (event: PointerEvent) => {
    fingers = Math.max(0, fingers - 1);
    const start = pressed;
    pressed = null;
    if (event.type === "pointercancel" || start === null || start.id !== event.pointerId) return;
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > dragPx) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    onClick(((event.clientX - left) / width) * 2 - 1, 1 - ((event.clientY - top) / height) * 2);
  };
  canvas.addEventListener("pointerdown", onDown);
  canvas.addEventListener("pointerup", onUp);
  canvas.addEventListener("pointercancel", onUp);
  return () => {
    canvas.removeEventListener("pointerdown", onDown);
    canvas.removeEventListener("pointerup", onUp);
    canvas.removeEventListener("pointercancel", onUp);
  };
}
