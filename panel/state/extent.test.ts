import { expect, it } from "vitest";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { fakePorts } from "../testing/fake-ports.ts";
import { areaFacts, roundRing } from "./draft.ts";
import { inCoverage } from "./extent.ts";
import { primaryAction } from "./primary-action.ts";
import { createStore } from "./store.ts";

const monaco = [7.4, 43.72, 7.45, 43.76];
const box = (lon: number, lat: number) => roundRing(areaFromRectangle([lon, lat], 300, 200).ring);

it("tells an area in the data from one at its edge and one in another country", () => {
  expect(inCoverage(box(7.42, 43.735), monaco)).toBe("all");
  expect(inCoverage(box(7.45, 43.735), monaco)).toBe("part");
  expect(inCoverage(box(13.4, 52.52), monaco)).toBe("none");
  expect(inCoverage(box(7.42, 52.52), monaco)).toBe("none");
  expect(inCoverage(box(13.4, 52.52), null)).toBe("all");
});

it("says that a restored area in another country is all outside the data, and sells nothing there", () => {
  const restored = { shape: "rectangle" as const, ring: box(13.4, 52.52) };
  expect(areaFacts(restored, null, monaco).issues.map(({ message }) => message)).toEqual([
    "All of the area lies outside the data of this service.",
  ]);
  const store = createStore(fakePorts());
  store.area.value = restored;
  store.info.value = {
    name: "Contextile",
    version: "1",
    confirmsRequestIds: true,
    maxAreaKm2: 100,
    pricePerKm2: { amount: 30, currency: "EUR" },
    coverage: monaco,
    sampleArea: null,
    attribution: [],
  };
  const action = primaryAction({
    life: store.life.value,
    step: "area",
    km2: store.facts.value?.km2 ?? null,
    draftIssue: store.draftIssue.value,
    hasKey: true,
    account: null,
    info: store.info.value,
    documentName: "",
    hostTakesModels: true,
    insertNameMissing: false,
    stored: false,
    freeRepeat: false,
  });
  expect([action.detail, action.blocked]).toEqual([
    "",
    "All of the area lies outside the data of this service.",
  ]);
  store.area.value = { shape: "rectangle", ring: box(7.42, 43.735) };
  expect(store.draftIssue.value).toBeNull();
});
