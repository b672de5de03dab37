import { crc32 as nodeCrc32 } from "node:zlib";
import { expect, test, vi } from "vitest";
import {
  compactMagic,
  frameHeaderBytes,
  frameKinds,
  heightStride,
  nodeStride,
  vertexStride,
} from "../../contract/compact-answer.ts";
import { isContextileError } from "../../errors.ts";
import { defaultSettings } from "../../settings/schema.ts";
import { createRandom } from "../../testing/random.ts";
import { createSceneDecoder } from "../decode-scene.ts";
import { crc32 } from "./crc32.ts";
import { type Frame, FrameReader } from "./frame-reader.ts";
import { compactSupported, decodeRows, decodeTriangles } from "./meshopt.ts";
import { DamagedFrame, readRow, readSections, VarintReader } from "./sections.ts";

test("pin: magic, version, kinds and strides of the compact form", () => {
  expect(String.fromCharCode(...compactMagic.slice(0, 4))).toBe("CTXC");
  expect(compactMagic.slice(4)).toEqual([1, 0, 0, 0]);
  expect(frameKinds).toEqual({ head: 1, meshes: 2, nodes: 3, grid: 4, report: 5, end: 6 });
  expect([frameHeaderBytes, vertexStride, nodeStride, heightStride]).toEqual([12, 12, 20, 4]);
});

test("checksums are those of everybody's CRC-32, whole and in pieces", () => {
  // Source of the check value: the CRC catalogue, CRC-32/ISO-HDLC.
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
  const random = createRandom(7);
  for (const length of [1, 3, 4, 5, 1000, 4097]) {
    const bytes = Uint8Array.from({ length }, () => random() * 256);
    expect(crc32(bytes)).toBe(nodeCrc32(bytes));
    expect(crc32(bytes.subarray(3), crc32(bytes.subarray(0, 3)))).toBe(nodeCrc32(bytes));
  }
});

test("frames are handed out as soon as they are whole, with where they began", () => {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push({ ...frame, payload: frame.payload.slice() }));
  reader.feed(Uint8Array.from(compactMagic));
  expect(reader.atBorder).toBe(true);
  const empty = Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  reader.feed(empty);
  expect(frames).toEqual([{ kind: 9, payload: new Uint8Array(0), whole: false, byte: 8 }]);
  reader.feed(Uint8Array.of(2, 0, 0, 0, 3, 0, 0, 0));
  expect(reader.atBorder).toBe(false);
  const sum = nodeCrc32(Uint8Array.of(2, 0, 0, 0, 3, 0, 0, 0, 65, 66, 67));
  reader.feed(Uint8Array.of(sum & 255, (sum >> 8) & 255, (sum >> 16) & 255, sum >>> 24, 65, 66));
  expect(frames).toHaveLength(1);
  reader.feed(Uint8Array.of(67));
  expect(frames[1]).toEqual({ kind: 2, payload: Uint8Array.of(65, 66, 67), whole: true, byte: 20 });
  expect([reader.atBorder, reader.bytes]).toEqual([true, 35]);
});

test("what is no compact answer is told at its first bytes", () => {
  const codeOf = (text: string) => {
    try {
      new FrameReader(() => {}).feed(new TextEncoder().encode(text));
    } catch (thrown) {
      return isContextileError(thrown) ? `${thrown.code} ${thrown.data.says}` : "other";
    }
    return "none";
  };
  expect(codeOf("<!doctype html>")).toBe("malformed-body answer-page-at");
  expect(codeOf('{"origin":')).toBe("malformed-body answer-other-form");
  expect(codeOf("CTXC\u0002\0\0\0")).toBe("malformed-body answer-other-form");
  expect(codeOf("CTXC\u0001\0\0")).toBe("none");
});

test("sections fill their frame exactly", () => {
  expect(readSections(Uint8Array.of(1, 0, 0, 0, 7, 0, 0, 0, 0), 2)).toEqual([
    Uint8Array.of(7),
    new Uint8Array(0),
  ]);
  for (const payload of [[], [1, 0, 0, 0], [0, 0, 0, 0, 9], [255, 255, 255, 255, 1], [2, 0, 0, 0, 1]])
    expect(() => readSections(Uint8Array.from(payload), 1)).toThrow(DamagedFrame);
});

test("numbers of seven bits a byte: read below their limit, never past their end", () => {
  const reader = new VarintReader(Uint8Array.of(5, 0x80, 1, 0xff, 0xff, 0xff, 0xff, 0x0f));
  expect([reader.next(6), reader.next(129), reader.next(2 ** 32)]).toEqual([5, 128, 4294967295]);
  reader.end();
  expect(() => reader.next(9)).toThrow(DamagedFrame);
  expect(() => new VarintReader(Uint8Array.of(5)).next(5)).toThrow(DamagedFrame);
  expect(() => new VarintReader(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0)).next(9)).toThrow(
    DamagedFrame,
  );
  expect(() => new VarintReader(Uint8Array.of(0)).next(0)).toThrow(DamagedFrame);
});

test("a hostile key of a descriptor changes no object", () => {
  const table = { shapes: [["__proto__", "name"]], values: [{ type: "polluted" }, "Town hall"] };
  const facts = readRow(new VarintReader(Uint8Array.of(0, 0, 1)), table);
  expect(facts).toEqual({ name: "Town hall" });
  expect(facts.type).toBeUndefined();
});

test("claims that the bytes cannot hold are refused before room is made for them", () => {
  expect(() => decodeRows(new Uint8Array(50), 2 ** 32, vertexStride)).toThrow(DamagedFrame);
  expect(() => decodeRows(new Uint8Array(50), 10, vertexStride)).toThrow(DamagedFrame);
  expect(() => decodeTriangles(new Uint8Array(50), 51)).toThrow(DamagedFrame);
});

test("pin: an answer of version 1 is read as the tetrahedron that it is", async () => {
  expect(await compactSupported).toBe(true);
  const bytes = Uint8Array.from(
    Buffer.concat(
      [
        "Q1RYQwEAAAA=",
        "AQAAAHIAAACbavADbgAAAHsib3JpZ2luIjpbNDkuODcsOC42NV0sInNwYXRpYWxSZWZlcmVuY2UiOnsiY3JzIjoibG9jYWwiLCJvcmlnaW4iOls0OS44Nyw4LjY1XSwidXBBeGlzIjoiWiJ9LCJhbmNob3IiOlswLDAsMF19",
        "AgAAAN4AAADcpobBfwAAAHsibGF5ZXIiOiJidWlsZGluZ3MiLCJmZWF0dXJlcyI6MSwidmVydGljZXMiOjQsInRyaWFuZ2xlcyI6NCwic2hhcGVzIjpbWyJ0eXBlIiwiaWQiLCJoZWlnaHQiXV0sInZhbHVlcyI6WyJidWlsZGluZyIsIndheS8xIiwxXX0GAAAABAQAAAECNAAAAKGvr68AAC8wAAAIBwAvMAAACAcAAAAALwAAAAYAAAAAAAAAAADQBwAAuAsAAAAAAAAAAAAVAAAA4fAAEgMAdodWZ3iphmWJaJgBaQAA",
        "BQAAADwAAAB502rkOAAAAHsicmVwb3J0Ijp7InNraXBwZWQiOltdLCJhdHRyaWJ1dGlvbiI6W10sIndhcm5pbmdzIjpbXX19",
        "BgAAAEwAAAAYSUnQSAAAAHsiZnJhbWVzIjozLCJmZWF0dXJlcyI6MSwibm9kZXMiOjAsImdyaWRzIjowLCJ2ZXJ0aWNlcyI6NCwidHJpYW5nbGVzIjo0fQ==",
      ].map((frame) => Buffer.from(frame, "base64")),
    ),
  );
  const area = { ring: [[8.65, 49.87] as const] };
  const settings = { ...defaultSettings, cropScene: false };
  const decoder = createSceneDecoder(
    { area, settings },
    { contentType: "application/vnd.contextile.compact.v1" },
  );
  decoder.feed(bytes);
  expect([decoder.bytes, decoder.objects]).toEqual([bytes.length, 1]);
  const { layers, frame } = decoder.finish();
  expect(frame).toMatchObject({ originLonDeg: 8.65, originLatDeg: 49.87, crs: "local" });
  expect(layers).toEqual([
    {
      kind: "mesh",
      id: "buildings",
      positions: Float32Array.of(2, 3, 0, 2, 4, 0, 3, 3, 0, 2, 3, 1),
      indices: expect.any(Uint32Array),
      firstIndex: Uint32Array.of(0, 12),
      firstVertex: Uint32Array.of(0, 4),
      descriptors: [{ type: "building", id: "way/1", height: 1 }],
    },
  ]);
});

test("where WebAssembly is missing or forbidden, the compact form is not asked for", async () => {
  const asked = async (decoder: object) => {
    vi.resetModules();
    vi.doMock("meshoptimizer/decoder", () => ({ MeshoptDecoder: decoder }));
    const { fetchContext } = await import("../fetch-context.ts");
    const { defaultSettings } = await import("../../settings/schema.ts");
    let accept: string | null = null;
    const ring = [
      [8.65, 49.87],
      [8.651, 49.87],
      [8.651, 49.871],
      [8.65, 49.87],
    ] as [number, number][];
    await fetchContext({
      serviceUrl: "http://service.test",
      fetch: async (_input, init) => {
        accept = new Headers(init?.headers).get("accept");
        return new Response("{}", { status: 402 });
      },
      area: { ring },
      settings: defaultSettings,
      requestId: "r1",
      confirmsRequestIds: true,
      signal: new AbortController().signal,
    }).catch(() => undefined);
    vi.doUnmock("meshoptimizer/decoder");
    return accept;
  };
  expect(await asked({ supported: false })).toBe("application/json");
  const forbidden = {
    supported: true,
    get ready() {
      return Promise.reject(new Error("Refused to compile WebAssembly"));
    },
  };
  expect(await asked(forbidden)).toBe("application/json");
  expect(await asked({ supported: true, ready: Promise.resolve() })).toBe(
    "application/vnd.contextile.compact.v1, application/json;q=0.9",
  );
});
