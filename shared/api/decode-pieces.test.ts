import { expect, test } from "vitest";
import { contextRequestSchema } from "../contract/context-request.ts";
import { areaFromRectangle } from "../geo/rectangle.ts";
import type { EdgesAndOpen } from "../scene/feature-edges.ts";
import { defaultDisplayBudget, makeDisplay } from "../scene/make-display.ts";
import type { SceneModel } from "../scene/scene-model.ts";
import type { ScenePiece } from "../scene/scene-piece.ts";
import { type ContextSettings, defaultSettings } from "../settings/schema.ts";
import { makeWireTown } from "../testing/wire-town.ts";
import { createSceneDecoder } from "./decode-scene.ts";
import { toRequest } from "./to-request.ts";

const area = areaFromRectangle([8.65, 49.87], 900, 700);

interface Decoded {
  model: SceneModel;
  pieces: ScenePiece[];
  groups: (number | null)[];
  found: (EdgesAndOpen | null)[];
}

function decode(answer: unknown, change: Partial<ContextSettings> = {}): Decoded {
  const decoded: Partial<Decoded> & { pieces: ScenePiece[] } = { pieces: [] };
  const pieces = {
    onPiece: (piece: ScenePiece) => void decoded.pieces.push(piece),
    onRestart: () => undefined,
    onSettled: (groups: (number | null)[], found: (EdgesAndOpen | null)[]) => {
      Object.assign(decoded, { groups, found });
    },
  };
  const settings = { ...defaultSettings, ...change };
  const decoder = createSceneDecoder({ area, settings }, { pieces });
  const bytes = new TextEncoder().encode(JSON.stringify(answer));
  for (let at = 0; at < bytes.length; at += 5000) decoder.feed(bytes.subarray(at, at + 5000));
  const model = decoder.finish();
  return { model, pieces: decoded.pieces, groups: decoded.groups ?? [], found: decoded.found ?? [] };
}

const wireTown = (options: Parameters<typeof makeWireTown>[1], change: Partial<ContextSettings> = {}) =>
  makeWireTown(contextRequestSchema.parse(toRequest(area, { ...defaultSettings, ...change })), options);

/** All pieces of a group, one behind the other. */
function joined(pieces: readonly ScenePiece[], group: number | null) {
  const own = pieces.filter((piece) => piece.group === group);
  const all = (column: (piece: ScenePiece) => Iterable<number>) => own.flatMap((piece) => [...column(piece)]);
  return {
    positions: all(({ positions }) => positions),
    indices: all(({ indices }) => indices),
    edges: all(({ edges }) => edges),
    featureIds: all(({ featureIds }) => featureIds),
  };
}

test.each(["Z", "Y"] as const)(
  "the pieces of a layer, one behind the other, are the layer; asked for %s up",
  (upAxis) => {
    const { model, pieces, groups, found } = decode(wireTown({ buildings: 900 }, { upAxis }), { upAxis });
    const display = makeDisplay(model);
    expect(makeDisplay(model, defaultDisplayBudget, found)).toEqual(display);
    const streamed = model.layers.filter((_, i) => groups[i] !== null);
    expect(streamed.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["surface", "barriers", "buildings"]),
    );
    expect(pieces.length).toBeGreaterThan(4);
    model.layers.forEach((layer, i) => {
      if (groups[i] === null || layer.kind !== "mesh") return;
      const all = joined(pieces, groups[i]);
      expect(all.positions).toEqual([...layer.positions]);
      expect(all.indices).toEqual([...layer.indices]);
      expect(all.edges).toEqual([...display[i].edges]);
      expect(found[i]).toEqual(
        layer.id === "topography" ? null : { edges: display[i].edges, open: display[i].open },
      );
      const ids = [...layer.firstVertex].flatMap((first, feature) =>
        new Array<number>((layer.firstVertex[feature + 1] ?? first) - first).fill(feature),
      );
      expect(all.featureIds).toEqual(ids);
    });
  },
);

test("bad features are in no piece, and the rest is still exactly the layer", () => {
  const answer = wireTown({ buildings: 40 });
  const buildings = answer.geometry.find(({ type }) => type === "buildings");
  if (buildings === undefined || !("meshes" in buildings)) throw new Error("no buildings");
  buildings.meshes.splice(3, 0, Object.assign({}, buildings.meshes[0], { vertices: [0, null, 1] }));
  buildings.meshes.splice(9, 0, Object.assign({}, buildings.meshes[0], { vertices: [1, 2, 3, 4] }));
  const { model, pieces, groups } = decode(answer);
  const at = model.layers.findIndex(({ id }) => id === "buildings");
  const [layer, group] = [model.layers[at], groups[at]];
  expect(model.skipped.map(({ layer: id, index }) => [id, index])).toEqual([
    ["buildings", 3],
    ["buildings", 9],
  ]);
  if (layer.kind !== "mesh") throw new Error("no mesh");
  expect(group).not.toBeNull();
  expect(joined(pieces, group).positions).toEqual([...layer.positions]);
});

test("what is read in another axis order at the end belongs to no piece", () => {
  const order = { east: 1, north: 0, up: 2, eastSign: 1, northSign: 1 } as const;
  const { model, pieces, groups, found } = decode(wireTown({ buildings: 60, order }));
  expect(model.warnings.join(" ")).toContain("axis order differs");
  expect(pieces.length).toBeGreaterThan(0);
  expect(groups.every((group) => group === null)).toBe(true);
  expect(found.every((edges) => edges === null)).toBe(true);
});

test("a layer that is named only after its list, or comes in two entries, is whole at the end", () => {
  const triangle = [0, 0, 0, 10, 0, 0, 0, 10, 0];
  const mesh = { vertices: triangle, descriptor: { type: "building" } };
  const late = { meshes: [mesh], geometryType: "meshes", type: "buildings" };
  const early = { type: "barriers", geometryType: "meshes", meshes: [mesh] };
  const { model, pieces, groups } = decode(
    { origin: [49.87, 8.65], geometry: [late, early, early] },
    { cropScene: false },
  );
  expect(pieces.map(({ layer, group }) => [layer, group])).toEqual([
    ["barriers", 1],
    ["barriers", 2],
  ]);
  expect(model.layers.map(({ id }, i) => [id, groups[i]])).toEqual([
    ["barriers", null],
    ["buildings", 0],
  ]);
});
