import type { Box3 } from "three";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { GeoFrame } from "../../shared/scene/geo-frame.ts";
import { groundTruth } from "../../shared/scene/ground-truth.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import type { ScenePiece } from "../../shared/scene/scene-piece.ts";
import { EarlyPicture } from "./early/early-picture.ts";
import { LayerSet } from "./layers/layer-set.ts";
import type { Picture } from "./picture.ts";
import type { Drawing } from "./renderer.ts";
import type { ViewTheme } from "./theme.ts";
import { uploadInSlices } from "./upload-slices.ts";
import type { ViewName } from "./view/view-camera.ts";

/** What stands in the picture: a model, or what has been read of one; and the way from the one to the other. */
export class ShownModel {
  readonly layers: LayerSet;
  readonly early: EarlyPicture;
  private model: SceneModel | null = null;
  /** Counts models and restored contexts, so that an upload notices when it has become pointless. */
  private generation = 0;
  /** Counts what was asked to be shown: only the last of them is. */
  private shows = 0;

  constructor(
    private readonly picture: Picture,
    private readonly drawing: Drawing,
  ) {
    const { scene, eye, loop } = picture;
    this.layers = new LayerSet(scene, drawing.gl);
    this.early = new EarlyPicture({
      scene,
      gl: drawing.gl,
      eye,
      theme: () => picture.theme,
      onUpload: () => drawing.renderer.resetState(),
      onGrown: (box) => this.makeRoom(box),
      draw: () => loop.invalidate(),
    });
  }

  /** `onModel` is called when the model takes the place of what was there. Resolves when all of it is on screen. */
  async show(
    model: SceneModel,
    display: DisplayLayer[],
    streamed: readonly (number | null)[],
    onModel: () => void,
  ): Promise<void> {
    const { loop } = this.picture;
    const mine = ++this.shows;
    await this.early.drained();
    if (loop.isStopped || mine !== this.shows) return;
    const { streaming, active } = this.early;
    const keepsEye = active && this.early.isSteered;
    this.early.stop();
    // What has been read so far stays on screen until all of it can be drawn.
    if (active) loop.hold();
    this.model = model;
    this.picture.truth = groundTruth(model.frame);
    this.layers.replace(model, display, (i) => streaming.take(streamed[i], model.layers[i], display[i]));
    const disposeStream = streaming.handOver();
    this.layers.applyTheme(this.picture.theme);
    onModel();
    // Terrain is ground enough.
    this.picture.lay(this.layers.box, !this.layers.has("topography"));
    this.picture.aimSun(this.place);
    if (!keepsEye) this.view("iso");
    await this.upload();
    disposeStream();
  }

  append(piece: ScenePiece, onUsed: () => void): void {
    if (!this.picture.loop.isStopped) this.early.append(piece, onUsed);
  }

  clear(): void {
    this.generation += 1;
    this.shows += 1;
    this.model = null;
    this.picture.loop.release();
    this.early.clear();
    this.layers.clear();
    this.picture.empty();
  }

  /** What came so far of an answer that streams is gone, and the rest of it is not shown early. */
  lost(): void {
    this.generation += 1;
    this.picture.loop.release();
    this.early.clear();
  }

  /** three restores its own things; our buffers have to be made and filled again. */
  restored(): void {
    this.layers.reallocate();
    void this.upload();
  }

  view(name: ViewName): void {
    this.early.steer();
    this.picture.eye.view(name, this.box);
    this.picture.loop.invalidate();
  }

  fit(): void {
    this.early.steer();
    this.picture.eye.fit(this.box);
    this.picture.loop.invalidate();
  }

  applyTheme(theme: ViewTheme): void {
    this.layers.applyTheme(theme);
    this.early.streaming.applyTheme(theme);
  }

  /** True while there is a whole model. */
  get isWhole(): boolean {
    return this.model !== null;
  }

  /** What there is to look at: the model, or what has been read of it. */
  get box(): Box3 {
    return this.early.active ? this.early.streaming.box : this.layers.box;
  }

  /** Where on earth; null while nothing is shown or expected. */
  get place(): LonLat | null {
    return this.model === null ? this.early.place : lonLatOf(this.model.frame);
  }

  dispose(): void {
    this.generation += 1;
    this.early.clear();
    this.layers.dispose();
  }

  private async upload(): Promise<void> {
    const mine = ++this.generation;
    const { picture } = this;
    await uploadInSlices(
      this.layers.upload(),
      () => {
        this.drawing.renderer.resetState();
        picture.loop.invalidate();
      },
      () => mine !== this.generation,
    );
    if (mine !== this.generation) return;
    picture.loop.release();
    picture.redrawShadow();
    await picture.loop.nextFrame();
  }

  /**
   * For a model that grows: light reaches as far as it does. There is no ground yet: a terrain comes last, and a town on
   * its hills would float above an even disc till then.
   */
  private makeRoom(box: Box3): void {
    this.picture.lay(box, false);
    this.picture.aimSun(this.place);
    this.picture.redrawShadow();
  }
}

const lonLatOf = ({ originLonDeg, originLatDeg }: GeoFrame): LonLat => [originLonDeg, originLatDeg];
