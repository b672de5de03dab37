import { expect, test } from "vitest";
import { ContextileError } from "../shared/errors.ts";
import { sayError } from "./say-error.ts";

test("an error of the family is said with what to do next, any other with its sentence alone", () => {
  const error = new ContextileError("bad-request", "There is no map file at /x.", {
    next: "Give an extract.",
  });
  expect(sayError(error)).toBe("There is no map file at /x. Give an extract.");
  expect(sayError(new Error("It broke."))).toBe("It broke.");
  expect(sayError("odd")).toBe("odd");
});
