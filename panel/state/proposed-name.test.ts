import { expect, it } from "vitest";
import { areaFromRectangle } from "../../shared/geo/rectangle.ts";
import { fakePorts } from "../testing/fake-ports.ts";
import { roundRing } from "./draft.ts";
import { rememberArea } from "./recent-areas.ts";
import { createStore } from "./store.ts";

const at = (lon: number, lat: number) => ({
  shape: "rectangle" as const,
  ring: roundRing(areaFromRectangle([lon, lat], 300, 200).ring),
});

function storeWithPlace() {
  const store = createStore(fakePorts());
  const sample = at(7.42, 43.735);
  store.area.value = sample;
  store.names.propose("Sample town", sample.ring);
  return store;
}

it("does not name another area after the first place: the proposed name is withdrawn", () => {
  const store = storeWithPlace();
  expect(store.insertName.value).toBe("Sample town");
  store.area.value = at(13.4, 52.52);
  expect(store.insertName.value).toBe("City context");
  rememberArea(store);
  expect(store.recentAreas.value[0]?.name).toBe("");
});

it("gives the first place its name back when the area goes back there, as an undo does", () => {
  const store = storeWithPlace();
  const [first] = [store.area.value];
  store.names.propose("Long Lane", at(13.4, 52.52).ring);
  store.area.value = at(13.4, 52.52);
  expect(store.insertName.value).toBe("Long Lane");
  store.area.value = at(2.35, 48.85);
  expect(store.insertName.value).toBe("City context");
  store.area.value = first;
  expect(store.insertName.value).toBe("Sample town");
});

it("keeps the name while the area is changed at the same place, and one that the user typed anywhere", () => {
  const store = storeWithPlace();
  store.area.value = at(7.4205, 43.7352);
  expect(store.insertName.value).toBe("Sample town");
  store.insertName.value = "My site";
  store.area.value = at(13.4, 52.52);
  expect(store.insertName.value).toBe("My site");
});

it("keeps the name of a found place for the area that is drawn there next", () => {
  const store = storeWithPlace();
  store.names.propose("Long Lane", at(13.4, 52.52).ring);
  store.area.value = at(13.4, 52.52);
  expect(store.insertName.value).toBe("Long Lane");
});
