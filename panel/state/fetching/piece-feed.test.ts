import { expect, test } from "vitest";
import type { ScenePiece } from "../../../shared/scene/scene-piece.ts";
import { createPieceFeed } from "./piece-feed.ts";

function piece(group: number, bytes = 64): ScenePiece {
  const none = new Uint32Array(0);
  return {
    group,
    layer: "buildings",
    buffer: new ArrayBuffer(bytes),
    positions: new Float32Array(0),
    indices: none,
    edges: none,
    featureIds: none,
    box: { min: [0, 0, 0], max: [0, 0, 0] },
    asBoxes: false,
  };
}

/** A view that notes what it is told. */
function listener() {
  const told: (number | "restart")[] = [];
  return {
    told,
    append: ({ group }: ScenePiece, onUsed: () => void) => {
      told.push(group);
      onUsed();
    },
    restart: () => void told.push("restart"),
  };
}

function setUp() {
  const log = { first: 0, used: 0 };
  const feed = createPieceFeed([8, 50], () => {
    log.first += 1;
  });
  const append = (group: number, bytes?: number) =>
    feed.append(piece(group, bytes), () => {
      log.used += 1;
    });
  return { log, feed, append };
}

test("a view that opens late gets what waited, in order, and then everything; the first piece is told once", () => {
  const { log, feed, append } = setUp();
  append(1);
  append(2);
  expect(log).toEqual({ first: 1, used: 0 });
  const view = listener();
  feed.show(view);
  append(3);
  feed.restart();
  append(4);
  expect(view.told).toEqual([1, 2, 3, "restart", 4]);
  expect(log).toEqual({ first: 1, used: 4 });
});

test("a view that closes and opens again would miss pieces: it gets none of this answer, but all after a restart", () => {
  const { log, feed, append } = setUp();
  const stop = feed.show(listener());
  append(1);
  stop();
  append(2);
  const second = listener();
  feed.show(second);
  append(3);
  expect(second.told).toEqual([]);
  expect(log.used).toBe(3);
  feed.restart();
  append(4);
  expect(second.told).toEqual(["restart", 4]);
});

test("what nobody looks at is not hoarded", () => {
  const { feed, append } = setUp();
  for (let i = 0; i < 4; i++) append(i, 15_000_000);
  const view = listener();
  feed.show(view);
  append(9);
  expect(view.told).toEqual([]);
});
