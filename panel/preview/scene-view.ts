import type { LayerId } from "../../shared/layers/layer-id.ts";
import type { LonLat } from "../../shared/scene/area-selection.ts";
import type { DisplayLayer } from "../../shared/scene/display.ts";
import type { Bounds, SceneModel } from "../../shared/scene/scene-model.ts";
import type { ScenePiece } from "../../shared/scene/scene-piece.ts";
import { listenToContext } from "./context-loss.ts";
import type { ColourBy, Legend } from "./layers/colouring.ts";
import { Picture } from "./picture.ts";
import type { Measure, Pick, Preview, PreviewStats } from "./preview.ts";
import type { Drawing } from "./renderer.ts";
import { ShownModel } from "./shown-model.ts";
import { viewThemes } from "./theme.ts";
import { Measuring } from "./tools/measuring.ts";
import { Pointing } from "./tools/pointing.ts";
import type { Section } from "./tools/section.ts";
import { emptyLabel, previewLabel } from "./view/labels.ts";
import type { ViewName } from "./view/view-camera.ts";

/** Puts the parts together: the picture, what stands in it, and what people do to it. */
export class SceneView implements Preview {
  private readonly picture: Picture;
  private readonly shown: ShownModel;
  private readonly measuring: Measuring;
  private readonly pointing: Pointing;
  private readonly stopWatching: () => void;
  private colouring: ColourBy = "layer";

  constructor(
    container: HTMLElement,
    private readonly drawing: Drawing,
    theme: "light" | "dark",
  ) {
    const { canvas } = drawing;
    const picture = new Picture(container, drawing, {
      box: () => this.shown.box,
      fadeEdges: (pixelsAtOneMetre, eye) => {
        this.shown.layers.fadeEdges(pixelsAtOneMetre, eye);
        this.shown.early.streaming.fadeEdges(pixelsAtOneMetre, eye);
      },
      label: (camera, width, height) => this.measuring.label(camera, width, height),
      shadowCost: () => this.shown.layers.shadowCost,
      drawn: () => this.shown.early.drawn(),
    });
    const onChange = () => picture.loop.invalidate();
    this.picture = picture;
    this.shown = new ShownModel(picture, drawing);
    this.measuring = new Measuring(picture.scene, onChange);
    const { layers } = this.shown;
    const { measuring } = this;
    const fit = () => this.fit();
    this.pointing = new Pointing({ canvas, eye: picture.eye, layers, measuring, fit, onChange });
    this.stopWatching = listenToContext(
      canvas,
      () => this.shown.lost(),
      () => this.shown.restored(),
    );
    this.say(emptyLabel());
    this.setTheme(theme);
    picture.start();
  }

  show(model: SceneModel, display: DisplayLayer[], streamed: readonly (number | null)[] = []): Promise<void> {
    return this.shown.show(model, display, streamed, () => {
      this.measuring.planScale = this.picture.truth.planScale;
      this.measuring.clear();
      this.say(previewLabel(model));
    });
  }

  expect(place: LonLat): void {
    this.clear();
    this.shown.early.expect(place);
  }

  append(piece: ScenePiece, onUsed: () => void = () => {}): void {
    this.shown.append(piece, onUsed);
  }

  clear(): void {
    this.shown.clear();
    this.measuring.clear();
    this.say(emptyLabel());
  }

  setLayerVisible(layer: LayerId, visible: boolean): void {
    this.shown.layers.setVisible(layer, visible);
    this.picture.redrawShadow();
  }

  setHidden(layerNumber: number, features: readonly number[]): void {
    if (this.shown.layers.setHidden(layerNumber, features)) this.picture.redrawShadow();
  }

  extent(): Bounds | null {
    const { min, max } = this.shown.layers.box;
    return this.shown.isWhole ? { min: min.toArray(), max: max.toArray() } : null;
  }

  setSection(section: Section | null): void {
    if (this.shown.layers.setSection(section)) this.picture.redrawShadow();
  }

  setColouring(by: ColourBy): Legend {
    const legend = this.shown.layers.colourBy(by);
    if (by !== this.colouring) this.picture.loop.invalidate();
    this.colouring = by;
    return legend;
  }

  setMeasuring(on: boolean): void {
    this.measuring.on = on;
    this.picture.overlay.showCross(on);
    this.measuring.clear();
    this.picture.loop.invalidate();
  }

  onMeasure(listener: (measure: Measure | null) => void): void {
    this.measuring.listen(listener);
  }

  view(name: ViewName): void {
    this.shown.view(name);
  }

  fit(): void {
    this.shown.fit();
  }

  setSun(instant: Date): void {
    this.picture.aimSun(this.shown.place, instant);
    this.picture.redrawShadow();
  }

  setTheme(name: "light" | "dark"): void {
    const theme = viewThemes[name];
    this.picture.applyTheme(theme);
    this.shown.applyTheme(theme);
    this.measuring.applyTheme(theme);
  }

  onPick(listener: (pick: Pick | null) => void): void {
    this.pointing.listen(listener);
  }

  select(pick: Pick | null): void {
    this.pointing.select(pick);
  }

  screenshot(): Promise<Blob> {
    return this.picture.screenshot();
  }

  stats(): PreviewStats {
    const { drawCalls, triangles, loop } = this.picture;
    return { drawCalls, triangles, frames: loop.frames, asBoxes: this.shown.layers.asBoxes };
  }

  dispose(): void {
    this.picture.loop.stop();
    this.stopWatching();
    this.pointing.dispose();
    this.measuring.dispose();
    this.shown.dispose();
    this.picture.dispose();
  }

  /** For those who cannot see it. */
  private say(label: string): void {
    this.drawing.canvas.setAttribute("aria-label", label);
  }
}
