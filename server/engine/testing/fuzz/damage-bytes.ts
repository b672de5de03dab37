import type { Chance } from "./chance.ts";

/** A damaged copy: cut off, bits turned over, bytes changed, a piece left out, said twice or filled with one value. */
export function damageBytes(chance: Chance, whole: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(whole);
  if (bytes.length === 0) return bytes;
  const times = chance.happens(0.6) ? 1 : 1 + chance.below(6);
  for (let i = 0; i < times; i++) bytes = chance.pick(ways)(chance, bytes);
  return bytes;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Way = (chance: Chance, bytes: Bytes) => Bytes;

const piece = (chance: Chance, { length }: Uint8Array): [number, number] => {
  const from = chance.below(Math.max(1, length));
  return [from, Math.min(length, from + 1 + chance.below(chance.pick([4, 40, length])))];
};

const ways: Way[] = [
  (chance, bytes) => bytes.slice(0, chance.below(bytes.length + 1)),
  (chance, bytes) => {
    const at = chance.below(bytes.length);
    bytes[at] ^= 1 << chance.below(8);
    return bytes;
  },
  (chance, bytes) => {
    bytes[chance.below(bytes.length)] = chance.below(256);
    return bytes;
  },
  // Numbers of most formats end where a byte is below 128, and lengths are largest with all bits set.
  (chance, bytes) => bytes.fill(chance.pick([0, 255, 128, 127, 48, 57]), ...piece(chance, bytes)),
  (chance, bytes) => {
    const [from, to] = piece(chance, bytes);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  (chance, bytes) => {
    const [from, to] = piece(chance, bytes);
    return joined(bytes.subarray(0, to), bytes.subarray(from));
  },
];

function joined(a: Uint8Array, b: Uint8Array): Bytes {
  const result = new Uint8Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}
