import { describe, expect, test } from "vitest";
import { usualWorkers } from "../../server/answers/open-answers.ts";
import { readOptions } from "./options.ts";

const program = { root: "/nowhere", version: "1.2.3" };
const read = (...args: string[]) => readOptions(args, program);

describe("how many threads make answers", () => {
  test.each([
    [1, 1],
    [2, 1],
    [4, 3],
    [5, 4],
    [64, 4],
  ])("on %s cores: %s", (cores, workers) => {
    expect(usualWorkers(cores)).toBe(workers);
  });

  test("is what the person says, also none", () => {
    expect(read("--workers", "3").workers).toBe(3);
    expect(read("--workers", "0").workers).toBe(0);
    expect(read().workers).toBe(usualWorkers());
  });
});

test("a gigabyte of answers is kept where nothing else is said", () => {
  expect(read().answerCacheMb).toBe(1024);
  expect(read("--answer-cache-mb", "0").answerCacheMb).toBe(0);
});

test("workers open their data for as long as the person says, else for as long as the data seem to need", () => {
  expect(read("--open-limit-s", "90").openWorkerMs).toBe(90_000);
  expect(read().openWorkerMs).toBeUndefined();
});

test.each([
  [["--open-limit-s", "0"], '--open-limit-s must be a whole number from 1 to 100000, not "0".'],
  [["--workers", "two"], '--workers must be a whole number from 0 to 64, not "two".'],
  [["--workers", "65"], '--workers must be a whole number from 0 to 64, not "65".'],
  [["--workers", ""], '--workers must be a whole number from 0 to 64, not "".'],
  [["--workers", "-1"], '--workers must be a whole number from 0 to 64, not "-1".'],
  [["--port", "-5"], '--port must be a port number, not "-5".'],
  [["--answer-cache-mb", "1.5"], '--answer-cache-mb must be a whole number from 0 to 1000000, not "1.5".'],
  [["--answer-cache-mb=-1"], '--answer-cache-mb must be a whole number from 0 to 1000000, not "-1".'],
])("%s is refused with its name", (args, message) => {
  expect(() => read(...args)).toThrow(message);
});
