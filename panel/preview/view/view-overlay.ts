import type { ViewTheme } from "../theme.ts";
import { scaleBar } from "./scale-bar.ts";

/** What the overlay needs to know of the view; given with every frame that is drawn, and only then. */
export interface OverlayView {
  /** Direction of true north on the screen, radians clockwise from straight up. */
  northRad: number;
  /** Ground metres that a CSS pixel covers at the point the eye turns about. */
  metresPerPixel: number;
  /** Where a measured length is written, CSS pixels from the top left; null when there is none or it is out of sight. */
  label: { x: number; y: number; text: string } | null;
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** Compass, scale bar, measured length and cross hairs: plain elements over the canvas that let every click through. */
export class ViewOverlay {
  private readonly root = document.createElement("div");
  private readonly compass = makeCompass();
  private readonly needle = this.compass.querySelector("g");
  private readonly bar = document.createElement("div");
  private readonly label = document.createElement("div");
  private readonly cross = document.createElement("div");
  private last = "";

  constructor(container: HTMLElement) {
    if (getComputedStyle(container).position === "static") container.style.position = "relative";
    place(this.root, { inset: "0", pointerEvents: "none", overflow: "hidden" });
    place(this.bar, { left: "8px", bottom: "8px", borderTop: "0", padding: "0 4px", fontSize: "11px" });
    Object.assign(this.bar.style, {
      borderStyle: "solid",
      borderWidth: "0 2px 2px 2px",
      textAlign: "center",
    });
    this.bar.style.boxSizing = "border-box";
    place(this.label, { padding: "1px 5px", fontSize: "12px", borderRadius: "4px", whiteSpace: "nowrap" });
    place(this.cross, { left: "50%", top: "50%", width: "1px", height: "1px" });
    for (const arm of crossArms) {
      const line = document.createElement("div");
      place(line, { ...arm, background: "currentColor" });
      this.cross.appendChild(line);
    }
    this.root.append(this.compass, this.bar, this.label, this.cross);
    // Everything here is said elsewhere in words; a screen reader need not follow every turn.
    this.root.setAttribute("aria-hidden", "true");
    this.showCross(false);
    this.setShown(false);
    container.appendChild(this.root);
  }

  update(view: OverlayView): void {
    const { lengthPx, text } = scaleBar(view.metresPerPixel);
    const { label } = view;
    const degrees = ((view.northRad * 180) / Math.PI).toFixed(1);
    const state = `${degrees} ${lengthPx} ${text} ${label?.x.toFixed()} ${label?.y.toFixed()} ${label?.text}`;
    if (state === this.last) return;
    this.last = state;
    this.needle?.setAttribute("transform", `rotate(${degrees})`);
    this.bar.style.width = `${lengthPx}px`;
    this.bar.textContent = text;
    this.label.style.display = label === null ? "none" : "block";
    if (label === null) return;
    this.label.textContent = label.text;
    this.label.style.transform = `translate(${label.x.toFixed()}px, ${label.y.toFixed()}px) translate(-50%, -50%)`;
  }

  /** Nothing to orient by without a model. */
  setShown(shown: boolean): void {
    this.root.style.display = shown ? "block" : "none";
  }

  /** The middle of the picture, where the Enter key picks. */
  showCross(shown: boolean): void {
    this.cross.style.display = shown ? "block" : "none";
  }

  applyTheme({ ink, paper }: ViewTheme): void {
    this.root.style.color = ink;
    for (const element of [this.bar, this.label, this.compass]) element.style.background = paper;
  }

  dispose(): void {
    this.root.remove();
  }
}

const crossArms: readonly Partial<CSSStyleDeclaration>[] = [
  { left: "-9px", top: "0", width: "6px", height: "1px" },
  { left: "4px", top: "0", width: "6px", height: "1px" },
  { left: "0", top: "-9px", width: "1px", height: "6px" },
  { left: "0", top: "4px", width: "1px", height: "6px" },
];

/** Styles through the object model: a content security policy without inline styles allows that. */
function place(element: HTMLElement | SVGElement, style: Partial<CSSStyleDeclaration>): void {
  Object.assign(element.style, { position: "absolute" }, style);
}

/** A needle whose dark half points to true north, and an N that turns with it. */
function makeCompass(): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("viewBox", "-20 -20 40 40");
  place(svg, { right: "8px", top: "8px", width: "40px", height: "40px", borderRadius: "20px" });
  const turning = document.createElementNS(svgNamespace, "g");
  const part = (points: string, opacity: string) => {
    const shape = document.createElementNS(svgNamespace, "polygon");
    shape.setAttribute("points", points);
    shape.setAttribute("fill", "currentColor");
    shape.setAttribute("fill-opacity", opacity);
    turning.appendChild(shape);
  };
  part("0,-9 4,4 0,2 -4,4", "1");
  part("0,14 4,4 0,2 -4,4", "0.35");
  const north = document.createElementNS(svgNamespace, "text");
  north.textContent = "N";
  north.setAttribute("y", "-11");
  north.setAttribute("text-anchor", "middle");
  north.setAttribute("font-size", "9");
  north.setAttribute("font-weight", "700");
  north.setAttribute("fill", "currentColor");
  turning.appendChild(north);
  svg.appendChild(turning);
  return svg;
}
