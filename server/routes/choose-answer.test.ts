import { afterAll, expect, test } from "vitest";
import { fakeEngine } from "../testing/fake-sources.ts";
import { openTestService } from "../testing/open-test-service.ts";

const engine = fakeEngine();
const service = await openTestService({ answerContext: engine.answer });
afterAll(() => service.close());

test("a client that can read nothing of ours is refused with 406 and pays nothing", async () => {
  const before = await service.account();
  const response = await service.context(undefined, { accept: "model/obj, application/json;q=0" });
  expect(response.status).toBe(406);
  expect(response.headers.get("vary")).toBe("accept");
  expect(await response.json()).toMatchObject({
    code: "bad-request",
    charged: "no",
    message: "The Accept header rules out every form in which this service answers.",
  });
  expect(await service.account()).toEqual(before);
  expect(engine.calls).toBe(0);
});

test("an answer says which form it has and that another header may change it", async () => {
  const response = await service.context(undefined, { accept: "application/*" });
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("vary")).toContain("accept");
});
