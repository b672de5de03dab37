import type { WrittenDescriptor } from "../../../shared/contract/answer-text.ts";
import type { VarintWriter } from "./frame-bytes.ts";

/**
 * The descriptors of a batch as a table: distinct lists of keys ("shapes"), distinct values, and per feature a row of
 * numbers. Most features of a town differ only in their id, name and height.
 */
export class DescriptorTable {
  readonly shapes: string[][] = [];
  readonly values: (string | number | boolean | null)[] = [];
  private readonly shapeNumbers = new Map<string, number>();
  /** By value: 1 and "1" are different keys of a Map. */
  private readonly valueNumbers = new Map<string | number | boolean | null, number>();

  write(descriptor: WrittenDescriptor, rows: VarintWriter): void {
    const keys = Object.keys(descriptor);
    rows.push(this.shapeOf(keys));
    for (const key of keys) rows.push(this.valueOf(descriptor[key]));
  }

  private shapeOf(keys: string[]): number {
    const text = keys.join("\n");
    const known = this.shapeNumbers.get(text);
    if (known !== undefined) return known;
    this.shapeNumbers.set(text, this.shapes.length);
    return this.shapes.push(keys) - 1;
  }

  private valueOf(value: string | number | boolean | null): number {
    const known = this.valueNumbers.get(value);
    if (known !== undefined) return known;
    this.valueNumbers.set(value, this.values.length);
    return this.values.push(value) - 1;
  }
}
