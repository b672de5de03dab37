import { expect, test } from "vitest";
import { inWords, says } from "../sentences.ts";
import { keepDoubt } from "./failed-try.ts";
import {
  createHideSecrets,
  parseErrorBody,
  parseRetryAfter,
  readRefusal,
  refusalError,
} from "./http-errors.ts";

test.each([
  ['{"error":"No balance"}', "No balance"],
  ['{"error":{"message":"No balance"}}', "No balance"],
  ['{"error":{"code":7,"reason":"x"}}', ""],
  ['{"error":{"code":7},"message":"No balance"}', "No balance"],
  ['{"message":"No balance"}', "No balance"],
  ['{"detail":"No balance"}', "No balance"],
  ['{"error":7,"message":"No balance"}', "No balance"],
  ['{"error":null}', ""],
  ['"No balance"', "No balance"],
  ["No\n  balance ", "No balance"],
  [
    "<!doctype html><html><head><title>502 Bad\nGateway</title></head><body><h1>x</h1></body></html>",
    "502 Bad Gateway",
  ],
  ["<html><body>oh</body></html>", ""],
  ["", ""],
  ["null", ""],
  ["[1,2]", ""],
  ["17", ""],
])("the body %j says %j, never [object Object]", (body, text) => {
  expect(parseErrorBody(body).text).toBe(text);
});

test("what another server answered ours is not taken for its own answer, by which a doubt about a charge is kept", () => {
  const figures = [
    says("map-server-status", { host: "map.example", answered: 404 }),
    says("map-server-busy", { host: "map.example", answered: 429 }),
    says("map-server-other-piece", { host: "map.example", answered: 416 }),
    says("heights-server-status", { host: "hills.example", answered: 404 }),
  ];
  for (const said of figures) {
    const refusal = { status: 503, text: inWords(said), said, fromHost: false, retryAfterMs: null };
    const error = refusalError({ ...refusal, charged: "no" });
    expect(error.data.status).toBe(503);
    expect(keepDoubt(error).charged).toBe("unknown");
  }
});

test("a long text is cut", () => {
  expect(parseErrorBody("x".repeat(5000)).text.length).toBe(301);
});

test("our own service's code, charge and advice are taken over", () => {
  const refusal = {
    status: 409,
    retryAfterMs: null,
    fromHost: false,
    ...parseErrorBody('{"error":"Outside.","code":"empty-answer","charged":"no","next":"Move."}'),
  };
  expect(refusalError(refusal).toWire()).toEqual({
    code: "empty-answer",
    message: "The service refused the request (409). It says: Outside.",
    charged: "no",
    next: "Move.",
    data: { status: 409, says: "refused", text: "Outside." },
  });
});

test("a host's own refusal is read from inside its error and told in its own words", async () => {
  const body = {
    error: { code: "host-gone", message: "This address is old.", charged: "no", next: "Reopen." },
  };
  const response = new Response(JSON.stringify(body), {
    status: 401,
    headers: { "contextile-from": "host" },
  });
  const error = refusalError(await readRefusal(response, (text) => text, 0));
  expect(error.toWire()).toEqual({
    code: "host-gone",
    message: "This address is old.",
    charged: "no",
    next: "Reopen.",
    data: { status: 401 },
  });
});

test("an unknown code of a foreign service is ignored", () => {
  expect(parseErrorBody('{"error":"x","code":"E_QUOTA","charged":3}')).toEqual({ text: "x" });
});

test.each([
  [400, "polygon must be closed", "bad-polygon"],
  [400, "unknown roof type", "bad-request"],
  [400, "area too large", "area-too-large"],
  [422, "Area exceeds 5 km²", "area-too-large"],
  [418, "", "bad-request"],
  [520, "", "service-down"],
])("status %i with %j is %s", (status, text, code) => {
  expect(refusalError({ status, text, retryAfterMs: null, fromHost: false }).code).toBe(code);
});

test("Retry-After in seconds and as a date", () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0);
  expect(parseRetryAfter("2", now)).toBe(2000);
  expect(parseRetryAfter("Sun, 22 Nov 2026 12:00:05 GMT", now)).toBe(5000);
  expect(parseRetryAfter("Sun, 22 Nov 2026 11:00:00 GMT", now)).toBe(0);
  expect([
    parseRetryAfter("-3", now),
    parseRetryAfter("soon", now),
    parseRetryAfter("", now),
    parseRetryAfter(null, now),
  ]).toEqual([0, null, null, null]);
});

test("secrets are hidden whole and without their scheme; short values are no secrets", () => {
  const hide = createHideSecrets({
    authorization: "Bearer cw_live_123",
    "x-pairing": "0123456789abcdef",
    accept: "a/b",
  });
  expect(hide("key cw_live_123, Bearer cw_live_123, 0123456789abcdef, a/b")).toBe("key •••, •••, •••, a/b");
});

test("an endless error body is read to its limit only", async () => {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(16 * 1024).fill(120));
    },
  });
  const refusal = await readRefusal(new Response(body, { status: 500 }), (text) => text, 0);
  expect(refusal.text.length).toBe(301);
  expect(pulled).toBeLessThan(10);
});

test("a sentence of our own service is known by its id, unless it does not make the text or held a secret", async () => {
  const body = {
    message: "The disk of the service is full.",
    code: "service-down",
    charged: "no",
    next: "Try again later; whoever runs the service must make room.",
    said: { id: "service-disk-full", data: {} },
    nextSaid: { id: "next-make-room" },
  };
  const read = async (sent: unknown, hide = (text: string) => text) =>
    refusalError(await readRefusal(new Response(JSON.stringify(sent), { status: 507 }), hide, 0));
  const { message, data } = await read(body);
  expect([message, data]).toEqual([
    body.message,
    { status: 507, says: "service-disk-full", nextSays: "next-make-room" },
  ]);
  const other = await read({ ...body, said: { id: "service-busy" } });
  expect([other.message, other.data.says]).toEqual([
    "The service failed. It says: The disk of the service is full.",
    "service-failed",
  ]);
  const telling = {
    message: "The service answered in “sk_12345” although “local” was asked for.",
    said: { id: "answer-other-crs", data: { got: "sk_12345", asked: "local" } },
  };
  const hidden = await read(telling, createHideSecrets({ authorization: "Bearer sk_12345" }));
  expect(JSON.stringify(hidden.toWire())).not.toContain("sk_12345");
});
