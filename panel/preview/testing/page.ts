/** The page the browser test drives: the parts of the preview on `window`, nothing of its own. */
import { makeDisplay } from "../../../shared/scene/make-display.ts";
import { box, makeScene, meshLayer } from "../../../shared/testing/make-scene.ts";
import { createPreview } from "../create-preview.ts";
import { planSketch } from "../plan-sketch.ts";
import { madeTown, meshTerrain } from "./made-town.ts";
import { modelPieces } from "./model-pieces.ts";

export const underTest = {
  box,
  createPreview,
  makeDisplay,
  makeScene,
  madeTown,
  meshLayer,
  meshTerrain,
  modelPieces,
  planSketch,
};

Object.assign(window, { underTest });
