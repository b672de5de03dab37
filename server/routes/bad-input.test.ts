import { afterAll, describe, expect, test } from "vitest";
import { ContextileError } from "../../shared/errors.ts";
import { readSaid } from "../../shared/sentences.ts";
import type { ServiceOptions } from "../service.ts";
import { openEmbeddedStore } from "../store/embedded-store.ts";
import { squarePolygon } from "../testing/fake-sources.ts";
import { clearStore, openTestService, smallBody } from "../testing/open-test-service.ts";

const store = await openEmbeddedStore(null);
const open = async (options: Partial<ServiceOptions> = {}) => {
  await clearStore(store);
  return openTestService({ store, ...options });
};
afterAll(() => store.close());

/** Lat-lon pairs from one line of numbers: tables stay readable. */
const pairs = (...numbers: number[]) =>
  Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);

const bowtie = pairs(59.437, 24.745, 59.438, 24.746, 59.438, 24.745, 59.437, 24.747, 59.437, 24.745);
const collinear = pairs(59.437, 24.745, 59.437, 24.746, 59.437, 24.747, 59.437, 24.745);
const openRing = squarePolygon(24.745, 59.437, 0.001).slice(0, 4);
const settings = (wrong: object) => ({ ...smallBody, settings: wrong });

/** A panel in another language can say it: both sentences are known ones, with the figures that make them. */
function expectIds({ message, next, code, said, nextSaid }: Awaited<ReturnType<Response["json"]>>): void {
  expect(readSaid(said?.id, said?.data ?? {}, message)).not.toBeNull();
  if (next !== new ContextileError(code, message).next)
    expect(readSaid(nextSaid?.id, nextSaid?.data ?? {}, next)).not.toBeNull();
}

/** Sends it, and checks what every refusal has in common: three sentences, no key in them, nothing charged. */
async function expectRefusal(
  body: unknown,
  headers: Record<string, string>,
  expected: { status: number; code: string; message: RegExp },
): Promise<void> {
  const service = await open();
  const response = await service.context(body, headers);
  const reply = await response.json();
  expect([response.status, reply.code, reply.charged]).toEqual([expected.status, expected.code, "no"]);
  expect(reply.message).toMatch(expected.message);
  expect(reply.error).toBe(reply.message);
  expect(reply.next).toMatch(/\w.+\.$/);
  expectIds(reply);
  expect(JSON.stringify(reply)).not.toContain(service.key);
  expect((await service.account()).balanceKm2).toBe(1);
}

describe("a bad key is refused in words and costs nothing:", () => {
  test.each<[string, string, string, RegExp]>([
    ["none", "", "no-key", /carries no API key/],
    ["an empty one", "Bearer ", "no-key", /carries no API key/],
    ["a wrong one", "Bearer ctx_nobody", "bad-key", /not valid/],
    ["one with a space", "Bearer ctx_ab cd", "bad-key", /contains a space/],
    ["one with a tab", "Bearer ctx_ab\tcd", "bad-key", /contains a space/],
    ["another scheme", "Basic YTpi", "bad-key", /not of the kind/],
    ["an endless one", `Bearer ${"x".repeat(500)}`, "bad-key", /too long/],
  ])("%s", async (_name, authorization, code, message) => {
    await expectRefusal(smallBody, { authorization }, { status: 401, code, message });
  });
});

describe("a bad polygon is refused in words and costs nothing:", () => {
  test.each<[string, unknown, number, string, RegExp]>([
    ["an open ring", openRing, 400, "bad-polygon", /not closed/],
    ["a self-crossing ring", bowtie, 400, "bad-polygon", /crosses itself/],
    ["0 km²", collinear, 400, "bad-polygon", /encloses nothing/],
    ["no points", [], 400, "bad-polygon", /no points/],
    ["two points", pairs(59, 24, 59, 24), 400, "bad-polygon", /three different points/],
    ["latitude 200", pairs(200, 24, 59, 24, 59, 25, 200, 24), 400, "bad-polygon", /not on Earth/],
    ["text", [["a", "b"]], 400, "bad-polygon", /“polygon\.0\.0”/],
    ["three numbers a point", [[1, 2, 3]], 400, "bad-polygon", /“polygon\.0”/],
    ["a ring with a hole", [smallBody.polygon, smallBody.polygon], 400, "bad-polygon", /without holes/],
    ["nothing", undefined, 400, "bad-polygon", /“polygon”/],
    ["12.81 km²", squarePolygon(24.65, 59.4, 0.045), 413, "area-too-large", /12\.81 km².*at most 10 km²/],
    ["1,000 km²", squarePolygon(24.6, 59.3, 0.4), 413, "area-too-large", /km across/],
    ["one beside the data", squarePolygon(8.65, 49.87, 0.001), 422, "empty-answer", /outside the data/],
  ])("%s", async (_name, polygon, status, code, message) => {
    await expectRefusal({ polygon }, {}, { status, code, message });
  });

  test("one sent as [longitude, latitude] is told that latitude comes first, any other where the data are", async () => {
    const service = await open();
    const nextOf = async (polygon: number[][]) => (await (await service.context({ polygon })).json()).next;
    expect(await nextOf(smallBody.polygon.map(([lat, lon]) => [lon, lat]))).toBe(
      "Latitude comes first: send [latitude, longitude] pairs. The other way round the area lies within the data.",
    );
    expect(await nextOf(squarePolygon(8.65, 49.87, 0.001))).toBe(
      "Draw an area between longitude 24.6 and 24.8, latitude 59.3 and 59.5.",
    );
  });

  test("every issue of a ring is listed with its field", async () => {
    const service = await open();
    const reply = await (await service.context({ polygon: bowtie })).json();
    expect(reply.issues).toEqual([
      {
        path: "polygon.0",
        code: "ring-self-crossing",
        message: expect.stringContaining("side 1"),
        data: { side: 1, other: 3 },
      },
    ]);
  });
});

describe("a bad request is refused in words and costs nothing:", () => {
  const huge = `{"x":"${"y".repeat(1_100_000)}"}`;
  test.each<[string, unknown, number, string, RegExp]>([
    ["broken JSON", '{"polygon": [[1,2]', 400, "bad-request", /not JSON/],
    ["HTML", "<!doctype html>", 400, "bad-request", /not JSON/],
    ["nothing", "", 400, "bad-request", /no body/],
    ["a list", "[]", 400, "bad-request", /not usable/],
    ["a huge body", huge, 413, "too-big", /larger than 1000 kB/],
    ["an unknown roof", settings({ defaultRoofType: "thatched" }), 400, "bad-request", /defaultRoofType”/],
    ["an unknown layer", settings({ geometry: ["sewers"] }), 400, "bad-request", /“settings\.geometry\.0”/],
    [
      "an unknown crs",
      settings({ crs: "EPSG:9999" }),
      400,
      "bad-request",
      /“settings\.crs”.*"EPSG:3857"\|"UTM"/,
    ],
    ["no layer", settings({ geometry: [] }), 400, "bad-request", /no layer at all/],
    [
      "ground that is only lifted on",
      settings({ geometry: ["topography"], liftOnly: true }),
      400,
      "bad-request",
      /no layer at all/,
    ],
    ["holes beside the ring", { ...smallBody, holes: [smallBody.polygon] }, 400, "bad-polygon", /holes/],
  ])("%s", async (_name, body, status, code, message) => {
    await expectRefusal(body, {}, { status, code, message });
  });

  test.each([["a b"], ["a".repeat(201)], ["ä"]])("the Idempotency-Key %j", async (id) => {
    const expected = { status: 400, code: "bad-request", message: /Idempotency-Key must be/ };
    await expectRefusal(smallBody, { "idempotency-key": id }, expected);
  });
});

test("an area beyond the balance is 402 and says where to add some", async () => {
  const service = await open();
  const response = await service.context({ polygon: squarePolygon(24.7, 59.4, 0.015) });
  const reply = await response.json();
  expect([response.status, reply.code, reply.charged]).toEqual([402, "no-balance", "no"]);
  expect(reply.message).toBe("The area has 1.423587 km², the account has 1 km² left.");
  expect(reply.next).toContain("http://127.0.0.1:8787/billing");
  expectIds(reply);
});

test("too many requests are 429 with Retry-After", async () => {
  const now = new Date();
  const service = await open({ rateLimit: { burst: 2, perSecond: 0.1 }, now: () => now });
  const responses = [];
  for (let i = 0; i < 3; i++) responses.push(await service.context({}));
  expect(responses.map(({ status }) => status)).toEqual([400, 400, 429]);
  expect(responses[2].headers.get("retry-after")).toBe("10");
  const reply = await responses[2].json();
  expect(reply.next).toBe("Wait 10 s and try again.");
  expectIds(reply);
});
