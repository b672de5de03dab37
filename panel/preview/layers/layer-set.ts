import { Box3, Plane, type Scene, Vector3 } from "three";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { DisplayLayer } from "../../../shared/scene/display.ts";
import type { SceneModel } from "../../../shared/scene/scene-model.ts";
import type { Pick } from "../preview.ts";
import type { ViewTheme } from "../theme.ts";
import { CutCap } from "../tools/cut-cap.ts";
import { type PickLayer, pickFeature, type Ray } from "../tools/pick.ts";
import { keptPart, placeSection, type Section } from "../tools/section.ts";
import type { ViewCamera } from "../view/view-camera.ts";
import type { ColourBy, Legend } from "./colouring.ts";
import { layerPull, rankPull } from "./layer-depth.ts";
import { LayerView } from "./layer-view.ts";
import type { FilledBuffers } from "./mesh-view.ts";

/** Heights are often whole metres: a cut exactly in the plane of a roof would flicker between roof and hatching. */
const asideM = 0.013;

/** So far below its lowest place the sides of a terrain reach at most. */
const deepestM = 30;

/** A frame takes so many draw calls at most, the sheet that is laid into a cut among them. */
const mostDraws = 12;
const cutDraws = 1;

/** The layers of the model that is shown, and what is visible, hidden and selected in them. */
export class LayerSet {
  /** Box of everything that is drawn, metres; a small one about (0, 0, 0) while nothing is. */
  readonly box = new Box3();
  /** What the shadow pass has cost since somebody set it to zero. */
  readonly shadowCost = { calls: 0, triangles: 0 };
  private views: LayerView[] = [];
  private readonly boxes = new Map<LayerView, Box3>();
  private readonly invisible = new Set<LayerId>();
  private selected: { view: LayerView; feature: number } | null = null;
  private colouring: ColourBy = "layer";
  private readonly cuttingPlane = new Plane();
  private section: Plane[] | null = null;
  private readonly cap: CutCap;

  constructor(
    private readonly scene: Scene,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.cap = new CutCap(scene);
    this.clear();
  }

  /** `filledOf` gives the buffers that hold a layer already, by its number in the model. */
  replace(
    model: SceneModel,
    display: readonly DisplayLayer[],
    filledOf: (layer: number) => FilledBuffers | null = () => null,
  ): void {
    this.clear();
    const boxes = display.map(({ bounds }) => boxOf(bounds));
    const floorM = floorOf(model, boxes);
    model.layers.forEach((layer, i) => {
      // The service may send terrain twice, as triangles and as a grid: two skins in one place would flicker.
      if (
        layer.kind === "grid" &&
        model.layers.some((other) => other.id === layer.id && other.kind === "mesh")
      )
        return;
      // A terrain that was streamed has no sides: it is uploaded anew.
      const filled = layer.id === "topography" ? null : filledOf(i);
      const view = new LayerView(this.gl, i, layer, display[i], filled, floorM);
      view.group.visible = !this.invisible.has(view.id);
      view.colourBy(this.colouring);
      this.views.push(view);
      this.boxes.set(view, boxes[i]);
      this.scene.add(view.group);
      this.countShadows(view);
    });
    for (const view of filledViews(this.views)) view.countBodies();
    for (const view of this.views) view.setClipping(this.section);
    const filled = this.views.map((view) => this.boxes.get(view)!).filter((box) => !box.isEmpty());
    if (filled.length > 0) filled.reduce((all, box) => all.union(box), this.box.makeEmpty());
    this.cap.place(this.section === null ? null : this.cuttingPlane, this.box);
  }

  clear(): void {
    for (const view of this.views) {
      this.scene.remove(view.group);
      view.dispose();
    }
    this.views = [];
    this.boxes.clear();
    this.selected = null;
    this.box.min.set(-50, -50, 0);
    this.box.max.set(50, 50, 10);
  }

  dispose(): void {
    this.clear();
    this.cap.dispose();
  }

  has(id: LayerId): boolean {
    return this.views.some((view) => view.id === id);
  }

  *upload(): Generator<void> {
    for (const view of this.views) yield* view.upload();
  }

  reallocate(): void {
    for (const view of this.views) view.reallocate();
  }

  applyTheme(theme: ViewTheme): void {
    this.cap.applyTheme(theme);
    for (const view of this.views) view.applyTheme(theme);
  }

  setVisible(id: LayerId, visible: boolean): void {
    if (visible) this.invisible.delete(id);
    else this.invisible.add(id);
    for (const view of this.views) if (view.id === id) view.group.visible = visible;
  }

  /** Exactly these features of the layer are hidden afterwards. Answers whether that changed anything. */
  setHidden(layerNumber: number, features: readonly number[]): boolean {
    const hidden = new Set(features);
    let changed = false;
    for (const { number, table } of this.views)
      if (number === layerNumber)
        for (let feature = 0; feature < table.count; feature++) {
          if (table.isHidden(feature) === hidden.has(feature)) continue;
          table.setHidden(feature, hidden.has(feature));
          changed = true;
        }
    return changed;
  }

  /** The legend of the first layer of buildings; without one there is nothing to explain. */
  colourBy(by: ColourBy): Legend {
    this.colouring = by;
    const legends = this.views.map((view) => view.colourBy(by));
    return legends.find((legend) => legend !== null) ?? { by, entries: [] };
  }

  /** Answers whether the picture changes. */
  setSection(section: Section | null): boolean {
    if (section === null && this.section === null) return false;
    if (section !== null) placeSection(this.cuttingPlane, { ...section, atM: section.atM + asideM });
    this.cap.place(section === null ? null : this.cuttingPlane, this.box);
    if ((section === null) === (this.section === null)) return true;
    this.section = section === null ? null : [this.cuttingPlane];
    for (const view of this.views) view.setClipping(this.section);
    return true;
  }

  /** Buildings that are drawn as boxes. */
  get asBoxes(): number {
    return this.views.reduce((sum, { display, table }) => sum + (display.asBoxes ? table.count : 0), 0);
  }

  /** Terrain is one feature as large as the picture: it can be picked but is not tinted. */
  select(pick: Pick | null): void {
    this.selected?.view.table.setSelected(this.selected.feature, false);
    const view = this.views.find(({ number }) => number === pick?.layerNumber);
    this.selected = pick === null || view === undefined ? null : { view, feature: pick.feature };
    if (view !== undefined && view.id !== "topography") view.table.setSelected(pick!.feature, true);
  }

  fadeEdges(pixelsAtOneMetre: number, eye: ViewCamera): void {
    for (const view of this.views)
      if (view.hasLines) view.fadeEdges(pixelsAtOneMetre, eye.distanceTo(this.boxes.get(view)!));
  }

  /** What is seen along a ray, and where the ray meets it. */
  pick(ray: Ray): { pick: Pick; point: Vector3 } | null {
    const seen = this.views.filter((view) => view.group.visible);
    const kept = keptPart(ray, this.section === null ? null : this.cuttingPlane);
    const hit = kept === null ? null : pickFeature({ ...ray, ...kept }, seen.map(pickLayer));
    if (hit === null) return null;
    const { id, number, layer } = seen[hit.layer];
    const descriptor = layer.kind === "grid" ? { type: id } : (layer.descriptors[hit.feature] ?? {});
    return {
      pick: { layer: id, layerNumber: number, feature: hit.feature, descriptor },
      point: new Vector3(...ray.origin).addScaledVector(new Vector3(...ray.direction), hit.at),
    };
  }

  /** The shadow pass runs first in a frame, so what three has counted after its last object is its share. */
  private countShadows({ group }: LayerView): void {
    for (const object of group.children)
      object.onAfterShadow = ({ info }) => {
        this.shadowCost.calls = info.render.calls;
        this.shadowCost.triangles = info.render.triangles;
      };
  }
}

/**
 * Those whose bodies a section fills: all that are made of bodies alone, which costs nothing, and as many of the others
 * as there are draw calls left, one each; those with most bodies first, and one of them whatever it costs.
 */
function filledViews(views: readonly LayerView[]): LayerView[] {
  const mixed = views.filter((view) => view.isMixed).sort((a, b) => b.bodyCount - a.bodyCount);
  const drawn = views.reduce((sum, view) => sum + view.group.children.length, 0);
  const disc = views.some(({ id }) => id === "topography") ? 0 : 1;
  const left = mostDraws - cutDraws - disc - drawn;
  return [...views.filter((view) => !view.isMixed), ...mixed.slice(0, Math.max(1, left))];
}

function pickLayer({ id, layer, mesh, bounds, table }: LayerView): PickLayer {
  return {
    geometry: layer.kind === "instances" ? layer : mesh!,
    bounds,
    pull: (feature) => layerPull[id] + rankPull * table.rank(feature),
    isHidden: (feature) => table.isHidden(feature),
  };
}

/** Where the sides of a terrain end: below whatever reaches under it, but not for the sake of what lies far below. */
function floorOf({ layers }: SceneModel, boxes: readonly Box3[]): number {
  const lowest = (found: readonly Box3[]) => Math.min(...found.map(({ min }) => min.z));
  const ground = lowest(boxes.filter((_, i) => layers[i].id === "topography"));
  return Math.max(lowest(boxes), ground - deepestM);
}

/** Union of boxes, stride 6; boxes of empty features are inside out and count for nothing. */
function boxOf(bounds: Float32Array): Box3 {
  const box = new Box3();
  for (let i = 0; i < bounds.length; i += 6) {
    if (bounds[i] > bounds[i + 3]) continue;
    for (let axis = 0; axis < 3; axis++) {
      const [low, high] = [bounds[i + axis], bounds[i + 3 + axis]];
      if (low < box.min.getComponent(axis)) box.min.setComponent(axis, low);
      if (high > box.max.getComponent(axis)) box.max.setComponent(axis, high);
    }
  }
  return box;
}
