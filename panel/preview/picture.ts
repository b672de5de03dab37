import { Box3, type Camera, Color, Scene } from "three";
import { failure } from "../../shared/errors.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { GroundTruth } from "../../shared/scene/ground-truth.ts";
import { says } from "../../shared/sentences.ts";
import { FrameLoop } from "./frame-loop.ts";
import { Ground } from "./light/ground.ts";
import { defaultInstant, sunAt } from "./light/sun.ts";
import { SunLight } from "./light/sun-light.ts";
import { type Drawing, maxPixelRatio } from "./renderer.ts";
import { type ViewTheme, viewThemes } from "./theme.ts";
import { ViewCamera } from "./view/view-camera.ts";
import { type OverlayView, ViewOverlay } from "./view/view-overlay.ts";

/** What the picture is of. */
export interface PictureSubject {
  /** What there is to look at; never empty. */
  box(): Box3;
  /** Before every frame. */
  fadeEdges(pixelsAtOneMetre: number, eye: ViewCamera): void;
  label(camera: Camera, widthPx: number, heightPx: number): OverlayView["label"];
  /** What the shadow pass has cost since somebody set it to zero. */
  shadowCost(): { calls: number; triangles: number };
  /** Behind the commands of every frame. */
  drawn(): void;
}

/** Light, ground, eye, overlay, size and frames: the picture, whatever stands in it. */
export class Picture {
  readonly scene = new Scene();
  readonly eye: ViewCamera;
  readonly loop = new FrameLoop(() => this.draw());
  readonly overlay: ViewOverlay;
  theme: ViewTheme = viewThemes.light;
  truth: GroundTruth = { northRad: 0, planScale: 1 };
  /** Of the last frame, without its shadow pass. */
  drawCalls = 0;
  triangles = 0;
  private readonly ground = new Ground();
  private readonly light: SunLight;
  /** Null until somebody asks for a date and time. */
  private instant: Date | null = null;
  /** CSS pixels; kept, since asking the page in a frame makes it lay itself out. */
  private size = { width: 0, height: 0 };
  private readonly seen = new Box3();
  private stopListening = () => {};

  constructor(
    private readonly container: HTMLElement,
    private readonly drawing: Drawing,
    private readonly subject: PictureSubject,
  ) {
    this.light = new SunLight(this.scene, drawing.renderer.capabilities.maxTextureSize);
    this.eye = new ViewCamera(drawing.canvas, () => this.loop.invalidate());
    this.overlay = new ViewOverlay(container);
    this.scene.add(this.ground.mesh);
    // See `settle.ts`.
    this.scene.matrixWorldAutoUpdate = false;
  }

  /** Follows the size of its place and draws for the first time; `subject` is asked from here on. */
  start(): void {
    const onChange = () => this.resize();
    const observer = new ResizeObserver(onChange);
    observer.observe(this.container);
    document.addEventListener("visibilitychange", onChange);
    this.stopListening = () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", onChange);
    };
    this.resize();
  }

  applyTheme(theme: ViewTheme): void {
    this.theme = theme;
    this.scene.background = new Color(theme.background);
    this.ground.applyTheme(theme);
    this.light.applyTheme(theme);
    this.overlay.applyTheme(theme);
    this.loop.invalidate();
  }

  /** The disc, where one is wanted, reaches as far as what stands on it. */
  lay(box: Box3, withDisc: boolean): void {
    this.ground.placeUnder(box);
    this.ground.mesh.visible = withDisc;
    this.overlay.setShown(true);
  }

  /** Nothing stands there any more. */
  empty(): void {
    this.overlay.setShown(false);
    this.ground.mesh.visible = false;
    this.loop.invalidate();
  }

  /** For an instant (UTC) from here on, or the one before where none is said; shines where the subject is. */
  aimSun(place: LonLat | null, instant: Date | null = this.instant): void {
    this.instant = instant;
    if (place === null) return;
    const [lonDeg, latDeg] = place;
    this.light.aim(sunAt(instant ?? defaultInstant(lonDeg), lonDeg, latDeg), this.subject.box());
  }

  redrawShadow(): void {
    this.drawing.renderer.shadowMap.needsUpdate = true;
    this.loop.invalidate();
  }

  async screenshot(): Promise<Blob> {
    const { gl, canvas } = this.drawing;
    if (gl.isContextLost())
      throw failure("internal", says("view-restoring"), { next: says("next-in-a-moment") });
    this.loop.drawNow();
    // Read in the same task as the drawing: afterwards the browser may empty the canvas.
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw failure("internal", says("view-no-picture"));
    return blob;
  }

  dispose(): void {
    this.stopListening();
    this.overlay.dispose();
    this.eye.dispose();
    this.ground.dispose();
    this.light.dispose();
    this.drawing.renderer.dispose();
    this.drawing.renderer.forceContextLoss();
    this.drawing.canvas.remove();
  }

  private draw(): void {
    const { subject, eye } = this;
    const { renderer, canvas } = this.drawing;
    eye.hugDepth(this.seen.copy(subject.box()).union(this.ground.box));
    subject.fadeEdges(eye.pixelsAtOneMetre(canvas.height), eye);
    const shadow = subject.shadowCost();
    shadow.calls = 0;
    shadow.triangles = 0;
    renderer.render(this.scene, eye.camera);
    this.drawCalls = renderer.info.render.calls - shadow.calls;
    this.triangles = renderer.info.render.triangles - shadow.triangles;
    this.updateOverlay();
    subject.drawn();
  }

  private updateOverlay(): void {
    const { width, height } = this.size;
    this.overlay.update({
      northRad: this.eye.bearingOnScreen(this.truth.northRad),
      metresPerPixel: this.eye.metresPerPixel(height) * this.truth.planScale,
      label: this.subject.label(this.eye.camera, width, height),
    });
  }

  /** Where the picture has no size, its step is hidden and nobody sees it. */
  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.container;
    const hasSize = width > 0 && height > 0;
    if (hasSize) this.fitInto(width, height);
    this.loop.setSeen(hasSize && document.visibilityState !== "hidden");
  }

  /** Draws at once: a changed canvas is empty until the next frame. */
  private fitInto(width: number, height: number): void {
    const { canvas, renderer } = this.drawing;
    const ratio = Math.min(window.devicePixelRatio, maxPixelRatio);
    this.size = { width, height };
    if (canvas.width === Math.floor(width * ratio) && canvas.height === Math.floor(height * ratio)) return;
    renderer.setPixelRatio(ratio);
    renderer.setSize(width, height, false);
    this.eye.setAspect(width / height);
    this.loop.drawNow();
  }
}
