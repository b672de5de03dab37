import { type Box3, Color, Scene, Vector3 } from "three";
import { failure } from "../../shared/errors.ts";
import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { GeoFrame } from "../../shared/scene/geo-frame.ts";
import { type GroundTruth, groundTruth } from "../../shared/scene/ground-truth.ts";
import type { Bounds, SceneModel } from "../../shared/scene/scene-model.ts";
import type { ScenePiece } from "../../shared/scene/scene-piece.ts";
import { says } from "../../shared/sentences.ts";
import { listenToContext } from "./context-loss.ts";
import { EarlyPicture } from "./early/early-picture.ts";
import { FrameLoop } from "./frame-loop.ts";
import type { ColourBy, Legend } from "./layers/colouring.ts";
import { LayerSet } from "./layers/layer-set.ts";
import { Ground } from "./light/ground.ts";
import { defaultInstant, sunAt } from "./light/sun.ts";
import { SunLight } from "./light/sun-light.ts";
import type { Measure, Pick, Preview, PreviewStats } from "./preview.ts";
import { type Drawing, maxPixelRatio } from "./renderer.ts";
import { viewThemes } from "./theme.ts";
import { listenToClicks } from "./tools/click.ts";
import { Measuring } from "./tools/measuring.ts";
import type { Section } from "./tools/section.ts";
import { uploadInSlices } from "./upload-slices.ts";
import { listenToKeys } from "./view/keyboard.ts";
import { emptyLabel, previewLabel } from "./view/labels.ts";
import { ViewCamera, type ViewName } from "./view/view-camera.ts";
import { ViewOverlay } from "./view/view-overlay.ts";

/** Puts the parts together: layers, light, eye, clicks, keys, size, and the loss of the graphics context. */
export class SceneView implements Preview {
  private readonly scene = new Scene();
  private readonly layers: LayerSet;
  private readonly early: EarlyPicture;
  private colouring: ColourBy = "layer";
  private readonly ground = new Ground();
  private readonly light: SunLight;
  private readonly eye: ViewCamera;
  private readonly loop = new FrameLoop(() => this.draw());
  private readonly measuring: Measuring;
  private readonly overlay: ViewOverlay;
  private truth: GroundTruth = { northRad: 0, planScale: 1 };
  private readonly stopListening: (() => void)[];
  private readonly pickListeners: ((pick: Pick | null) => void)[] = [];
  private model: SceneModel | null = null;
  /** Null until somebody asks for a date and time. */
  private instant: Date | null = null;
  private theme: "light" | "dark" = "light";
  /** Counts models and restored contexts, so that an upload notices when it has become pointless. */
  private generation = 0;
  /** Counts what was asked to be shown: only the last of them is. */
  private shows = 0;
  private drawCalls = 0;
  private triangles = 0;

  constructor(
    private readonly container: HTMLElement,
    private readonly drawing: Drawing,
    theme: "light" | "dark",
  ) {
    const { canvas, gl, renderer } = drawing;
    this.layers = new LayerSet(this.scene, gl);
    this.light = new SunLight(this.scene, renderer.capabilities.maxTextureSize);
    this.eye = new ViewCamera(canvas, () => this.loop.invalidate());
    this.measuring = new Measuring(this.scene, () => this.loop.invalidate());
    this.overlay = new ViewOverlay(container);
    this.early = new EarlyPicture({
      scene: this.scene,
      gl,
      eye: this.eye,
      theme: () => viewThemes[this.theme],
      onUpload: () => renderer.resetState(),
      onGrown: (box) => this.makeRoom(box),
      draw: () => this.loop.invalidate(),
    });
    this.scene.add(this.ground.mesh);
    this.stopListening = [
      listenToClicks(canvas, (x, y) => this.click(x, y)),
      listenToKeys(canvas, {
        orbit: (turn, rise) => this.eye.orbit(turn, rise),
        pan: (right, ahead) => this.eye.pan(right, ahead),
        zoom: (factor) => this.eye.zoom(factor),
        fit: () => this.fit(),
        choose: () => this.click(0, 0),
        clear: () => this.escape(),
      }),
      this.listenToSize(),
      listenToContext(
        canvas,
        () => {
          this.generation += 1;
          this.loop.release();
          // What came so far is gone: the rest of this answer is not shown early.
          this.early.clear();
        },
        () => {
          // three restores its own things; our buffers have to be made and filled again.
          this.layers.reallocate();
          void this.upload();
        },
      ),
    ];
    canvas.setAttribute("aria-label", emptyLabel());
    this.setTheme(theme);
    this.resize();
  }

  async show(
    model: SceneModel,
    display: DisplayLayer[],
    streamed: readonly (number | null)[] = [],
  ): Promise<void> {
    const mine = ++this.shows;
    await this.early.drained();
    if (this.loop.isStopped || mine !== this.shows) return;
    const { streaming, active } = this.early;
    const keepsEye = active && this.early.isSteered;
    this.early.stop();
    // What has been read so far stays on screen until all of it can be drawn.
    if (active) this.loop.hold();
    this.model = model;
    this.truth = groundTruth(model.frame);
    this.measuring.planScale = this.truth.planScale;
    this.measuring.clear();
    this.overlay.setShown(true);
    this.layers.replace(model, display, (i) => streaming.take(streamed[i], model.layers[i], display[i]));
    const disposeStream = streaming.handOver();
    this.layers.applyTheme(viewThemes[this.theme]);
    this.drawing.canvas.setAttribute("aria-label", previewLabel(model));
    this.ground.placeUnder(this.layers.box);
    this.ground.mesh.visible = !this.layers.has("topography");
    this.aimSun();
    if (!keepsEye) this.view("iso");
    await this.upload();
    disposeStream();
  }

  expect(place: LonLat): void {
    this.clear();
    this.early.expect(place);
  }

  append(piece: ScenePiece, onUsed: () => void = () => {}): void {
    if (!this.loop.isStopped) this.early.append(piece, onUsed);
  }

  clear(): void {
    this.generation += 1;
    this.shows += 1;
    this.model = null;
    this.loop.release();
    this.early.clear();
    this.layers.clear();
    this.measuring.clear();
    this.overlay.setShown(false);
    this.ground.mesh.visible = false;
    this.drawing.canvas.setAttribute("aria-label", emptyLabel());
    this.loop.invalidate();
  }

  setLayerVisible(layer: LayerId, visible: boolean): void {
    this.layers.setVisible(layer, visible);
    this.redrawShadow();
  }

  setHidden(layerNumber: number, features: readonly number[]): void {
    if (this.layers.setHidden(layerNumber, features)) this.redrawShadow();
  }

  extent(): Bounds | null {
    const { min, max } = this.layers.box;
    return this.model === null ? null : { min: min.toArray(), max: max.toArray() };
  }

  setSection(section: Section | null): void {
    if (this.layers.setSection(section)) this.redrawShadow();
  }

  setColouring(by: ColourBy): Legend {
    const legend = this.layers.colourBy(by);
    if (by !== this.colouring) this.loop.invalidate();
    this.colouring = by;
    return legend;
  }

  setMeasuring(on: boolean): void {
    this.measuring.on = on;
    this.overlay.showCross(on);
    this.measuring.clear();
    this.loop.invalidate();
  }

  onMeasure(listener: (measure: Measure | null) => void): void {
    this.measuring.listen(listener);
  }

  view(name: ViewName): void {
    this.early.steer();
    this.eye.view(name, this.box);
    this.loop.invalidate();
  }

  fit(): void {
    this.early.steer();
    this.eye.fit(this.box);
    this.loop.invalidate();
  }

  setSun(instant: Date): void {
    this.instant = instant;
    this.aimSun();
    this.redrawShadow();
  }

  setTheme(theme: "light" | "dark"): void {
    this.theme = theme;
    const colours = viewThemes[theme];
    this.scene.background = new Color(colours.background);
    this.ground.applyTheme(colours);
    this.light.applyTheme(colours);
    this.layers.applyTheme(colours);
    this.early.streaming.applyTheme(colours);
    this.measuring.applyTheme(colours);
    this.overlay.applyTheme(colours);
    this.loop.invalidate();
  }

  onPick(listener: (pick: Pick | null) => void): void {
    this.pickListeners.push(listener);
  }

  select(pick: Pick | null): void {
    this.layers.select(pick);
    this.loop.invalidate();
  }

  async screenshot(): Promise<Blob> {
    if (this.drawing.gl.isContextLost())
      throw failure("internal", says("view-restoring"), { next: says("next-in-a-moment") });
    this.loop.drawNow();
    // Read in the same task as the drawing: afterwards the browser may empty the canvas.
    const blob = await new Promise<Blob | null>((resolve) =>
      this.drawing.canvas.toBlob(resolve, "image/png"),
    );
    if (blob === null) throw failure("internal", says("view-no-picture"));
    return blob;
  }

  stats(): PreviewStats {
    const { drawCalls, triangles } = this;
    return { drawCalls, triangles, frames: this.loop.frames, asBoxes: this.layers.asBoxes };
  }

  dispose(): void {
    this.generation += 1;
    this.loop.stop();
    for (const stop of this.stopListening) stop();
    this.pickListeners.length = 0;
    this.measuring.dispose();
    this.overlay.dispose();
    this.eye.dispose();
    this.early.clear();
    this.layers.dispose();
    this.ground.dispose();
    this.light.dispose();
    this.drawing.renderer.dispose();
    this.drawing.renderer.forceContextLoss();
    this.drawing.canvas.remove();
  }

  private async upload(): Promise<void> {
    const mine = ++this.generation;
    const { renderer } = this.drawing;
    await uploadInSlices(
      this.layers.upload(),
      () => {
        renderer.resetState();
        this.loop.invalidate();
      },
      () => mine !== this.generation,
    );
    if (mine !== this.generation) return;
    this.loop.release();
    this.redrawShadow();
    await this.loop.nextFrame();
  }

  private draw(): void {
    const { renderer } = this.drawing;
    this.eye.hugDepth(this.box.clone().union(this.ground.box));
    this.layers.fadeEdges(this.pixelsAtOneMetre(), this.eye.camera.position);
    this.early.streaming.fadeEdges(this.pixelsAtOneMetre(), this.eye.camera.position);
    const shadow = Object.assign(this.layers.shadowCost, { calls: 0, triangles: 0 });
    renderer.render(this.scene, this.eye.camera);
    this.drawCalls = renderer.info.render.calls - shadow.calls;
    this.triangles = renderer.info.render.triangles - shadow.triangles;
    this.updateOverlay();
    this.early.drawn();
  }

  private updateOverlay(): void {
    const { clientWidth: width, clientHeight: height } = this.container;
    this.overlay.update({
      northRad: this.eye.bearingOnScreen(this.truth.northRad),
      metresPerPixel: this.eye.metresPerPixel(height) * this.truth.planScale,
      label: this.measuring.label(this.eye.camera, width, height),
    });
  }

  private pixelsAtOneMetre(): number {
    return this.drawing.canvas.height / 2 / Math.tan((this.eye.camera.fov * Math.PI) / 360);
  }

  private redrawShadow(): void {
    this.drawing.renderer.shadowMap.needsUpdate = true;
    this.loop.invalidate();
  }

  private aimSun(): void {
    const place = this.model === null ? this.early.place : lonLatOf(this.model.frame);
    if (place === null) return;
    const [lonDeg, latDeg] = place;
    this.light.aim(sunAt(this.instant ?? defaultInstant(lonDeg), lonDeg, latDeg), this.box);
  }

  /** What there is to look at: the model, or what has been read of it. */
  private get box(): Box3 {
    return this.early.active ? this.early.streaming.box : this.layers.box;
  }

  /** For a model that grows: ground and light reach as far as it does. */
  private makeRoom(box: Box3): void {
    this.overlay.setShown(true);
    this.ground.placeUnder(box);
    this.ground.mesh.visible = !this.early.streaming.has("topography");
    this.aimSun();
    this.redrawShadow();
  }

  private click(x: number, y: number): void {
    const { camera } = this.eye;
    camera.updateMatrixWorld();
    const through = new Vector3(x, y, 0.5).unproject(camera);
    const hit = this.layers.pick(camera.position, through.sub(camera.position));
    if (!this.measuring.on) this.choose(hit?.pick ?? null);
    else if (hit !== null) this.measuring.add(hit.point);
  }

  /** First the points of a measurement go, then what is selected. */
  private escape(): void {
    if (this.measuring.hasPoints) this.measuring.clear();
    else this.choose(null);
  }

  private choose(pick: Pick | null): void {
    this.select(pick);
    for (const listener of this.pickListeners) listener(pick);
  }

  private listenToSize(): () => void {
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.container);
    return () => observer.disconnect();
  }

  /** Draws at once: a changed canvas is empty until the next frame. */
  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.container;
    if (width === 0 || height === 0) return;
    const { canvas, renderer } = this.drawing;
    const ratio = Math.min(window.devicePixelRatio, maxPixelRatio);
    if (canvas.width === Math.floor(width * ratio) && canvas.height === Math.floor(height * ratio)) return;
    renderer.setPixelRatio(ratio);
    renderer.setSize(width, height, false);
    this.eye.setAspect(width / height);
    this.loop.drawNow();
  }
}

const lonLatOf = ({ originLonDeg, originLatDeg }: GeoFrame): LonLat => [originLonDeg, originLatDeg];
