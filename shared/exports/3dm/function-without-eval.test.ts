import { expect, it } from "vitest";
import { makeScene } from "../../testing/make-scene.ts";
import { create3dmFormat } from "./create-3dm-format.ts";
import { installFunctionWithoutEval } from "./function-without-eval.ts";
import { loadRhinoInNode } from "./load-node.ts";

it("writes and counts a Rhino file while making functions from text is refused", async () => {
  const real = globalThis.Function;
  const refused: unknown[] = [];
  function Refuse(...parts: unknown[]): never {
    refused.push(parts);
    throw new EvalError("refused by policy");
  }
  Refuse.prototype = real.prototype;
  Object.defineProperty(globalThis, "Function", { value: Refuse, configurable: true, writable: true });
  const remove = installFunctionWithoutEval();
  try {
    const options = { name: "No eval", perFeature: true };
    const artifact = await create3dmFormat(loadRhinoInNode).encode(
      makeScene({ boxes: 4, trees: 6 }),
      options,
    );
    expect(refused).toEqual([]);
    expect(artifact.instances).toBe(6);
    // The gabled house has 16 triangles, each of the four boxes 12, the road and the lawn 2, the barrier 12, the terrain 16.
    expect(artifact.facets).toBe(16 + 4 * 12 + 2 * 2 + 12 + 16);
  } finally {
    remove();
    Object.defineProperty(globalThis, "Function", { value: real, configurable: true, writable: true });
  }
});

it("leaves every other text to the real one", () => {
  const remove = installFunctionWithoutEval();
  try {
    expect(new Function(["a", "b"] as unknown as string, "return a + b")(2, 3)).toBe(5);
    expect(() => {}).toBeInstanceOf(Function);
  } finally {
    remove();
  }
});
