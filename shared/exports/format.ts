import type { SceneModel } from "../scene/scene-model.ts";
import type { Said } from "../sentences.ts";

export interface ExportOptions {
  /** File name stem and document title, as typed by a person; sanitised by the format. */
  name: string;
  /** One object per building instead of one mesh per layer. */
  perFeature: boolean;
}

/** A finished file. Counts are read back from the bytes, not remembered from writing. */
export interface ExportArtifact {
  format: string;
  fileName: string;
  mimeType: string;
  bytes: Uint8Array;
  objects: number;
  facets: number;
  instances: number;
  warnings: string[];
  /** The warnings that are our own sentences, by id and figures. */
  saidWarnings?: Said[];
}

/** A format is a data object, so that lists and menus need no switch. One file per format in this folder. */
export interface ExportFormat {
  id: string;
  label: string;
  extension: string;
  mimeType: string;
  /** Throws ContextileError (`too-big`, `internal`). */
  encode(model: SceneModel, options: ExportOptions): Promise<ExportArtifact>;
}
