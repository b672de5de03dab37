import { Box3, type Scene, type Vector3 } from "three";
import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { layerPull, rankPull } from "./layer-depth.ts";
import { LayerView } from "./layer-view.ts";
import { type PickLayer, pickFeature } from "./pick.ts";
import type { Pick } from "./preview.ts";
import type { ViewTheme } from "./theme.ts";

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

  constructor(
    private readonly scene: Scene,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.clear();
  }

  replace(model: SceneModel, display: readonly DisplayLayer[]): void {
    this.clear();
    model.layers.forEach((layer, i) => {
      // The service may send terrain twice, as triangles and as a grid: two skins in one place would flicker.
      if (
        layer.kind === "grid" &&
        model.layers.some((other) => other.id === layer.id && other.kind === "mesh")
      )
        return;
      const view = new LayerView(this.gl, layer, display[i]);
      view.group.visible = !this.invisible.has(view.id);
      this.views.push(view);
      this.boxes.set(view, boxOf(display[i].bounds));
      this.scene.add(view.group);
      this.countShadows(view);
    });
    const filled = this.views.map((view) => this.boxes.get(view)!).filter((box) => !box.isEmpty());
    if (filled.length > 0) filled.reduce((all, box) => all.union(box), this.box.makeEmpty());
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
    for (const view of this.views) view.applyTheme(theme);
  }

  setVisible(id: LayerId, visible: boolean): void {
    if (visible) this.invisible.delete(id);
    else this.invisible.add(id);
    for (const view of this.views) if (view.id === id) view.group.visible = visible;
  }

  /** Exactly these features of the layer are hidden afterwards. */
  setHidden(id: LayerId, features: readonly number[]): void {
    const hidden = new Set(features);
    for (const { id: own, table } of this.views)
      if (own === id)
        for (let feature = 0; feature < table.count; feature++) table.setHidden(feature, hidden.has(feature));
  }

  /** Terrain is one feature as large as the picture: it can be picked but is not tinted. */
  select(pick: Pick | null): void {
    this.selected?.view.table.setSelected(this.selected.feature, false);
    const view = pick === null ? undefined : this.viewOf(pick);
    this.selected = pick === null || view === undefined ? null : { view, feature: pick.feature };
    if (view !== undefined && view.id !== "topography") view.table.setSelected(pick!.feature, true);
  }

  fadeEdges(pixelsAtOneMetre: number, eye: Vector3): void {
    for (const view of this.views)
      view.fadeEdges(pixelsAtOneMetre, this.boxes.get(view)!.distanceToPoint(eye));
  }

  pick(origin: Vector3, direction: Vector3): Pick | null {
    const seen = this.views.filter((view) => view.group.visible);
    const ray = { origin: origin.toArray(), direction: direction.toArray() };
    const hit = pickFeature(ray, seen.map(pickLayer));
    if (hit === null) return null;
    const { id, layer } = seen[hit.layer];
    const descriptor = layer.kind === "grid" ? { type: id } : (layer.descriptors[hit.feature] ?? {});
    return { layer: id, feature: hit.feature, descriptor };
  }

  /** The shadow pass runs first in a frame, so what three has counted after its last object is its share. */
  private countShadows({ group }: LayerView): void {
    for (const object of group.children)
      object.onAfterShadow = ({ info }) => {
        this.shadowCost.calls = info.render.calls;
        this.shadowCost.triangles = info.render.triangles;
      };
  }

  /** Two layers may share a name (meshes and nodes of infrastructure): the descriptor tells which is meant. */
  private viewOf({ layer, feature, descriptor }: Pick): LayerView | undefined {
    const named = this.views.filter((view) => view.id === layer);
    return (
      named.find((view) => view.layer.kind !== "grid" && view.layer.descriptors[feature] === descriptor) ??
      named[0]
    );
  }
}

function pickLayer({ id, layer, mesh, display, table }: LayerView): PickLayer {
  return {
    geometry: layer.kind === "instances" ? layer : mesh!,
    bounds: display.bounds,
    pull: (feature) => layerPull[id] + rankPull * table.rank(feature),
    isHidden: (feature) => table.isHidden(feature),
  };
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
