/** Of a notch of a hundred, as the controls in perspective have it. */
const zoomOfNotch = 0.95;
/** What a line and a page count, in pixels; a pinch of a touchpad comes as small steps with Control. */
const pixelsOf = [1, 16, 100] as const;
const pinchSteps = 10;

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
    const pixels = event.deltaY * pixelsOf[event.deltaMode] * (event.ctrlKey ? pinchSteps : 1);
    const x = ((event.clientX - left) / width) * 2 - 1;
    const y = 1 - ((event.clientY - top) / height) * 2;
    if (!onWheel(x, y, zoomOfNotch ** (-pixels / 100))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  canvas.addEventListener("wheel", listen, { passive: false });
  return () => canvas.removeEventListener("wheel", listen);
}
