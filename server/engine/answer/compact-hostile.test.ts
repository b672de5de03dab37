import { crc32 } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { compactSupported } from "../../../shared/api/compact/meshopt.ts";
import { createSceneDecoder } from "../../../shared/api/decode-scene.ts";
import { toRequest } from "../../../shared/api/to-request.ts";
import { answerMediaTypes } from "../../../shared/contract/answer-format.ts";
import { contextRequestSchema } from "../../../shared/contract/context-request.ts";
import { isContextileError } from "../../../shared/errors.ts";
import type { SceneModel } from "../../../shared/scene/scene-model.ts";
import { type ContextSettings, defaultSettings } from "../../../shared/settings/schema.ts";
import { openSampleTown } from "../../sources/sample-town.ts";
import { answerContext } from "../answer-context.ts";
import { seededRandom } from "../seeded.ts";

const seed = "compact-hostile-1";
const mutations = 600;

const settings: ContextSettings = { ...defaultSettings, topographyReturnType: "both" };
const area = {
  ring: [
    [10.4993, 47.4993],
    [10.5003, 47.4993],
    [10.5003, 47.5],
    [10.4993, 47.5],
    [10.4993, 47.4993],
  ] as [number, number][],
};

let whole: Buffer;
beforeAll(async () => {
  await compactSupported;
  const request = contextRequestSchema.parse(toRequest(area, settings));
  const chunks: Uint8Array[] = [];
  const { signal } = new AbortController();
  for await (const chunk of answerContext(request, await openSampleTown(), signal, "compact"))
    chunks.push(chunk);
  whole = Buffer.concat(chunks);
});

function decode(bytes: Uint8Array, pieceBytes = bytes.length): SceneModel {
  const decoder = createSceneDecoder({ area, settings }, { contentType: answerMediaTypes.compact });
  for (let at = 0; at < bytes.length; at += pieceBytes) decoder.feed(bytes.subarray(at, at + pieceBytes));
  return decoder.finish();
}

/** The code of the error that decoding ends in; anything that is not of the family fails the test. */
function fault(bytes: Uint8Array): string {
  try {
    decode(bytes);
  } catch (thrown) {
    if (isContextileError(thrown)) return thrown.code;
    throw thrown;
  }
  return "none";
}

const headerBytes = 12;

/** Where each frame begins, read from the lengths alone. */
function framesOf(bytes: Buffer): { at: number; kind: number; end: number }[] {
  const frames = [];
  for (let at = 8; at < bytes.length; ) {
    const end = at + headerBytes + bytes.readUInt32LE(at + 4);
    frames.push({ at, kind: bytes[at], end });
    at = end;
  }
  return frames;
}

/** Makes the checksum of a frame right again: a forger can count too. */
function seal(frame: Buffer): Buffer {
  frame.writeUInt32LE(frame.length - headerBytes, 4);
  frame.writeUInt32LE(crc32(frame.subarray(headerBytes), crc32(frame.subarray(0, 8))), 8);
  return frame;
}

const damage = (model: SceneModel) => model.skipped.filter(({ reason }) => reason === "came damaged");

function expectSound({ layers }: SceneModel): void {
  for (const layer of layers) {
    if (layer.kind === "grid") continue;
    for (const value of layer.positions) if (!Number.isFinite(value)) throw new Error("not a number");
    if (layer.kind !== "mesh") continue;
    const vertices = layer.positions.length / 3;
    for (const index of layer.indices) if (index >= vertices) throw new Error("points nowhere");
  }
}

describe("a hostile or broken compact answer", () => {
  it("is the same model at any chunking", () => {
    const expected = decode(whole);
    for (const pieceBytes of [1, 7, 11, 4096]) expect(decode(whole, pieceBytes)).toEqual(expected);
  });

  it("cut anywhere is a cut stream, never a model", () => {
    for (let length = 1; length < whole.length; length += length < 400 ? 1 : 97)
      expect([length, fault(whole.subarray(0, length))]).toEqual([length, "cut-stream"]);
    expect(fault(new Uint8Array(0))).toBe("malformed-body");
  });

  it("that is something else is named as such", () => {
    expect(fault(Buffer.from("<!doctype html><p>Please sign in to this network.</p>"))).toBe(
      "malformed-body",
    );
    expect(fault(Buffer.from('{"origin":[0,0],"geometry":[]}'))).toBe("malformed-body");
    const later = Buffer.from(whole);
    later[4] = 2;
    expect(fault(later)).toBe("malformed-body");
    expect(fault(Buffer.concat([whole, Buffer.from([0])]))).toBe("cut-stream");
    expect(fault(Buffer.concat([whole, whole.subarray(8)]))).toBe("malformed-body");
  });

  it("that claims a giant length is refused, or waited for without room being made for it", () => {
    const claimed = (length: number) => {
      const bytes = Buffer.from(whole.subarray(0, 8 + headerBytes + 20));
      bytes.writeUInt32LE(length, 12);
      return bytes;
    };
    expect(fault(claimed(0xffffffff))).toBe("malformed-body");
    const before = process.memoryUsage().arrayBuffers;
    expect(fault(claimed(64 * 1024 * 1024))).toBe("cut-stream");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });

  it("loses a damaged batch, says so, and keeps the others", () => {
    const expected = decode(whole);
    const batches = framesOf(whole).filter(({ kind }) => kind === 2);
    expect(batches.length).toBeGreaterThanOrEqual(3);
    for (const { at } of batches) {
      const bytes = Buffer.from(whole);
      bytes[at + headerBytes + 9] ^= 0x10;
      const model = decode(bytes);
      expect(damage(model)).toHaveLength(1);
      expect(damage(model)[0].count).toBeGreaterThan(0);
      expect(model.layers).toHaveLength(expected.layers.length - 1);
    }
  });

  it("without one of its frames, or with one twice, is no answer", () => {
    for (const { at, end } of framesOf(whole)) {
      const without = Buffer.concat([whole.subarray(0, at), whole.subarray(end)]);
      expect(["malformed-body", "cut-stream"]).toContain(fault(without));
      const twice = Buffer.concat([whole.subarray(0, end), whole.subarray(at)]);
      expect(fault(twice)).toBe("malformed-body");
    }
  });

  it("with lying counts and right checksums loses that batch alone", () => {
    const [batch] = framesOf(whole).filter(({ kind }) => kind === 2);
    const frame = whole.subarray(batch.at, batch.end);
    const tableLength = frame.readUInt32LE(headerBytes);
    const table = JSON.parse(frame.toString("utf8", headerBytes + 4, headerBytes + 4 + tableLength));
    const rest = frame.subarray(headerBytes + 4 + tableLength);
    for (const lie of [
      { vertices: 4_000_000_000 },
      { triangles: 1_000_000_000 },
      { features: 4_000_000_000 },
      { features: table.features - 1 },
      { vertices: table.vertices - 1 },
      { vertices: table.vertices + 300 },
      { triangles: table.triangles + 1 },
      { layer: "cellar" },
      { shapes: [] },
      { values: [] },
      { vertices: -1 },
      { triangles: 1.5 },
    ]) {
      const text = Buffer.from(JSON.stringify({ ...table, ...lie }));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      const header = frame.subarray(0, headerBytes);
      const forged = seal(Buffer.concat([header, length, text, rest]));
      const bytes = Buffer.concat([whole.subarray(0, batch.at), forged, whole.subarray(batch.end)]);
      const before = process.memoryUsage().arrayBuffers;
      const model = decode(bytes);
      expect([lie, damage(model).length]).toEqual([lie, 1]);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    }
  });

  it(`${mutations} random changes, half of them with right checksums, end in a sound model or one clear error (seed ${seed})`, () => {
    const random = seededRandom(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const change = (bytes: Buffer): Buffer => {
      const at = below(bytes.length);
      const to = Math.min(bytes.length, at + 1 + below(40));
      const kind = below(6);
      if (kind === 0) bytes[at] ^= 1 << below(8);
      else if (kind === 1) bytes[at] = below(256);
      else if (kind === 2) bytes.fill(below(2) * 255, at, to);
      else if (kind === 3) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
      else if (kind === 4) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
      else bytes.writeUInt32LE(below(2) === 0 ? 0xffffffff : below(2 ** 32), Math.min(at, bytes.length - 4));
      return bytes;
    };
    const forge = (): Buffer => {
      const frames = framesOf(whole);
      const { at, end } = frames[below(frames.length)];
      const payload = change(Buffer.from(whole.subarray(at + headerBytes, end)));
      const forged = seal(Buffer.concat([whole.subarray(at, at + headerBytes), payload]));
      return Buffer.concat([whole.subarray(0, at), forged, whole.subarray(end)]);
    };
    const ends = new Map<string, number>();
    for (let i = 0; i < mutations; i++) {
      const bytes = i % 2 === 0 ? change(Buffer.from(whole)) : forge();
      let end = "model";
      try {
        expectSound(decode(bytes));
      } catch (thrown) {
        if (!isContextileError(thrown)) throw new Error(`change ${i} of seed ${seed}`, { cause: thrown });
        end = thrown.code;
      }
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    console.log(`${seed}:`, Object.fromEntries(ends));
    expect(
      [...ends.keys()].filter((end) => !["model", "cut-stream", "malformed-body"].includes(end)),
    ).toEqual([]);
    expect(ends.get("model")).toBeGreaterThan(mutations / 10);
    expect(ends.get("malformed-body")).toBeGreaterThan(mutations / 10);
  });
});
