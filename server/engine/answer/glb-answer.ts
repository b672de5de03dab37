import { compactSupported } from "../../../shared/api/compact/meshopt.ts";
import { createSceneDecoder, type SceneDecoder } from "../../../shared/api/decode-scene.ts";
import { answerMediaTypes } from "../../../shared/contract/answer-format.ts";
import { type ContextileError, failure } from "../../../shared/errors.ts";
import { glbFormat } from "../../../shared/exports/glb.ts";
import type { LonLat } from "../../../shared/scene/area-selection.ts";
import { type Said, says } from "../../../shared/sentences.ts";
import { type ContextSettings, defaultSettings } from "../../../shared/settings/schema.ts";
import type { Plan } from "../plan.ts";
import type { AnswerWriter } from "./answer-writer.ts";

/** A GLB is made in one piece, at about 100 bytes of memory a triangle: no more than these. */
const mostTriangles = 4_000_000;
/** Each is a node with its descriptor in the file's JSON. */
const mostObjects = 250_000;
const chunkBytes = 256 * 1024;

/**
 * The answer as a glTF binary, by the exporter that the panel uses: the compact form is read back as a model and
 * exported, one node a feature. Nothing leaves before all is made, so a file that would be too big is refused unpaid.
 */
export async function createGlbAnswer(compact: AnswerWriter, plan: Plan): Promise<AnswerWriter> {
  await compactSupported;
  return new GlbAnswer(compact, plan);
}

class GlbAnswer implements AnswerWriter {
  private readonly compact: AnswerWriter;
  private readonly decoder: SceneDecoder;
  private triangles = 0;
  private objects = 0;

  constructor(compact: AnswerWriter, { origin, settings }: Plan) {
    const corner: LonLat = [origin[1], origin[0]];
    this.compact = compact;
    // The axes need no proof, and the reference counts from the origin.
    const asked: ContextSettings = { ...defaultSettings, crs: settings.crs, cropScene: false };
    this.decoder = createSceneDecoder(
      { area: { ring: [corner] }, settings: asked },
      { contentType: answerMediaTypes.compact },
    );
  }

  head(...call: Parameters<AnswerWriter["head"]>): void {
    this.compact.head(...call);
  }

  openLayer(...call: Parameters<AnswerWriter["openLayer"]>): void {
    this.compact.openLayer(...call);
  }

  mesh(...call: Parameters<AnswerWriter["mesh"]>): void {
    this.triangles += call[1].length / 9;
    this.count();
    this.compact.mesh(...call);
  }

  node(...call: Parameters<AnswerWriter["node"]>): void {
    this.count();
    this.compact.node(...call);
  }

  grid(...call: Parameters<AnswerWriter["grid"]>): void {
    this.triangles += call[1].length * 2;
    this.count();
    this.compact.grid(...call);
  }

  closeLayer(): void {
    this.compact.closeLayer();
  }

  report(...call: Parameters<AnswerWriter["report"]>): void {
    this.compact.report(...call);
  }

  take(): Uint8Array[] {
    for (const chunk of this.compact.take()) this.decoder.feed(chunk);
    return [];
  }

  async finish(): Promise<Uint8Array[]> {
    for (const chunk of await this.compact.finish()) this.decoder.feed(chunk);
    const { bytes } = await glbFormat.encode(this.decoder.finish(), { name: "Contextile", perFeature: true });
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.slice(at, at + chunkBytes));
    return chunks;
  }

  private count(): void {
    this.objects++;
    if (this.triangles > mostTriangles)
      throw tooBig(says("glb-many-triangles", { millions: mostTriangles / 1e6 }));
    if (this.objects > mostObjects) throw tooBig(says("glb-many-objects", { most: mostObjects }));
  }
}

const tooBig = (said: Said): ContextileError => failure("too-big", said, { next: says("next-ask-json") });
