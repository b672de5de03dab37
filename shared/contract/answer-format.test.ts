import { expect, test } from "vitest";
import {
  answerFormats,
  answerMediaTypes,
  chooseFormat,
  formatOfContentType,
  preferredAccept,
} from "./answer-format.ts";

test("pin: the forms and their media types", () => {
  expect([...answerFormats]).toEqual(["json", "compact", "glb"]);
  expect(answerMediaTypes).toEqual({
    json: "application/json",
    compact: "application/vnd.contextile.compact.v1",
    glb: "model/gltf-binary",
  });
});

const compact = "application/vnd.contextile.compact.v1";

test.each([
  [null, "json"],
  ["", "json"],
  ["*/*", "json"],
  ["application/json", "json"],
  ["Application/JSON; charset=utf-8", "json"],
  ["application/*", "json"],
  ["text/html, */*;q=0.8", "json"],
  ["model/gltf-binary", "glb"],
  ["model/gltf-binary, */*", "glb"],
  ["*/*, model/gltf-binary", "glb"],
  ["model/*", "glb"],
  [preferredAccept, "compact"],
  [`application/json;q=0.9, ${compact}`, "compact"],
  [`application/json, ${compact}`, "json"],
  [`${compact}, application/json`, "compact"],
  [`${compact};q=0.5, model/gltf-binary;q=0.6, application/json;q=0.4`, "glb"],
  [`${compact};q=0, application/json;q=0.1`, "json"],
  ["application/json;q=0, */*", "compact"],
  ["application/json;q=0, */*;q=0.1, model/gltf-binary;q=1", "glb"],
  ["model/obj", "json"],
  ["text/html", "json"],
  ["application/vnd.contextile.compact.v2", "json"],
  [`${compact};q=0`, "json"],
  ["application/json;q=0", null],
  ["*/*;q=0", null],
  ["model/obj, application/json;q=0.0", null],
  ["application/json;q=many", "json"],
  [",,;;,", "json"],
])("Accept: %s is answered as %s", (accept, format) => {
  expect(chooseFormat(accept)).toBe(format);
});

test("only what is offered is chosen", () => {
  expect(chooseFormat(preferredAccept, ["json"])).toBe("json");
  expect(chooseFormat("model/gltf-binary", ["json"])).toBe("json");
  expect(chooseFormat("model/gltf-binary, application/json;q=0", ["json"])).toBeNull();
});

test("a content type names its form, whatever its case and parameters", () => {
  expect(formatOfContentType("application/json; charset=utf-8")).toBe("json");
  expect(formatOfContentType(compact.toUpperCase())).toBe("compact");
  expect(formatOfContentType("text/html")).toBeNull();
  expect(formatOfContentType(null)).toBeNull();
});
