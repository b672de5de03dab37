import { expect, test } from "vitest";
import { createScratch } from "./scratch.ts";

test("a list keeps its numbers while it grows, and its memory when it is emptied", () => {
  const list = createScratch(Uint32Array, 2);
  for (let i = 0; i < 100; i++) list.push(i * 3);
  list.append(Uint32Array.from([7, 8, 9, 10]), 1, 3);
  expect(list.length).toBe(102);
  expect([...list.view()]).toEqual([...Array.from({ length: 100 }, (_, i) => i * 3), 8, 9]);
  const { buffer } = list.view();
  list.clear();
  expect(list.length).toBe(0);
  list.push(5);
  expect([...list.view()]).toEqual([5]);
  expect(list.view().buffer).toBe(buffer);
});
