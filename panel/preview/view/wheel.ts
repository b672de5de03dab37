/** Of a notch of a hundred, as the controls in perspective have it. */
const zoomOfNotch = 0.95;
/** What a line and a page count, in pixels. */
const pixelsOf = [1, 16, 100] as const;
/** A pinch of a touchpad comes as small steps with Control; with the key itself pressed, a wheel's notch is a large one. */
const pinchSteps = 10;
const largestPinch = 50;

/**
 * Calls back for the mouse wheel over the picture: `x` and `y` run from -1 to 1, right and up, a factor below 1 goes
 * nearer. Answers of true keep the wheel from whoever listens later. Returns how to stop.
 */
export function listenToWheel(
  canvas: HTMLCanvasElement,
  onWheel: (x: number, y: number, factor: number) => boolean,
): () => void {
  const listen = (event: WheelEvent) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const turned = event.deltaY * pixelsOf[event.deltaMode];
    const pixels = event.ctrlKey && Math.abs(turned) < largestPinch ? turned * pinchSteps : turned;
    const x = ((event.clientX - left) / width) * 2 - 1;
    const y = 1 - ((event.clientY - top) / height) * 2;
    if (!onWheel(x, y, zoomOfNotch ** (-pixels / 100))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  canvas.addEventListener("wheel", listen, { passive: false });
  return () => canvas.removeEventListener("wheel", listen);
}
