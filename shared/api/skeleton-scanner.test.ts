import { expect, test } from "vitest";
import { isContextileError } from "../errors.ts";
import { numberFault } from "../sentences/number-fault.ts";
import { createRandom } from "../testing/random.ts";
import { SkeletonScanner } from "./skeleton-scanner.ts";

interface Kept {
  key: string;
  group: number;
  values: number[];
  fault: string | null;
  byte: number;
}

function scan(
  body: string | Uint8Array,
  chunkSizes: () => number,
  offsets: [number, number, number] = [0, 0, 0],
) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const arrays: Kept[] = [];
  const scanner = new SkeletonScanner({
    numberKeys: new Map([
      ["vertices", offsets],
      ["elevationMap", [0, 0, 0]],
    ]),
    onArray: ({ key, group, values, count, fault }) => {
      arrays.push({
        key,
        group,
        values: [...values.subarray(0, count)],
        fault: fault === null ? null : numberFault(fault),
        byte: fault?.byte ?? -1,
      });
      return { array: arrays.length - 1, count };
    },
  });
  for (let at = 0; at < bytes.length; ) {
    const next = Math.min(bytes.length, at + Math.max(1, chunkSizes()));
    scanner.feed(bytes.subarray(at, next));
    at = next;
  }
  return { skeleton: scanner.finish(), arrays };
}

const whole = () => 1e9;
const byteByByte = () => 1;

function thrown(run: () => unknown): { code: string; message: string; byte: unknown } {
  try {
    run();
  } catch (error) {
    if (isContextileError(error)) return { code: error.code, message: error.message, byte: error.data.byte };
    throw error;
  }
  return { code: "nothing", message: "", byte: null };
}

/** A random number in one of the forms JSON allows. */
function numberText(random: () => number): string {
  const form = Math.floor(random() * 7);
  const sign = random() < 0.5 ? "-" : "";
  if (form === 0) return `${sign}${Math.floor(random() * 1000)}`;
  if (form === 1) return `${sign}${(random() * 1000).toFixed(3)}`;
  if (form === 2) return `${sign}${random() * 10 ** Math.floor(random() * 12)}`;
  if (form === 3) return `${sign}${(random() * 100).toExponential(5)}`;
  if (form === 4) return `${sign}0`;
  if (form === 5) return `${sign}${(random() * 1e15).toFixed(8)}`;
  return `${sign}0.${"0".repeat(Math.floor(random() * 25))}${Math.floor(random() * 1e9)}`;
}

test("200,000 random numbers in random chunks equal JSON.parse rounded to float32", () => {
  const seed = 20261122;
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  let mismatches = 0;
  for (let round = 0; round < 40; round++) {
    const texts = Array.from({ length: 5000 }, () => numberText(random));
    const space = () => (random() < 0.1 ? [" ", "\n", "\t", "\r\n "][Math.floor(random() * 4)] : "");
    const body = `{"geometry":[{"meshes":[{"vertices":[${texts.map((text) => space() + text + space()).join(",")}]}]}]}`;
    const { arrays } = scan(body, () => Math.floor(random() * 400));
    const expected = JSON.parse(`[${texts.join(",")}]`).map(Math.fround);
    expect(arrays[0].values.length).toBe(5000);
    for (let i = 0; i < 5000; i++) if (!Object.is(arrays[0].values[i], expected[i])) mismatches++;
  }
  expect(mismatches).toBe(0);
});

const sample = {
  origin: [59.437, 24.745],
  geometry: [
    {
      type: "buildings",
      geometryType: "meshes",
      meshes: [
        { vertices: [1.5, -2.25, 3e2, 4], descriptor: { name: 'Haus "Ö" [1,2] \\ {"vertices":[', id: 7 } },
        { descriptor: { vertices: "no" }, vertices: [] },
      ],
    },
    {
      elevationMap: [{ elevationMap: [0, -1.5, 2], info: { moveVector: { x: 1, y: 2 } } }],
      geometryType: "elevationMap",
      empty: { elevationMap: [] },
    },
  ],
};

test("the skeleton and the arrays are the same at every chunk boundary, also inside keys and characters", () => {
  const body = JSON.stringify(sample);
  const length = new TextEncoder().encode(body).length;
  const expected = scan(body, whole);
  expect(expected.arrays).toEqual([
    { key: "vertices", group: 0, values: [1.5, -2.25, 300, 4], fault: null, byte: -1 },
    { key: "vertices", group: 0, values: [], fault: null, byte: -1 },
    { key: "elevationMap", group: 1, values: [0, -1.5, 2], fault: null, byte: -1 },
    { key: "elevationMap", group: 1, values: [], fault: null, byte: -1 },
  ]);
  const skeleton = JSON.parse(body, function (this: Record<string, unknown>, key, value) {
    if (key === "vertices" && Array.isArray(value))
      return { array: value.length === 0 ? 1 : 0, count: value.length };
    if (key === "elevationMap" && Array.isArray(value) && typeof value[0] !== "object")
      return { array: value.length === 0 ? 3 : 2, count: value.length };
    return value;
  });
  expect(expected.skeleton).toEqual(skeleton);
  for (let cut = 1; cut < length; cut++) {
    let first = true;
    const sizes = () => {
      if (!first) return 1e9;
      first = false;
      return cut;
    };
    expect(scan(body, sizes)).toEqual(expected);
  }
  expect(scan(body, byteByByte)).toEqual(expected);
});

test("pretty-printed JSON with a byte order mark reads the same", () => {
  const pretty = `\ufeff  ${JSON.stringify(sample, null, 2)}\n`;
  expect(scan(pretty, byteByByte).arrays).toEqual(scan(JSON.stringify(sample), whole).arrays);
});

test.each([
  ["[1,null,3]", 2, "“null” instead of a number"],
  ['[1,"2",3]', 2, "a text instead of a number"],
  ["[[1,2],[3,[4]]]", 0, "a nested value instead of a number"],
  ['[1,{"a":"]"},2]', 2, "a nested value instead of a number"],
  ["[1,NaN]", 2, "“NaN” instead of a number"],
  ["[1,-Infinity]", 2, "“-Infinity” instead of a number"],
  ["[1,2,]", 4, "the end of the list instead of a number"],
  ["[,1]", 0, "another comma instead of a number"],
  ["[1,,2]", 2, "another comma instead of a number"],
  ["[01]", 0, "“01” instead of a number"],
  ["[1.]", 0, "“1.” instead of a number"],
  ["[.5]", 0, "“.5” instead of a number"],
  ["[+1]", 0, "“+1” instead of a number"],
  ["[1e]", 0, "“1e” instead of a number"],
  ["[-]", 0, "“-” instead of a number"],
  ["[1 2]", 2, "“2” instead of a comma"],
  ["[1e999]", 0, "“1e999” instead of a number"],
  ["[1e39]", 0, "“1e39” instead of a number"],
])("a bad list %s costs only itself and is named with its byte", (list, at, reason) => {
  const before = '{"geometry":[{"meshes":[{"vertices":';
  const body = `${before}${list}},{"vertices":[7,8,9]}]}]}`;
  for (const sizes of [whole, byteByByte, () => 3]) {
    const { arrays, skeleton } = scan(body, sizes);
    expect(arrays[0].fault).toBe(reason);
    expect(arrays[0].byte).toBe(before.length + 1 + at);
    expect(arrays[1]).toMatchObject({ values: [7, 8, 9], fault: null });
    expect(JSON.stringify(skeleton)).toContain('"array":1');
  }
});

test("offsets are subtracted in double precision before rounding", () => {
  const body =
    '{"geometry":[{"meshes":[{"vertices":[475123.456,5524987.654,101.25,475124.456,5524988.654,1e2]}]}]}';
  for (const sizes of [whole, byteByByte]) {
    const { arrays } = scan(body, sizes, [475000, 5525000, 0]);
    expect(arrays[0].values).toEqual([123.456, -12.346, 101.25, 124.456, -11.346, 100].map(Math.fround));
  }
});

test("every truncation is a cut stream with its byte offset, never a model", () => {
  const bytes = new TextEncoder().encode(JSON.stringify(sample));
  for (let length = 1; length < bytes.length; length++) {
    const error = thrown(() => scan(bytes.subarray(0, length), () => 7));
    expect(error).toMatchObject({ code: "cut-stream", byte: length });
  }
});

test.each([
  ["<!doctype html><html>", 0, "The service answered with a web page instead of data (at byte 0)."],
  ["\n <html>", 2, "The service answered with a web page instead of data (at byte 2)."],
  ["null", 0, "The service's answer is not a JSON object (at byte 0)."],
  ["[1]", 0, "The service's answer is not a JSON object (at byte 0)."],
  ["", 0, "The service sent an empty answer (at byte 0)."],
  ["  ", 2, "The service sent an empty answer (at byte 2)."],
  ['{"a":1}}', 7, "The answer is not valid JSON (at byte 7)."],
  ['{"a":1,}', 7, "The answer is not valid JSON (at byte 7)."],
  ['{"a":tru}', 5, "The answer is not valid JSON (at byte 5)."],
  ['{"m":{"vertices":[1,2,3]},,"b":1}', 26, "The answer is not valid JSON (at byte 26)."],
  ['{"m":{"vertices":[1,2,3] 5}}', 25, "The answer is not valid JSON (at byte 25)."],
  ['{"a":[1,2}}', 9, "The answer is not valid JSON (at byte 9)."],
  ['{"a":1} x', 8, "The answer is not valid JSON (at byte 8)."],
])("a broken envelope %j is one error with its byte", (body, byte, message) => {
  for (const sizes of [whole, byteByByte])
    expect(thrown(() => scan(body, sizes))).toEqual({ code: "malformed-body", message, byte });
});
