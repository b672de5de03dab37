import { expect, it } from "vitest";
import { seededRandom } from "../../seeded.ts";
import { EventQueue } from "./event-queue.ts";

function drained(queue: EventQueue<string>): string[] {
  const items: string[] = [];
  for (let next = queue.pop(); next !== null; next = queue.pop()) items.push(next.item);
  return items;
}

it("gives the soonest first, and what comes at the same time in the order it came", () => {
  const queue = new EventQueue<string>();
  for (const [time, item] of [
    [3, "c1"],
    [1, "a1"],
    [3, "c2"],
    [2, "b"],
    [1, "a2"],
  ] as const)
    queue.push(time, item);
  expect(drained(queue)).toEqual(["a1", "a2", "b", "c1", "c2"]);
});

it("puts what takes a kept place before all that came since, at the same time", () => {
  const queue = new EventQueue<string>();
  queue.push(1, "before");
  const kept = queue.reserve(2);
  queue.push(1, "since");
  queue.push(1, "kept second", kept + 1);
  queue.push(1, "kept first", kept);
  queue.push(0.5, "sooner");
  expect(drained(queue)).toEqual(["sooner", "before", "kept first", "kept second", "since"]);
});

it("sorts 2,000 events of 50 moments, some put in late, as a sort of all does", () => {
  console.log("seed queue");
  const random = seededRandom("queue");
  const events = Array.from({ length: 2000 }, (_, order) => ({ time: Math.floor(50 * random()), order }));
  const queue = new EventQueue<string>();
  queue.reserve(events.length);
  for (const event of [...events].sort((a, b) => ((a.order * 7919) % 2000) - ((b.order * 7919) % 2000)))
    queue.push(event.time, String(event.order), event.order);
  const sorted = events.sort((a, b) => a.time - b.time || a.order - b.order);
  expect(drained(queue)).toEqual(sorted.map(({ order }) => String(order)));
});
