import { featureColour, type Rgb } from "../../shared/layers/feature-colour.ts";
import { layerIds } from "../../shared/layers/layer-id.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { SceneLayer, SceneModel } from "../../shared/scene/scene-model.ts";
import { previewLabel } from "./labels.ts";

/** More lines than this in one picture would freeze it: features are then drawn as their boxes. */
const maxEdges = 40_000;

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * The model from above as an SVG, for browsers without WebGL 2: outlines and ridges of buildings, rims of surfaces,
 * dots for trees. North is up, units are metres. Text of the model goes in as text only.
 */
export function planSketch(model: SceneModel, display: readonly DisplayLayer[]): SVGSVGElement {
  const svg = make("svg");
  const [minX, minY, maxX, maxY] = planBox(display);
  const margin = Math.max(maxX - minX, maxY - minY) * 0.03;
  // SVG counts downwards: y is turned over in every path, so the box begins at -maxY.
  const corner = [minX - margin, -maxY - margin, maxX - minX + 2 * margin, maxY - minY + 2 * margin];
  svg.setAttribute("viewBox", corner.map(metres).join(" "));
  svg.setAttribute("role", "img");
  svg.setAttribute(
    "aria-label",
    previewLabel(model)
      .replace("3D preview", "Plan")
      .replace(/\. .*$/, "."),
  );
  for (const id of layerIds)
    model.layers.forEach((layer, i) => {
      if (layer.id === id && layer.kind !== "grid") drawLayer(svg, layer, display[i]);
    });
  return svg;
}

function drawLayer(
  svg: SVGElement,
  layer: Exclude<SceneLayer, { kind: "grid" }>,
  display: DisplayLayer,
): void {
  for (const [colour, path] of pathsByColour(layer, display)) {
    const element = make("path");
    element.setAttribute("d", path.join(""));
    const filled = layer.id === "buildings" || layer.id === "infrastructure";
    element.setAttribute("fill", filled ? colour : "none");
    element.setAttribute("stroke", layer.id === "buildings" ? "#4a4f55" : colour);
    element.setAttribute("vector-effect", "non-scaling-stroke");
    element.setAttribute("stroke-width", layer.id === "buildings" ? "1" : "1.5");
    svg.appendChild(element);
  }
}

/** One path a colour keeps the page small: ten elements for ten thousand houses. */
function pathsByColour(
  layer: Exclude<SceneLayer, { kind: "grid" }>,
  display: DisplayLayer,
): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  const add = (feature: number, piece: string) => {
    const colour = css(featureColour(layer.id, layer.descriptors[feature] ?? {}));
    const path = paths.get(colour) ?? [];
    path.push(piece);
    paths.set(colour, path);
  };
  if (layer.kind === "mesh" && display.edges.length / 2 <= maxEdges) {
    const { positions, firstVertex } = layer;
    let feature = 0;
    for (let i = 0; i < display.edges.length; i += 2) {
      const from = display.edges[i] * 3;
      const to = display.edges[i + 1] * 3;
      while (from / 3 >= firstVertex[feature + 1]) feature++;
      // An upright edge is a point in plan.
      if (positions[from] === positions[to] && positions[from + 1] === positions[to + 1]) continue;
      add(feature, `M${at(positions[from], positions[from + 1])}L${at(positions[to], positions[to + 1])}`);
    }
    return paths;
  }
  for (let feature = 0; feature * 6 < display.bounds.length; feature++) {
    const [west, south, , east, north] = display.bounds.subarray(feature * 6, feature * 6 + 6);
    if (west <= east) add(feature, `M${at(west, south)}H${metres(east)}V${metres(-north)}H${metres(west)}Z`);
  }
  return paths;
}

function planBox(display: readonly DisplayLayer[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { bounds } of display)
    for (let i = 0; i < bounds.length; i += 6) {
      if (bounds[i] > bounds[i + 3]) continue;
      box[0] = Math.min(box[0], bounds[i]);
      box[1] = Math.min(box[1], bounds[i + 1]);
      box[2] = Math.max(box[2], bounds[i + 3]);
      box[3] = Math.max(box[3], bounds[i + 4]);
    }
  return box[0] <= box[2] ? box : [-50, -50, 50, 50];
}

const make = <K extends "svg" | "path">(name: K): SVGElementTagNameMap[K] =>
  document.createElementNS(svgNamespace, name);

const metres = (value: number): string => value.toFixed(2);
const at = (x: number, y: number): string => `${metres(x)} ${metres(-y)}`;
const css = ([red, green, blue]: Rgb): string => `rgb(${red},${green},${blue})`;
