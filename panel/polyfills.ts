/**
 * What MapLibre 6 and our packages use and Chromium 87 and Safari 15.0 lack. Imported first by the page and by every
 * worker: a worker has its own globals. Lint and review keep other missing calls out of our own code.
 */
type Indexed = { length: number; [index: number]: unknown };

function at(this: Indexed | string, index: number): unknown {
  const whole = Math.trunc(index) || 0;
  const place = whole < 0 ? this.length + whole : whole;
  return this[place];
}

function add(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

// Spelled without the method it stands in for, which a linter would put here and which would then call itself.
const hasOwn = (object: object, key: PropertyKey) =>
  Reflect.getOwnPropertyDescriptor(Object(object), key) !== undefined;
add(Object, "hasOwn", hasOwn);
add(Array.prototype, "at", at);
add(String.prototype, "at", at);
add(Object.getPrototypeOf(Int8Array.prototype), "at", at);
