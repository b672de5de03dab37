import { place } from "./place.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/** A needle whose dark half points to true north, and an N that turns with it. */
export class Compass {
  readonly element = document.createElementNS(svgNamespace, "svg");
  private readonly turning = document.createElementNS(svgNamespace, "g");
  private tenths = Number.NaN;

  constructor() {
    this.element.setAttribute("viewBox", "-20 -20 40 40");
    place(this.element, { right: "8px", top: "8px", width: "40px", height: "40px", borderRadius: "20px" });
    this.turning.append(half("0,-9 4,4 0,2 -4,4", "1"), half("0,14 4,4 0,2 -4,4", "0.35"), letter());
    this.turning.transform.baseVal.appendItem(this.element.createSVGTransform());
    this.element.appendChild(this.turning);
  }

  /** Where true north is on the screen, radians clockwise from straight up. */
  turn(northRad: number): void {
    const tenths = Math.round((northRad * 1800) / Math.PI);
    if (tenths === this.tenths) return;
    this.tenths = tenths;
    // Half the work of writing the attribute, whose text is read again: it was a tenth of a turning frame's script.
    this.turning.transform.baseVal.getItem(0).setRotate(tenths / 10, 0, 0);
  }
}

function half(points: string, opacity: string): SVGElement {
  const shape = document.createElementNS(svgNamespace, "polygon");
  shape.setAttribute("points", points);
  shape.setAttribute("fill", "currentColor");
  shape.setAttribute("fill-opacity", opacity);
  return shape;
}

function letter(): SVGElement {
  const north = document.createElementNS(svgNamespace, "text");
  north.textContent = "N";
  north.setAttribute("y", "-11");
  north.setAttribute("text-anchor", "middle");
  north.setAttribute("font-size", "9");
  north.setAttribute("font-weight", "700");
  north.setAttribute("fill", "currentColor");
  return north;
}
