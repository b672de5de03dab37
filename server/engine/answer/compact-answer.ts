import { MeshoptEncoder } from "meshoptimizer/encoder";
import { answerParts } from "../../../shared/contract/answer-text.ts";
import { compactMagic, heightStride } from "../../../shared/contract/compact-answer.ts";
import { failure } from "../../../shared/errors.ts";
import type { LayerId } from "../../../shared/layers/layer-id.ts";
import { says } from "../../../shared/sentences.ts";
import type { AnswerWriter, MeshFacts } from "./answer-writer.ts";
import { frameOf, jsonSection } from "./frame-bytes.ts";
import { encodeColumns, MeshBatch } from "./mesh-batch.ts";
import { NodeBatch } from "./node-batch.ts";
import { MillimetreColumns } from "./weld-millimetres.ts";

/** A place in the answer's reference, whole mm east and north. */
export type Anchor = readonly [number, number];

/**
 * The compact form: every frame leaves as soon as its batch is full. Projected places have up to eleven digits of
 * millimetres, too many for int32, so they count from `anchor`, a place near the area.
 */
export async function createCompactAnswer(anchor: Anchor): Promise<AnswerWriter> {
  await MeshoptEncoder.ready;
  return new CompactAnswer(anchor);
}

class CompactAnswer implements AnswerWriter {
  private readonly frames: Uint8Array[] = [];
  private readonly anchor: Anchor;
  private readonly columns = new MillimetreColumns();
  private layer: LayerId = "buildings";
  private meshes: MeshBatch | null = null;
  private nodes: NodeBatch | null = null;
  private readonly totals = { frames: 0, features: 0, nodes: 0, grids: 0, vertices: 0, triangles: 0 };

  constructor(anchor: Anchor) {
    this.anchor = anchor;
  }

  head(head: Parameters<AnswerWriter["head"]>[0]): void {
    this.frames.push(Uint8Array.from(compactMagic));
    this.send("head", [jsonSection({ ...answerParts.head(head), anchor: [...this.anchor, 0] })]);
  }

  openLayer(layer: LayerId): void {
    this.layer = layer;
  }

  mesh(facts: MeshFacts, corners: Float64Array): void {
    this.meshes ??= new MeshBatch(this.layer, this.columns);
    this.meshes.add(withKind(facts), this.fromAnchor(corners));
    if (this.meshes.full) this.sendMeshes();
  }

  node(node: Parameters<AnswerWriter["node"]>[0]): void {
    this.nodes ??= new NodeBatch(this.layer);
    const [x, y, z] = this.fromAnchor(Float64Array.of(node.x, node.y, node.z));
    this.nodes.add({ ...node, x, y, z });
    if (this.nodes.full) this.sendNodes();
  }

  grid(...[shape, heights]: Parameters<AnswerWriter["grid"]>): void {
    const rows = encodeColumns(Int32Array.from(heights), heights.length, heightStride);
    this.send("grid", [jsonSection(answerParts.grid(shape)), rows]);
    this.totals.grids++;
  }

  closeLayer(): void {
    this.sendMeshes();
    this.sendNodes();
  }

  report(report: unknown): void {
    this.send("report", [jsonSection(answerParts.report(report))]);
    this.frames.push(frameOf("end", [jsonSection(this.totals)]));
  }

  take(): Uint8Array[] {
    return this.frames.splice(0);
  }

  async finish(): Promise<Uint8Array[]> {
    return this.take();
  }

  private sendMeshes(): void {
    if (this.meshes === null) return;
    this.totals.features += this.meshes.features;
    this.totals.vertices += this.meshes.vertices;
    this.totals.triangles += this.meshes.triangles;
    this.send("meshes", this.meshes.sections());
    this.meshes = null;
  }

  private sendNodes(): void {
    if (this.nodes === null) return;
    this.totals.nodes += this.nodes.nodes;
    this.send("nodes", this.nodes.sections());
    this.nodes = null;
  }

  private send(kind: Parameters<typeof frameOf>[0], sections: Uint8Array[]): void {
    this.frames.push(frameOf(kind, sections));
    this.totals.frames++;
  }

  private fromAnchor(places: Float64Array): Float64Array {
    const [east, north] = this.anchor;
    for (let i = 0; i < places.length; i += 3) {
      places[i] -= east;
      places[i + 1] -= north;
      refuseTooFar(places[i]);
      refuseTooFar(places[i + 1]);
      refuseTooFar(places[i + 2]);
    }
    return places;
  }
}

/** Int32 would wrap around silently. Cannot happen within an area that the service accepts. */
function refuseTooFar(millimetres: number): void {
  if (Math.abs(millimetres) <= 0x7fffffff) return;
  throw failure("too-big", says("compact-too-far"), { next: says("next-ask-json") });
}

/** As a client reads it from JSON: the kind beside the vertices holds where the descriptor says nothing else. */
function withKind({ type, descriptor }: MeshFacts) {
  return type === undefined || (descriptor.type ?? null) !== null ? descriptor : { ...descriptor, type };
}
