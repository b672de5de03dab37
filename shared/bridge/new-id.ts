/** 32 hex characters from 16 random bytes. Not crypto.randomUUID: Chromium 87 and non-secure pages lack it. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
