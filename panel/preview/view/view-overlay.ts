import type { ViewTheme } from "../theme.ts";
import { Compass } from "./compass.ts";
import { place } from "./place.ts";
import { lengthText, scaleBar } from "./scale-bar.ts";

/** What the overlay needs to know of the view; given with every frame that is drawn, and only then. */
export interface OverlayView {
  /** Direction of true north on the screen, radians clockwise from straight up. */
  northRad: number;
  /** Ground metres that a CSS pixel covers at the point the eye turns about. */
  metresPerPixel: number;
  /** Where a measured length is written, CSS pixels from the top left; null when there is none or it is out of sight. */
  label: { x: number; y: number; text: string } | null;
}

/** Compass, scale bar, measured length and cross hairs: plain elements over the canvas that let every click through. */
export class ViewOverlay {
  private readonly root = document.createElement("div");
  private readonly compass = new Compass();
  private readonly bar = document.createElement("div");
  private readonly barText = document.createElement("span");
  private readonly label = document.createElement("div");
  private readonly cross = document.createElement("div");
  /** What the parts show: nothing is written to the page that is there already. */
  private barScale = 0;
  private barMetres = 0;
  private barPx = 0;
  private labelState = "";

  constructor(container: HTMLElement) {
    if (getComputedStyle(container).position === "static") container.style.position = "relative";
    place(this.root, { inset: "0", pointerEvents: "none", overflow: "hidden" });
    place(this.bar, { left: "8px", bottom: "8px", borderTop: "0", padding: "0", fontSize: "11px" });
    Object.assign(this.bar.style, {
      borderStyle: "solid",
      borderWidth: "0 2px 2px 2px",
      display: "flex",
    });
    this.bar.style.boxSizing = "border-box";
    // At a larger text size a length is wider than its bar: it stays in one line, and lets the end be seen below it.
    Object.assign(this.barText.style, {
      flex: "none",
      minWidth: "100%",
      marginBottom: "3px",
      background: "inherit",
      textAlign: "center",
      whiteSpace: "nowrap",
    });
    this.bar.appendChild(this.barText);
    place(this.label, { padding: "1px 5px", fontSize: "12px", borderRadius: "4px", whiteSpace: "nowrap" });
    place(this.cross, { left: "50%", top: "50%", width: "1px", height: "1px" });
    for (const arm of crossArms) {
      const line = document.createElement("div");
      place(line, { ...arm, background: "currentColor" });
      this.cross.appendChild(line);
    }
    this.root.append(this.compass.element, this.bar, this.label, this.cross);
    // Everything here is said elsewhere in words; a screen reader need not follow every turn.
    this.root.setAttribute("aria-hidden", "true");
    this.label.style.display = "none";
    this.showCross(false);
    this.setShown(false);
    container.appendChild(this.root);
  }

  /** Runs in every frame. */
  update({ northRad, metresPerPixel, label }: OverlayView): void {
    this.compass.turn(northRad);
    this.setBar(metresPerPixel);
    if (label !== null || this.labelState !== "") this.setLabel(label);
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
    for (const element of [this.bar, this.label, this.compass.element]) element.style.background = paper;
  }

  dispose(): void {
    this.root.remove();
  }

  private setBar(metresPerPixel: number): void {
    if (Math.abs(metresPerPixel - this.barScale) < this.barScale * sameScale) return;
    this.barScale = metresPerPixel;
    const { lengthPx, metres } = scaleBar(metresPerPixel);
    if (lengthPx !== this.barPx) this.bar.style.width = `${lengthPx}px`;
    if (metres !== this.barMetres) this.barText.textContent = lengthText(metres);
    this.barPx = lengthPx;
    this.barMetres = metres;
  }

  private setLabel(label: OverlayView["label"]): void {
    const state = label === null ? "" : `${label.x.toFixed()} ${label.y.toFixed()} ${label.text}`;
    if (state === this.labelState) return;
    this.labelState = state;
    this.label.style.display = label === null ? "none" : "block";
    if (label === null) return;
    this.label.textContent = label.text;
    this.label.style.transform = `translate(${label.x.toFixed()}px, ${label.y.toFixed()}px) translate(-50%, -50%)`;
  }
}

/** Turning leaves the distance as it is, but for its last digits: a share by which no bar grows by a pixel. */
const sameScale = 1e-6;

const crossArms: readonly Partial<CSSStyleDeclaration>[] = [
  { left: "-9px", top: "0", width: "6px", height: "1px" },
  { left: "4px", top: "0", width: "6px", height: "1px" },
  { left: "0", top: "-9px", width: "1px", height: "6px" },
  { left: "0", top: "4px", width: "1px", height: "6px" },
];
