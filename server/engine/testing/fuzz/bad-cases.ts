/** Stands in for `run-cases.ts` in the test of its watch: cases that go wrong in every way there is. */
import { writeSync } from "node:fs";

const [, first, count] = process.argv.slice(2).map(Number);
const say = (word: object) => writeSync(3, `${JSON.stringify(word)}\n`);
for (let number = first; number < first + count; number++) {
  say({ at: number, kind: "bad" });
  if (number === 1) say({ failed: number, why: "open" });
  if (number === 3) for (;;) Math.sqrt(number);
  if (number === 5) process.exit(7);
}
say({ done: true });
