import { Group, type InstancedMesh, type Mesh, type Plane, type ShaderMaterial } from "three";
import { featureColour, nodeColour, type Rgb } from "../../../shared/layers/feature-colour.ts";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { DisplayLayer, DrawnMesh } from "../../../shared/scene/display.ts";
import type { Descriptor, SceneLayer } from "../../../shared/scene/scene-model.ts";
import type { ViewTheme } from "../theme.ts";
import { countingMaterials, countOrder } from "../tools/cut-cap.ts";
import { type ColourBy, colourBuildings, type Legend } from "./colouring.ts";
import { type EdgeMaterial, edgeFade, edgeMaterial } from "./edge-material.ts";
import { FeatureTable } from "./feature-table.ts";
import { featureRank, layerPull } from "./layer-depth.ts";
import { type LitMaterial, litMaterial } from "./lit-material.ts";
import { type FilledBuffers, MeshView } from "./mesh-view.ts";
import { instancedMesh } from "./node-view.ts";

/** Terrain has no lines of its own: its rim says nothing, its creases would be noise. */
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
  /** Triangles as drawn; null where every node is an instance. */
  readonly mesh: DrawnMesh | null;
  private readonly lit: LitMaterial;
  private readonly edge: EdgeMaterial | null;
  private readonly meshes: MeshView[] = [];
  /** Only of buildings, the one layer that is sure to be made of closed bodies. */
  private readonly counts: { mesh: Mesh; material: ShaderMaterial }[] = [];
  private readonly instanced: InstancedMesh[] = [];

  constructor(
    gl: WebGL2RenderingContext,
    /** In `SceneModel.layers`. */
    readonly number: number,
    readonly layer: SceneLayer,
    readonly display: DisplayLayer,
    filled: FilledBuffers | null = null,
  ) {
    this.id = layer.id;
    this.mesh = display.drawn ?? (layer.kind === "mesh" ? { ...layer, featureOf: null } : null);
    this.table = paintedTable(layer);
    this.lit = litMaterial(this.table, layerPull[this.id]);
    const opacity = edgeOpacity[this.id];
    this.edge = opacity === 0 ? null : edgeMaterial(this.table, layerPull[this.id], opacity);
    if (this.mesh !== null)
      this.meshes.push(
        new MeshView(gl, { ...this.mesh, edges: display.edges }, this.lit, this.edge, this.group, filled),
      );
    for (const nodes of display.instanced) this.instanced.push(instancedMesh(nodes, this.lit, this.group));
    for (const object of this.group.children) {
      object.receiveShadow = true;
      object.castShadow = throwsShadow(this.id) && object.type === "Mesh";
    }
    if (this.id === "buildings" && layer.kind === "mesh") this.addCounts();
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
    for (const { mesh } of this.counts) mesh.visible = planes !== null;
    for (const material of [
      this.lit.material,
      this.edge?.material,
      ...this.counts.map(({ material }) => material),
    ]) {
      if (material === undefined) continue;
      material.clippingPlanes = planes;
      material.clipShadows = true;
    }
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
    for (const { material } of this.counts) material.dispose();
    this.lit.material.dispose();
    this.lit.depth.dispose();
    this.edge?.material.dispose();
    this.table.dispose();
  }

  private addCounts(): void {
    for (const material of countingMaterials(this.table))
      for (const view of this.meshes)
        this.counts.push({ material, mesh: view.addFaces(material, countOrder, this.group) });
  }
}

function paintedTable(layer: SceneLayer): FeatureTable {
  const table = new FeatureTable(painting(layer).count);
  paint(table, layer);
  return table;
}

/** Every feature in the colour of its layer. */
function paint(table: FeatureTable, layer: SceneLayer): void {
  const { count, colour, rank } = painting(layer);
  for (let feature = 0; feature < count; feature++) table.paint(feature, colour(feature), rank(feature));
}

interface Painting {
  count: number;
  colour(feature: number): Rgb;
  rank(feature: number): number;
}

function painting(layer: SceneLayer): Painting {
  const { id } = layer;
  if (layer.kind === "grid") return { count: 1, colour: () => featureColour(id, {}), rank: () => 0 };
  if (layer.kind === "instances") {
    const colours = layer.kinds.map(nodeColour);
    return { count: layer.kindIndex.length, colour: (node) => colours[layer.kindIndex[node]], rank: () => 0 };
  }
  const facts = (feature: number): Descriptor => layer.descriptors[feature] ?? {};
  return {
    count: Math.max(0, layer.firstIndex.length - 1),
    colour: (feature) => featureColour(id, facts(feature)),
    rank: (feature) => featureRank(id, facts(feature)),
  };
}
