import { featureColour, nodeColour, type Rgb } from "../../shared/layers/feature-colour.ts";
import { layerIds } from "../../shared/layers/layer-id.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { MeshLayer, SceneLayer, SceneModel } from "../../shared/scene/scene-model.ts";
import { previewLabel } from "./view/labels.ts";

/** More triangles than this in one picture would freeze it: features are then drawn as their boxes. */
const maxTriangles = 60_000;

const outline = "#4a4f55";
const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * The model from above as an SVG, for browsers without WebGL 2: ground in its colours, roofs with their outlines and
 * ridges, squares for trees. North is up, units are metres. Text of the model goes in as text only.
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

function drawLayer(svg: SVGElement, layer: PlanLayer, display: DisplayLayer): void {
  const detailed = layer.kind === "mesh" && layer.indices.length / 3 <= maxTriangles;
  const shapes = detailed ? facesFromAbove(layer) : boxesFromAbove(layer, display);
  for (const [colour, pieces] of shapes) svg.appendChild(path(pieces, { fill: colour, stroke: colour }));
  if (layer.id !== "buildings") return;
  const lines = detailed ? edgesFromAbove(layer, display) : [...shapes.values()].flat();
  svg.appendChild(path(lines, { fill: "none", stroke: outline }));
}

/** One path a colour keeps the page small: ten elements for ten thousand houses. */
type PathsByColour = Map<string, string[]>;
type PlanLayer = Exclude<SceneLayer, { kind: "grid" }>;

function addPiece(paths: PathsByColour, layer: PlanLayer, feature: number, piece: string): void {
  const own =
    layer.kind === "instances"
      ? nodeColour(layer.kinds[layer.kindIndex[feature]])
      : featureColour(layer.id, layer.descriptors[feature] ?? {});
  const colour = css(own);
  const pieces = paths.get(colour) ?? [];
  pieces.push(piece);
  paths.set(colour, pieces);
}

/** Triangles that are counter-clockwise from above are roofs and ground; walls and floors are not. */
function facesFromAbove(layer: MeshLayer): PathsByColour {
  const { positions: p, indices, firstIndex } = layer;
  const paths: PathsByColour = new Map();
  for (let feature = 0; feature + 1 < firstIndex.length; feature++)
    for (let i = firstIndex[feature]; i < firstIndex[feature + 1]; i += 3) {
      const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
      const area = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[a]);
      const piece = `M${at(p[a], p[a + 1])}L${at(p[b], p[b + 1])}L${at(p[c], p[c + 1])}Z`;
      if (area > 1e-3) addPiece(paths, layer, feature, piece);
    }
  return paths;
}

/** An upright edge is a point in plan and left out. */
function edgesFromAbove(layer: MeshLayer, { edges, drawn }: DisplayLayer): string[] {
  const p = (drawn ?? layer).positions;
  const lines: string[] = [];
  for (let i = 0; i < edges.length; i += 2) {
    const [a, b] = [edges[i] * 3, edges[i + 1] * 3];
    if (p[a] !== p[b] || p[a + 1] !== p[b + 1]) lines.push(`M${at(p[a], p[a + 1])}L${at(p[b], p[b + 1])}`);
  }
  return lines;
}

function boxesFromAbove(layer: PlanLayer, { bounds }: DisplayLayer): PathsByColour {
  const paths: PathsByColour = new Map();
  for (let feature = 0; feature * 6 < bounds.length; feature++) {
    const [west, south, , east, north] = bounds.subarray(feature * 6, feature * 6 + 6);
    const piece = `M${at(west, south)}H${metres(east)}V${metres(-north)}H${metres(west)}Z`;
    if (west <= east) addPiece(paths, layer, feature, piece);
  }
  return paths;
}

function path(pieces: readonly string[], paint: { fill: string; stroke: string }): SVGPathElement {
  const element = make("path");
  element.setAttribute("d", pieces.join(""));
  element.setAttribute("fill", paint.fill);
  element.setAttribute("stroke", paint.stroke);
  element.setAttribute("vector-effect", "non-scaling-stroke");
  element.setAttribute("stroke-width", "0.75");
  return element;
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
