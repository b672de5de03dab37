import type { DisplayLayer } from "../../shared/scene/display.ts";
import { t } from "../ui/texts.ts";

/** More boxes than this are neither seen nor drawn quickly as SVG. */
const maxBoxes = 4000;

/** A plan of the model from the boxes of its features, north up: what is left where there is no 3D. */
export function PlanSketch({ display }: { display: DisplayLayer[] }) {
  const layer = display.find(({ id }) => id === "buildings") ?? display[0];
  const boxes = layer ? boxesOf(layer.bounds) : [];
  if (boxes.length === 0) return null;
  const west = Math.min(...boxes.map((box) => box[0]));
  const south = Math.min(...boxes.map((box) => box[1]));
  const east = Math.max(...boxes.map((box) => box[2]));
  const north = Math.max(...boxes.map((box) => box[3]));
  return (
    <svg
      class="sketch"
      role="img"
      aria-label={t.planLabel}
      viewBox={`${west} ${-north} ${east - west} ${north - south}`}
    >
      {boxes.map(([x0, y0, x1, y1], i) => (
        <rect key={i} class="sketch-area" x={x0} y={-y1} width={x1 - x0} height={y1 - y0} />
      ))}
    </svg>
  );
}

function boxesOf(bounds: Float32Array): [number, number, number, number][] {
  const boxes: [number, number, number, number][] = [];
  for (let i = 0; i + 5 < bounds.length && boxes.length < maxBoxes; i += 6) {
    const [x0, y0, , x1, y1] = bounds.subarray(i, i + 6);
    if (Number.isFinite(x0 + y0 + x1 + y1)) boxes.push([x0, y0, x1, y1]);
  }
  return boxes;
}
