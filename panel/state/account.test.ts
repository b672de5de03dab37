import { afterEach, expect, it, vi } from "vitest";
import { fakePorts } from "../testing/fake-ports.ts";
import { sampleAccount, sampleServiceInfo } from "../testing/sample-service.ts";
import { keepAskingForInfo } from "./account.ts";
import { createStore } from "./store.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("asks a service that was not there at the start again, ever more slowly, until it says what it costs", async () => {
  vi.useFakeTimers();
  const ports = fakePorts();
  let asked = 0;
  ports.service.account = () => Promise.resolve(sampleAccount);
  ports.service.info = () => {
    asked++;
    return asked < 6 ? Promise.reject(new Error("away")) : Promise.resolve(sampleServiceInfo);
  };
  const store = createStore(ports);
  const done = keepAskingForInfo(store);
  // After 5, 10, 20, 40 and 60 seconds more.
  await vi.advanceTimersByTimeAsync(134_000);
  expect([asked, store.info.value]).toEqual([4, null]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toBe(5);
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  expect(store.info.value).toEqual(sampleServiceInfo);
  expect(store.account.value).toEqual(sampleAccount);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toBe(6);
});

it("asks no more once the program is gone", async () => {
  vi.useFakeTimers();
  const ports = fakePorts();
  let asked = 0;
  ports.service.info = () => {
    asked++;
    return Promise.reject(new Error("away"));
  };
  const store = createStore(ports);
  const done = keepAskingForInfo(store);
  store.hostGone.value = true;
  await vi.advanceTimersByTimeAsync(600_000);
  await done;
  expect(asked).toBe(0);
});
