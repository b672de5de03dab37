/** A random id of one purchase: 128 bits, hex. `crypto.randomUUID` is missing in Chromium 87. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
