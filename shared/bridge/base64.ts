import { ContextileError } from "../errors.ts";

const blockBytes = 0x6000;

/** Standard base64 with padding. In blocks, because an argument list of a million entries overflows the stack. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += blockBytes)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + blockBytes))));
  return parts.join("");
}

/** Throws `bad-message` where the text is not base64. */
export function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new ContextileError("bad-message", "A chunk is not valid base64.");
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
