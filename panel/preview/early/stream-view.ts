import { BufferGeometry, Group, LineSegments, Mesh, Sphere } from "three";
import { featureColour } from "../../../shared/layers/feature-colour.ts";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";
import { type EdgeMaterial, edgeFade, edgeMaterial } from "../layers/edge-material.ts";
import { FeatureTable } from "../layers/feature-table.ts";
import { layerPull } from "../layers/layer-depth.ts";
import { edgeOpacity } from "../layers/layer-view.ts";
import { type LitMaterial, litMaterial } from "../layers/lit-material.ts";
import type { FilledBuffers } from "../layers/mesh-view.ts";
import type { ViewTheme } from "../theme.ts";
import { GrowingColumn } from "./growing-column.ts";

/** A megabyte of colours; features beyond it are shown at the end. */
const mostFeatures = 262_144;

/** One layer entry of an answer that streams: a draw call of faces and one of lines, growing with every piece. */
export class StreamView {
  readonly group = new Group();
  private readonly positions: GrowingColumn;
  private readonly ids: GrowingColumn;
  private readonly indices: GrowingColumn;
  /** Null where no lines are drawn. */
  private readonly edges: GrowingColumn | null;
  private readonly faces = new BufferGeometry();
  private readonly lines = new BufferGeometry();
  private readonly table = new FeatureTable(mostFeatures);
  private readonly lit: LitMaterial;
  private readonly edge: EdgeMaterial | null;
  private full = false;

  constructor(gl: WebGL2RenderingContext, layer: LayerId, theme: ViewTheme) {
    this.positions = new GrowingColumn(gl, "vertex", "float", 3);
    this.ids = new GrowingColumn(gl, "vertex", "uint", 1);
    this.indices = new GrowingColumn(gl, "index", "uint", 1);
    this.table.fill(featureColour(layer, {}));
    this.lit = litMaterial(this.table, layerPull[layer]);
    const opacity = edgeOpacity[layer];
    this.edge = opacity === 0 ? null : edgeMaterial(this.table, layerPull[layer], opacity);
    this.edges = this.edge === null ? null : new GrowingColumn(gl, "index", "uint", 1);
    this.group.add(new Mesh(this.faces, this.lit.material));
    if (this.edge !== null) this.group.add(new LineSegments(this.lines, this.edge.material));
    for (const object of this.group.children) {
      object.frustumCulled = false;
      object.matrixAutoUpdate = false;
      object.receiveShadow = true;
    }
    for (const geometry of [this.faces, this.lines]) geometry.boundingSphere = new Sphere();
    this.applyTheme(theme);
  }

  get triangles(): number {
    return this.indices.length / 3;
  }

  append({ positions, indices, edges, featureIds }: ScenePiece): void {
    this.full ||= featureIds.length > 0 && featureIds[featureIds.length - 1] >= mostFeatures;
    if (this.full) return;
    this.positions.append(positions);
    this.ids.append(featureIds);
    this.indices.append(indices);
    this.edges?.append(edges);
    this.attach();
  }

  /** True when what was appended is as long as a layer's columns. */
  holds(positions: number, indices: number, edges: number): boolean {
    const same = this.positions.length === positions && this.indices.length === indices;
    return !this.full && same && (this.edges === null || this.edges.length === edges);
  }

  /** Hands the buffers over; the view draws nothing afterwards. */
  release(): FilledBuffers {
    this.detach();
    return {
      positions: this.positions.release(),
      ids: this.ids.release(),
      indices: this.indices.release(),
      edges: this.edges?.release() ?? null,
    };
  }

  applyTheme(theme: ViewTheme): void {
    this.lit.selected.set(theme.selected);
    this.edge?.colour.set(theme.edge);
  }

  fadeEdges(pixelsAtOneMetre: number, nearestM: number): void {
    this.edge?.setPixelsAtOneMetre(pixelsAtOneMetre);
    const lines = this.group.children[1];
    if (lines !== undefined) lines.visible = pixelsAtOneMetre / Math.max(nearestM, 1) > edgeFade.gonePx;
  }

  /** Buffers that were not released go too. */
  dispose(): void {
    this.detach();
    for (const column of [this.positions, this.ids, this.indices, this.edges]) column?.dispose();
    this.faces.dispose();
    this.lines.dispose();
    this.lit.material.dispose();
    this.lit.depth.dispose();
    this.edge?.material.dispose();
    this.table.dispose();
  }

  /** three's types know no such attributes; its renderer does, as in `mesh-view.ts`. */
  private attach(): void {
    const attributes = { position: this.positions.attribute, featureId: this.ids.attribute };
    for (const [geometry, index] of [
      [this.faces, this.indices],
      [this.lines, this.edges],
    ] as const) {
      if (index === null) continue;
      Object.assign(geometry.attributes, attributes);
      Object.assign(geometry, { index: index.attribute });
      geometry.setDrawRange(0, index.length);
    }
  }

  /** A geometry that is disposed takes its buffers along: ours must not be in it then. */
  private detach(): void {
    for (const geometry of [this.faces, this.lines]) {
      geometry.setDrawRange(0, 0);
      geometry.setIndex(null);
      geometry.deleteAttribute("position");
      geometry.deleteAttribute("featureId");
    }
  }
}
