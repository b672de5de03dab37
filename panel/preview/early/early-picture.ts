import { type Box3, type Scene, Vector3 } from "three";
import type { LonLat } from "../../../shared/scene/area-selection.ts";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";
import type { ViewTheme } from "../theme.ts";
import { uploadInSlices } from "../upload-slices.ts";
import type { ViewCamera } from "../view/view-camera.ts";
import { FramePace } from "./frame-pace.ts";
import { Streaming } from "./streaming.ts";

/** What the picture needs of the view it is in. */
export interface EarlyStage {
  scene: Scene;
  gl: WebGL2RenderingContext;
  eye: ViewCamera;
  theme(): ViewTheme;
  /** Our own calls have changed what the renderer believes of the graphics context. */
  onUpload(): void;
  /** More is seen than fits the light and the ground. */
  onGrown(box: Box3): void;
  draw(): void;
}

/** The picture of a model that is still being read: piece by piece, the eye stepping back until somebody steers it. */
export class EarlyPicture {
  readonly streaming: Streaming;
  /** A corner of the area that is being read; null when nothing is expected. */
  place: LonLat | null = null;
  private readonly pace: FramePace;
  private readonly queue: { piece: ScenePiece; onUsed: () => void }[] = [];
  private uploading: Promise<void> = Promise.resolve();
  private generation = 0;
  private readonly framedAt = new Vector3();
  private steered = false;

  constructor(private readonly stage: EarlyStage) {
    this.streaming = new Streaming(stage.scene, stage.gl);
    this.pace = new FramePace(
      stage.gl,
      () => this.draw(),
      () => this.streaming.triangles,
    );
  }

  get active(): boolean {
    return this.streaming.active;
  }

  expect(place: LonLat): void {
    this.place = place;
    this.steered = false;
    this.framedAt.setScalar(0);
  }

  append(piece: ScenePiece, onUsed: () => void): void {
    if (this.place === null) {
      onUsed();
      return;
    }
    this.queue.push({ piece, onUsed });
    if (this.queue.length > 1) return;
    const { generation } = this;
    this.uploading = uploadInSlices(
      this.steps(),
      () => this.stage.onUpload(),
      () => generation !== this.generation,
    );
  }

  /** Resolves at once, or when all pieces that have come are on the graphics card. */
  async drained(): Promise<void> {
    while (this.queue.length > 0) await this.uploading;
  }

  /** To be called behind the commands of every frame. */
  drawn(): void {
    this.pace.drawn();
  }

  /** Somebody has chosen a view. */
  steer(): void {
    this.steered = true;
  }

  get isSteered(): boolean {
    const { position } = this.stage.eye.camera;
    return this.steered || (this.framedAt.lengthSq() > 0 && !this.framedAt.equals(position));
  }

  /** No more frames and pieces; what is seen stays. */
  stop(): void {
    this.generation += 1;
    this.queue.length = 0;
    this.place = null;
    this.pace.stop();
  }

  clear(): void {
    this.stop();
    this.streaming.clear();
  }

  /** One piece a step: about a megabyte and a half. */
  private *steps(): Generator<void> {
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      this.streaming.append(next.piece, this.stage.theme());
      this.queue.shift();
      next.onUsed();
      if (this.streaming.wantsFrame()) this.pace.want();
      yield;
    }
  }

  private draw(): void {
    const box = this.streaming.outgrown();
    if (box !== null) this.lookAt(box);
    this.stage.draw();
  }

  private lookAt(box: Box3): void {
    const { eye } = this.stage;
    if (!this.isSteered) {
      eye.view("iso", box);
      this.framedAt.copy(eye.camera.position);
    }
    this.stage.onGrown(box);
  }
}
