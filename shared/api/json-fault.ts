type State = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "after" | "finished";

const closeArray = 93;
const closeObject = 125;
const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Offset of the first byte at which `bytes` stops being one JSON value (RFC 8259), or `bytes.length` when it ends too
 * early (a text or word that is cut off included) or is fine. Only for naming the place after `JSON.parse` failed: engines word and count that differently.
 */
export function findJsonFault(bytes: Uint8Array): number {
  const closers: number[] = [];
  let state: State = "value";
  let at = 0;
  for (;;) {
    while (at < bytes.length && isSpace(bytes[at])) at++;
    if (at >= bytes.length) return bytes.length;
    const byte = bytes[at];
    const closer = closers[closers.length - 1];
    const mayClose = state === "after" || state === "value-or-end" || state === "key-or-end";
    if (mayClose && byte === closer) {
      closers.pop();
      state = closers.length === 0 ? "finished" : "after";
      at++;
    } else if (state === "after" && byte === 44) {
      state = closer === closeObject ? "key" : "value";
      at++;
    } else if (state === "colon" && byte === 58) {
      state = "value";
      at++;
    } else if (state === "key" || state === "key-or-end") {
      const end = byte === 34 ? stringEnd(bytes, at) : null;
      if (end === null) return at;
      state = "colon";
      at = end;
    } else if ((state === "value" || state === "value-or-end") && (byte === 91 || byte === 123)) {
      closers.push(byte === 91 ? closeArray : closeObject);
      state = byte === 91 ? "value-or-end" : "key-or-end";
      at++;
    } else if (state === "value" || state === "value-or-end") {
      const end = byte === 34 ? stringEnd(bytes, at) : wordEnd(bytes, at);
      if (end === null) return at;
      state = closers.length === 0 ? "finished" : "after";
      at = end;
    } else return at;
  }
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

function stringEnd(bytes: Uint8Array, from: number): number | null {
  for (let i = from + 1; i < bytes.length; i++) {
    if (bytes[i] === 92) i++;
    else if (bytes[i] === 34) return i + 1;
    else if (bytes[i] < 32) return null;
  }
  return bytes.length;
}

function wordEnd(bytes: Uint8Array, from: number): number | null {
  let text = "";
  let at = from;
  while (
    at < bytes.length &&
    !isSpace(bytes[at]) &&
    ![44, 58, closeArray, closeObject, 91, 123, 34].includes(bytes[at])
  )
    text += String.fromCharCode(bytes[at++]);
  return at === bytes.length || word.test(text) ? at : null;
}
