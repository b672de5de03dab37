import { Group, type InstancedMesh, Mesh, type Plane, type ShaderMaterial } from "three";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { DisplayLayer, DrawnMesh } from "../../../shared/scene/display.ts";
import type { SceneLayer } from "../../../shared/scene/scene-model.ts";
import type { ViewTheme } from "../theme.ts";
import { bodiesAlone, countWhileDrawn } from "../tools/body-count.ts";
import { countOrder } from "../tools/cut-cap.ts";
import { type ColourBy, colourBuildings, type Legend } from "./colouring.ts";
import { type EdgeMaterial, edgeFade, edgeMaterial } from "./edge-material.ts";
import type { FeatureTable } from "./feature-table.ts";
import { layerPull } from "./layer-depth.ts";
import { type LitMaterial, litMaterial } from "./lit-material.ts";
import { type FilledBuffers, MeshView } from "./mesh-view.ts";
import { instancedMesh } from "./node-view.ts";
import { paint, paintedTable } from "./painting.ts";
import { withSkirt } from "./terrain-skirt.ts";

/** Terrain has no lines (`DisplayLayer.edges`), those of nodes would be noise. */
export const edgeOpacity: Readonly<Record<LayerId, number>> = {
  topography: 0,
  surface: 0.22,
  barriers: 0.45,
  buildings: 0.62,
  infrastructure: 0,
};

/** Ground only receives shadows, but hills also throw them. */
const throwsShadow = (id: LayerId): boolean => id !== "surface";

/** Everything of one layer on the graphics card: at most three draw calls of faces and one of lines. */
export class LayerView {
  readonly id: LayerId;
  readonly group = new Group();
  readonly table: FeatureTable;
  /** Triangles as drawn, a terrain's sides too; null where every node is an instance. */
  readonly mesh: DrawnMesh | null;
  /** Stride 6 a feature, of what is drawn. */
  readonly bounds: Float32Array;
  private readonly lit: LitMaterial;
  private readonly edge: EdgeMaterial | null;
  private readonly meshes: MeshView[] = [];
  /** What a section fills is counted in these: all that is drawn, or bodies alone where there are sheets among them. */
  private counted: Mesh[] = [];
  private bodies: ShaderMaterial | null = null;
  private readonly instanced: InstancedMesh[] = [];

  constructor(
    gl: WebGL2RenderingContext,
    /** In `SceneModel.layers`. */
    readonly number: number,
    readonly layer: SceneLayer,
    readonly display: DisplayLayer,
    filled: FilledBuffers | null = null,
    /** How far down the sides of a terrain reach, metres. */
    floorM = 0,
  ) {
    this.id = layer.id;
    const mesh = display.drawn ?? (layer.kind === "mesh" ? { ...layer, featureOf: null } : null);
    const hasSides = this.id === "topography" && mesh !== null && filled === null;
    this.mesh = hasSides ? withSkirt(mesh, floorM) : mesh;
    this.bounds = this.mesh === mesh ? display.bounds : boundsDownTo(floorM, display.bounds);
    this.table = paintedTable(layer, display.open);
    this.lit = litMaterial(this.table, layerPull[this.id]);
    const opacity = edgeOpacity[this.id];
    this.edge = opacity === 0 ? null : edgeMaterial(this.table, layerPull[this.id], opacity);
    if (this.mesh !== null) {
      const source = { ...this.mesh, edges: display.edges };
      this.meshes.push(new MeshView(gl, source, this.lit, this.edge, this.group, filled));
    }
    for (const nodes of display.instanced) this.instanced.push(instancedMesh(nodes, this.lit, this.group));
    for (const object of this.group.children) {
      object.receiveShadow = true;
      object.castShadow = throwsShadow(this.id) && object.type === "Mesh";
    }
  }

  /** Closed bodies among the features: those that a section can fill. */
  get bodyCount(): number {
    return this.table.count - this.display.open.length;
  }

  /** Bodies and sheets: its bodies have to be counted by a draw call of their own. */
  get isMixed(): boolean {
    return this.display.open.length > 0 && this.bodyCount > 0;
  }

  /** From here on sections fill its bodies. */
  countBodies(): void {
    if (this.bodyCount === 0) return;
    if (!this.isMixed) {
      this.counted = this.group.children.filter((object) => object instanceof Mesh);
      return;
    }
    const bodies = bodiesAlone(this.table);
    this.bodies = bodies;
    this.counted = this.meshes.map((view) => view.addFaces(bodies, countOrder, this.group));
  }

  *upload(): Generator<void> {
    for (const mesh of this.meshes) yield* mesh.upload();
  }

  reallocate(): void {
    for (const mesh of this.meshes) mesh.reallocate();
  }

  applyTheme(theme: ViewTheme): void {
    this.lit.selected.set(theme.selected);
    this.edge?.colour.set(theme.edge);
  }

  /** Colours buildings by what is known of them; null where this layer is not made of buildings. */
  colourBy(by: ColourBy): Legend | null {
    const { layer } = this;
    if (layer.kind !== "mesh" || layer.id !== "buildings") return null;
    if (by === "layer") {
      paint(this.table, layer);
      return { by, entries: [] };
    }
    const { colours, legend } = colourBuildings(layer, by);
    colours.forEach((colour, feature) => {
      this.table.paint(feature, colour, 0);
    });
    return legend;
  }

  /** The same array for as long as there is a cut: another one would compile the shaders anew. */
  setClipping(planes: Plane[] | null): void {
    for (const mesh of this.counted) {
      countWhileDrawn(mesh, this.bodies ?? this.lit.material, planes !== null);
      if (this.bodies !== null) mesh.visible = planes !== null;
    }
    for (const material of [this.lit.material, this.edge?.material, this.bodies]) {
      if (material === undefined || material === null) continue;
      material.clippingPlanes = planes;
      material.clipShadows = true;
    }
  }

  get hasLines(): boolean {
    return this.edge !== null;
  }

  /** `nearestM`: how far the eye is from the layer's box. Lines that would all be invisible are not drawn at all. */
  fadeEdges(pixelsAtOneMetre: number, nearestM: number): void {
    this.edge?.setPixelsAtOneMetre(pixelsAtOneMetre);
    const visible = pixelsAtOneMetre / Math.max(nearestM, 1) > edgeFade.gonePx;
    for (const { edges } of this.meshes) if (edges !== null) edges.visible = visible;
  }

  dispose(): void {
    for (const mesh of this.meshes) mesh.dispose();
    for (const mesh of this.instanced) {
      mesh.geometry.dispose();
      mesh.dispose();
    }
    this.bodies?.dispose();
    this.lit.material.dispose();
    this.lit.depth.dispose();
    this.edge?.material.dispose();
    this.table.dispose();
  }
}

/** The sides belong to the last feature. */
function boundsDownTo(floorM: number, bounds: Float32Array): Float32Array {
  const deeper = bounds.slice();
  deeper[bounds.length - 4] = Math.min(bounds[bounds.length - 4], floorM);
  return deeper;
}
