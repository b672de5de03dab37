import { Box3, type Scene, Vector3 } from "three";
import type { DisplayLayer } from "../../../shared/scene/display.ts";
import type { SceneLayer } from "../../../shared/scene/scene-model.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";
import type { FilledBuffers } from "../layers/mesh-view.ts";
import type { ViewTheme } from "../theme.ts";
import type { ViewCamera } from "../view/view-camera.ts";
import { StreamView } from "./stream-view.ts";

/** A picture is drawn again when this share has been added: each costs the same as one of the whole. */
const worthDrawing = 1.15;
/**
 * Room about what is seen, as a share of its size, so that the eye does not step back with every piece. Little of it:
 * features come from all over the area, and the finished model is looked at without any, which is a jump.
 */
const roomAbout = 0.04;

/** What is seen of a model that is still being read. */
export class Streaming {
  readonly box = new Box3();
  private readonly views = new Map<number, StreamView>();
  private readonly fitted = new Box3();
  private drawnTriangles = 0;

  constructor(
    private readonly scene: Scene,
    private readonly gl: WebGL2RenderingContext,
  ) {}

  get active(): boolean {
    return this.views.size > 0;
  }

  get triangles(): number {
    return Array.from(this.views.values()).reduce((sum, view) => sum + view.triangles, 0);
  }

  append(piece: ScenePiece, theme: ViewTheme): void {
    const view = this.views.get(piece.group) ?? this.addView(piece, theme);
    view.append(piece);
    this.box.expandByPoint(new Vector3(...piece.box.min)).expandByPoint(new Vector3(...piece.box.max));
  }

  /** True when enough is new to be worth a frame; asked once for it. */
  wantsFrame(): boolean {
    const { triangles } = this;
    if (triangles === 0 || triangles < this.drawnTriangles * worthDrawing) return false;
    this.drawnTriangles = triangles;
    return true;
  }

  /** Where to look when what is seen has outgrown the last answer; else null. */
  outgrown(): Box3 | null {
    if (this.fitted.containsBox(this.box)) return null;
    const size = this.box.getSize(new Vector3());
    this.fitted.copy(this.box).expandByVector(size.multiplyScalar(roomAbout).setZ(0));
    return this.fitted;
  }

  applyTheme(theme: ViewTheme): void {
    for (const view of this.views.values()) view.applyTheme(theme);
  }

  fadeEdges(pixelsAtOneMetre: number, eye: ViewCamera): void {
    for (const view of this.views.values()) view.fadeEdges(pixelsAtOneMetre, eye.distanceTo(this.box));
  }

  /** The buffers of a group, where they are exactly that layer; once. */
  take(group: number | null | undefined, layer: SceneLayer, display: DisplayLayer): FilledBuffers | null {
    const view = group === null || group === undefined ? undefined : this.views.get(group);
    if (view === undefined || layer.kind !== "mesh" || display.drawn !== null) return null;
    if (!view.holds(layer.positions.length, layer.indices.length, display.edges.length)) return null;
    this.scene.remove(view.group);
    return view.release();
  }

  clear(): void {
    for (const view of this.views.values()) {
      this.scene.remove(view.group);
      view.dispose();
    }
    this.reset();
  }

  /**
   * The model takes over, and no frame shows both. What is not part of it stays in memory till the answer is called,
   * once the model has been drawn: till then the materials keep the compiled shaders that both share.
   */
  handOver(): () => void {
    const views = Array.from(this.views.values());
    for (const { group } of views) group.visible = false;
    this.reset();
    return () => {
      for (const view of views) {
        this.scene.remove(view.group);
        view.dispose();
      }
    };
  }

  private reset(): void {
    this.views.clear();
    this.box.makeEmpty();
    this.fitted.makeEmpty();
    this.drawnTriangles = 0;
  }

  private addView({ group, layer }: ScenePiece, theme: ViewTheme): StreamView {
    const view = new StreamView(this.gl, layer, theme);
    this.views.set(group, view);
    this.scene.add(view.group);
    return view;
  }
}
