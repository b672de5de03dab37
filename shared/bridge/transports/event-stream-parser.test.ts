import { describe, expect, it } from "vitest";
import { createRandom } from "../../testing/random.ts";
import { EventStreamParser } from "./event-stream-parser.ts";

const stream =
  ": open\n\nid: 1\ndata: a\n\nid: 2\r\ndata: b\r\ndata:c\r\n\r\n: beat\n\nevent: x\nid:3\rdata: d\r\rdata: ☂\u2028\n\n";
const expected = [
  { id: "1", data: "a" },
  { id: "2", data: "b\nc" },
  { id: "3", data: "d" },
  { id: null, data: "☂\u2028" },
];

describe("event stream parser", () => {
  it("reads events with every kind of line end, and skips comments", () => {
    expect(new EventStreamParser().feed(stream)).toEqual(expected);
  });

  it("reads the same from pieces of any size", () => {
    const seed = 7;
    const random = createRandom(seed);
    for (let round = 0; round < 300; round++) {
      const parser = new EventStreamParser();
      const events = [];
      for (let at = 0; at < stream.length; ) {
        const length = 1 + Math.floor(random() * 6);
        events.push(...parser.feed(stream.slice(at, at + length)));
        at += length;
      }
      expect(events, `seed ${seed}, round ${round}`).toEqual(expected);
    }
  });
});
