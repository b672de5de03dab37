import { z } from "zod";
import type { LayerId } from "../layers/layer-id.ts";
import { inWords, says } from "../sentences.ts";
import type { LayerForm, WrittenNode } from "./answer-text.ts";
import { type descriptorSchema, elevationKeys, type NumberArrayRef, tripleKey } from "./context-response.ts";
import { type GridShape, writeGridInfo } from "./elevation.ts";

/** Facts beside the geometry (origin, reference, report): whatever they are, `contextResponseSchema` judges them. */
export const answerFactsSchema = z.record(z.string(), z.unknown());

type Facts = z.infer<typeof descriptorSchema>;

/**
 * The answer as the JSON scanner leaves it (lists of numbers replaced by references), built by a decoder of another
 * form, so that one reader makes models of both.
 */
export class AnswerEnvelope {
  private readonly facts: Record<string, unknown> = {};
  private readonly entries: { type: string; geometryType: string; [form: string]: unknown }[] = [];
  private readonly elements: unknown[][] = [];
  private readonly groups = new Map<string, number>();
  private damaged = 0;

  addFacts(facts: z.infer<typeof answerFactsSchema>): void {
    Object.assign(this.facts, facts);
  }

  /** Number of the layer entry with this content; made at the first call. */
  groupOf(layer: LayerId, form: LayerForm): number {
    const key = `${layer} ${form}`;
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const list: unknown[] = [];
    this.elements.push(list);
    this.groups.set(key, this.entries.length);
    return this.entries.push({ type: layer, geometryType: form, [form]: list }) - 1;
  }

  /** `array`: what the sink answered. */
  addMesh(group: number, descriptor: Facts, array: number): void {
    this.elements[group].push({ descriptor, [tripleKey]: reference(array) });
  }

  addNode(group: number, { kind, place, ...facts }: Omit<WrittenNode, "descriptor"> & { descriptor: Facts }) {
    this.elements[group].push({ type: kind, x: place[0], y: place[1], z: place[2], ...facts });
  }

  addGrid(group: number, shape: GridShape, array: number): void {
    this.elements[group].push({ [elevationKeys[0]]: reference(array), info: writeGridInfo(shape) });
  }

  /** Elements that came damaged and are left out: named in the report beside what the service left out itself. */
  addDamage(count: number): void {
    this.damaged += count;
  }

  finish(): unknown {
    const envelope = { ...this.facts, geometry: this.entries };
    return this.damaged === 0 ? envelope : { ...envelope, report: this.withDamage() };
  }

  private withDamage() {
    const report = reportSchema.parse(this.facts.report);
    const skipped = {
      layer: "unknown",
      reason: inWords(damagedReason),
      count: this.damaged,
      ...damagedReason,
    };
    return { ...report, skipped: [...report.skipped, skipped] };
  }
}

/** Why they are missing: the reader's own word, not the service's. */
export const damagedReason = says("skip-came-damaged");

const reportSchema = z.looseObject({ skipped: z.array(z.unknown()).catch([]) }).catch({ skipped: [] });

/** The count belongs to the list in the sink; nobody reads it here. */
const reference = (array: number): NumberArrayRef => ({ array, count: 0 });
