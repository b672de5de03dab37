/** Bytes of a compact answer → features in the sink, and the envelope that the JSON answer would have left. */
import { AnswerEnvelope, answerFactsSchema } from "../../contract/answer-envelope.ts";
import {
  type CompactTotals,
  compactEndSchema,
  compactHeadSchema,
  frameKinds,
  gridTableSchema,
  heightStride,
} from "../../contract/compact-answer.ts";
import { elevationKeys, meshesKey, nodesKey } from "../../contract/context-response.ts";
import { heightCount } from "../../contract/elevation.ts";
import { type ContextileError, failure } from "../../errors.ts";
import type { LayerId } from "../../layers/layer-id.ts";
import { says } from "../../sentences.ts";
import type { FeatureSink } from "../feature-sink.ts";
import type { WireFrame } from "../wire-frame.ts";
import { type Frame, FrameReader } from "./frame-reader.ts";
import { decodeRows } from "./meshopt.ts";
import { type Place, readMeshBatch } from "./read-mesh-batch.ts";
import { readNodeBatch } from "./read-node-batch.ts";
import { DamagedFrame, readJson, readSections } from "./sections.ts";

/** Columns that a model may need in all; far above any area that can be asked for. Bytes. */
const maxModelBytes = 2 * 1024 ** 3;

/**
 * Reads the compact form with the same result as the JSON of the same request. A damaged batch is left out and counted
 * in the envelope's report; a body that is cut, thinned or no compact answer throws `cut-stream` or `malformed-body`.
 */
export class CompactReader {
  private readonly frames = new FrameReader((frame) => this.take(frame));
  private readonly envelope = new AnswerEnvelope();
  private readonly sink: FeatureSink;
  private readonly wire: WireFrame;
  private place: Place | null = null;
  private end: CompactTotals | null = null;
  private damaged = 0;
  private readonly got = { frames: 0, features: 0, nodes: 0, grids: 0, vertices: 0, triangles: 0 };

  constructor(sink: FeatureSink, wire: WireFrame) {
    this.sink = sink;
    this.wire = wire;
  }

  get bytes(): number {
    return this.frames.bytes;
  }

  feed(chunk: Uint8Array): void {
    this.frames.feed(chunk);
  }

  /** The envelope as the JSON scanner leaves it. Throws `cut-stream` or `malformed-body`. */
  finish(): unknown {
    const { bytes } = this;
    if (bytes === 0) throw failure("malformed-body", says("answer-empty"));
    if (this.end === null || !this.frames.atBorder)
      throw failure("cut-stream", says("answer-cut", { byte: bytes }), { data: { byte: bytes } });
    this.checkTotals(this.end);
    return this.envelope.finish();
  }

  private take(frame: Frame): void {
    if (this.end !== null) throw unsound(frame);
    const { kind } = frame;
    const batch = kind === frameKinds.meshes || kind === frameKinds.nodes || kind === frameKinds.grid;
    if (!batch) this.takeFrame(frame);
    else if (this.place === null) throw unsound(frame);
    else this.takeBatch(frame, this.place);
    if (kind !== frameKinds.end) this.got.frames++;
  }

  /** Without these the rest has no meaning. Kinds that a later service may add are passed over. */
  private takeFrame(frame: Frame): void {
    if (!frame.whole) throw unsound(frame);
    try {
      if (frame.kind === frameKinds.head) this.takeHead(frame);
      else if (frame.kind === frameKinds.report) this.envelope.addFacts(readFacts(frame));
      else if (frame.kind === frameKinds.end) {
        const [section] = readSections(frame.payload, 1);
        this.end = readJson(section, compactEndSchema);
      }
    } catch (thrown) {
      throw thrown instanceof DamagedFrame ? unsound(frame) : thrown;
    }
  }

  private takeHead(frame: Frame): void {
    if (this.place !== null) throw unsound(frame);
    const [section] = readSections(frame.payload, 1);
    const { anchor, ...facts } = readJson(section, compactHeadSchema);
    this.place = { anchor, wire: this.wire };
    this.envelope.addFacts(facts);
  }

  private takeBatch(frame: Frame, place: Place): void {
    try {
      if (!frame.whole) throw new DamagedFrame("its checksum does not hold");
      if (frame.kind === frameKinds.meshes) this.takeMeshes(frame, place);
      else if (frame.kind === frameKinds.nodes) this.takeNodes(frame, place);
      else this.takeGrid(frame);
    } catch (thrown) {
      if (!(thrown instanceof DamagedFrame)) throw thrown;
      this.damaged++;
    }
  }

  private takeMeshes(frame: Frame, place: Place): void {
    const batch = readMeshBatch(frame.payload, place);
    this.got.features += batch.features.length;
    this.got.vertices += batch.vertices;
    this.got.triangles += batch.triangles;
    if ((this.got.vertices + this.got.triangles) * 12 > maxModelBytes)
      throw failure("too-big", says("answer-over-memory"));
    const group = this.envelope.groupOf(batch.layer, meshesKey);
    for (const { descriptor, feature } of batch.features) {
      const number = this.sink.addWelded({ group, layer: batch.layer }, feature);
      this.envelope.addMesh(group, descriptor, number);
    }
  }

  private takeNodes(frame: Frame, place: Place): void {
    const { layer, nodes } = readNodeBatch(frame.payload, place);
    this.got.nodes += nodes.length;
    const group = this.envelope.groupOf(layer, nodesKey);
    for (const node of nodes) this.envelope.addNode(group, node);
  }

  private takeGrid(frame: Frame): void {
    const [table, rows] = readSections(frame.payload, 2);
    const shape = readJson(table, gridTableSchema);
    const count = heightCount(shape);
    const millimetres = decodeRows(rows, count, heightStride);
    const layer: LayerId = "topography";
    const group = this.envelope.groupOf(layer, elevationKeys[0]);
    const values = Float32Array.from(millimetres, (height) => height / 1000);
    this.got.grids++;
    this.envelope.addGrid(
      group,
      shape,
      this.sink.addHeights({ group, layer }, { values, count, fault: null }),
    );
  }

  /** What was damaged explains what is missing; without damage nothing may be. */
  private checkTotals(end: CompactTotals): void {
    const missing =
      end.features - this.got.features + (end.nodes - this.got.nodes) + (end.grids - this.got.grids);
    const equal = totalKeys.every((key) => end[key] === this.got[key]);
    if (end.frames !== this.got.frames || (this.damaged === 0 && !equal))
      throw failure("malformed-body", says("answer-parts-missing"));
    if (this.damaged > 0) this.envelope.addDamage(Math.max(missing, this.damaged));
  }
}

const totalKeys = ["features", "nodes", "grids", "vertices", "triangles"] as const;

function readFacts({ payload }: Frame) {
  const [section] = readSections(payload, 1);
  return readJson(section, answerFactsSchema);
}

function unsound({ byte }: Frame): ContextileError {
  return failure("malformed-body", says("answer-unsound-at", { byte }), { data: { byte } });
}
