/**
 * rhino3dm's glue (Emscripten's embind) writes the source of a small function for every method it binds and hands it to
 * `new Function`, which the panel's policy forbids, rightly. The sources follow two fixed patterns, so a stand-in for
 * `Function` can build the same functions as closures. Read from rhino3dm 8.35.0; anything else goes to the real one,
 * which refuses under the policy, so an upgrade that changes the patterns fails loudly in the tests.
 */
type AnyFunction = (...values: never[]) => unknown;
type Call = (...values: unknown[]) => unknown;
type Captures = Readonly<Record<string, Call>>;

/** Puts the stand-in in the place of the global `Function`; answers a function that takes it away again. */
export function installFunctionWithoutEval(): () => void {
  const real = globalThis.Function;
  function StandIn(names: unknown, body: unknown): AnyFunction {
    const factory = Array.isArray(names) && typeof body === "string" ? findFactory(names, body) : null;
    return factory ?? Reflect.construct(real, [names, body]);
  }
  // `instanceof Function` and `Function.prototype` stay what they are.
  StandIn.prototype = real.prototype;
  Object.defineProperty(globalThis, "Function", { value: StandIn, configurable: true, writable: true });
  return () =>
    Object.defineProperty(globalThis, "Function", { value: real, configurable: true, writable: true });
}

function findFactory(names: string[], body: string): Call | null {
  const make = names[0] === "humanName" ? invoker : names[0] === "toValue" ? methodCaller : null;
  if (make === null) return null;
  return (...values) => {
    const captures: Record<string, Call> = {};
    names.forEach((name, i) => {
      captures[name] = values[i] as Call;
    });
    return make(names, body, captures);
  };
}

/** `createJsInvoker`: arguments to wire form, the native call, destructors, the result back. */
function invoker(names: string[], body: string, captures: Captures): AnyFunction {
  const collects = body.includes("var destructors = [];");
  const isMethod = body.includes("var thisWired");
  const returns = body.includes("return ret;");
  const converters = names.filter((name) => /^toArg\d+Wire$/.test(name));
  const destructors = names.filter((name) => name.endsWith("Wired_dtor"));
  return function (this: unknown, ...given: unknown[]) {
    const stack: unknown[] | null = collects ? [] : null;
    const wired: Record<string, unknown> = {};
    if (isMethod) wired.thisWired = captures.toClassParamWire(stack, this);
    converters.forEach((name, i) => {
      wired[`arg${i}Wired`] = captures[name](stack, given[i]);
    });
    const result = captures.invoker(captures.fn, ...Object.values(wired));
    if (stack) captures.runDestructors(stack);
    else for (const name of destructors) captures[name](wired[name.slice(0, -"_dtor".length)]);
    return returns ? captures.fromRetWire(result) : undefined;
  };
}

/** Bytes of one argument in the buffer that the native side hands over. */
const argumentBytes = 8;

/** `__emval_create_invoker`: a script value called, constructed, cast, or asked for a method, from native code. */
function methodCaller(names: string[], body: string, captures: Captures): AnyFunction {
  const readers = names.filter((name) => name.startsWith("argFromPtr"));
  return (handle: unknown, methodName: unknown, destructors: unknown, pointer: number) => {
    const given = readers.map((name, i) => captures[name](pointer + i * argumentBytes));
    const result = act(body, captures, handle, methodName, given);
    return captures.toReturnWire && captures.emval_returnValue(captures.toReturnWire, destructors, result);
  };
}

function act(
  body: string,
  captures: Captures,
  handle: unknown,
  methodName: unknown,
  given: unknown[],
): unknown {
  if (body.includes("new (toValue(handle))"))
    return Reflect.construct(captures.toValue(handle) as Call, given);
  if (body.includes("[getStringOrSymbol(methodName)]")) {
    const target = captures.toValue(handle) as Record<PropertyKey, Call>;
    return target[captures.getStringOrSymbol(methodName) as PropertyKey](...given);
  }
  if (body.includes("toValue(handle)(")) return (captures.toValue(handle) as Call)(...given);
  return given[given.length - 1];
}
