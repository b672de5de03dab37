import { expect, test } from "vitest";
import { openTestService } from "../testing/open-test-service.ts";
import { isDiskFull } from "./full-disk.ts";

test.each<[string, unknown, boolean]>([
  ["Node's", Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }), true],
  ["a database server's", Object.assign(new Error("could not extend file"), { code: "53100" }), true],
  ["the embedded database's", { name: "ErrnoError", errno: 51 }, true],
  ["one behind another", new Error("not booked", { cause: { errno: 51 } }), true],
  ["another of a database", Object.assign(new Error("deadlock"), { code: "40P01" }), false],
  ["another of the embedded database", { name: "ErrnoError", errno: 44 }, false],
  ["nothing", null, false],
])("a full disk is known as such: %s", (_, thrown, expected) => {
  expect(isDiskFull(thrown)).toBe(expected);
});

test("a service whose disk is full says so, charges nothing, and tells its operator", async () => {
  let full = false;
  const service = await openTestService();
  const { transaction } = service.store;
  service.store.transaction = (work) =>
    full
      ? Promise.reject(Object.assign(new Error("could not extend file"), { code: "53100" }))
      : transaction(work);
  full = true;
  const response = await service.context();
  expect(response.status).toBe(507);
  expect(await response.json()).toMatchObject({
    code: "service-down",
    charged: "no",
    message: "The disk of the service is full.",
    said: { id: "service-disk-full", data: {} },
    nextSaid: { id: "next-make-room", data: {} },
  });
  expect(String(service.errors[0])).toContain("could not extend file");
  full = false;
  expect((await service.context()).status).toBe(200);
  await service.close();
});
