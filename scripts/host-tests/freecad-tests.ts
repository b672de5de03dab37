import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { type Checks, codeOf, holds, near, same } from "./checks.ts";
import { eastArea, madeUpKey, nobody, testRenamedParent } from "./common-checks.ts";
import { compareLayers, expectedLayers } from "./expected.ts";
import { FreecadHome, freecadCountSchema, startScreen } from "./freecad-program.ts";
import type { LineProcess } from "./line-process.ts";
import { connectPanel, type PanelClient } from "./panel-client.ts";
import { allThere, faultOf, groundCorners, inDocument, plot, ringOf, sameRing } from "./selection-checks.ts";

interface Running {
  home: FreecadHome;
  freecad: LineProcess;
  panel: PanelClient;
}

/** FreeCAD with its window on a virtual screen: the add-on from the packed zip; files re-opened by freecadcmd. */
export async function testFreecad(checks: Checks, zip: string): Promise<void> {
  const { screen, display } = await startScreen();
  const home = new FreecadHome(nobody, display);
  let running: Running | null = null;
  await checks.run(
    "FreeCAD loads the add-on from the packed zip, serves the panel and pairs with it",
    async () => {
      home.install(zip);
      const { freecad, url } = await home.serve();
      running = { home, freecad, panel: await connectPanel(url) };
      same([running.panel.profile.name, running.panel.profile.units], ["FreeCAD", "mm"], "profile");
    },
  );
  if (running !== null) {
    await testInserts(checks, running);
    await testRefusals(checks, running);
    await testSelection(checks, running);
    await killDuringInsert(checks, running);
    const { freecad }: Running = running;
    freecad.kill();
    await freecad.ended;
  }
  screen.kill();
  await screen.ended;
  home.remove();
}

async function testInserts(checks: Checks, { home, freecad, panel }: Running) {
  const model = makeScene({ boxes: 12, trees: 30 });
  const first = join(home.folder, "first.FCStd");
  await checks.run(
    "without a document one is made, and taken away again when the insert is cancelled",
    async () => {
      await freecad.tell("slow 0.3");
      const stop = new AbortController();
      same(
        await codeOf(panel.insert(model, { name: "Cancelled" }, abortWhenPlacing(stop))),
        "cancelled",
        "code",
      );
      const { objects, documents } = freecadCountSchema.parse(await freecad.tell("count"));
      same([objects, documents], [0, 0], "documents");
      await freecad.tell("slow 0");
    },
  );
  await checks.run("a scene is inserted, and a second FreeCAD finds every triangle of it", async () => {
    const { receipt, handoff } = await panel.insert(model, { name: "Luisenplatz" });
    same([receipt.replaced, receipt.georeference, receipt.skipped], [0, "stored", []], "receipt");
    await freecad.tell(`save ${first}`);
    const { areas, georeference } = await home.measure(first);
    same([areas.length, areas[0].name], [1, "Luisenplatz"], "areas");
    compareLayers(areas[0].layers, expectedLayers(model));
    same(georeference, { ...handoff.header.georeference }, "georeference");
    same(areas[0].attribution, "Made by a test (MIT)", "attribution");
  });
  await checks.run("FreeCAD itself calls the buildings solid and agrees on their volume", async () => {
    const { areas } = await home.measure(first);
    const { Buildings } = areas[0].layers;
    // 600 m³ of house, then boxes of 25 m² that are 3, 4 … 14 m high.
    const wanted = 600 + 25 * (3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14);
    same(Buildings.solid, true, "solid");
    near(Buildings.ownVolume, wanted, wanted * 1e-4, "volume");
    same([areas[0].descriptors.length, areas[0].firstFacet[1]], [13, 16], "descriptors and their facets");
    same(areas[0].coloured, ["Surface"], "layers with colours per face");
  });
  await checks.run("one undo takes the whole insert away", async () => {
    const before = freecadCountSchema.parse(await freecad.tell("count"));
    await panel.insert(makeScene({ boxes: 3 }), { name: "Undone", area: eastArea, perFeature: true });
    const inserted = freecadCountSchema.parse(await freecad.tell("count"));
    same(inserted.undo[0], "Undone", "undo name");
    same(inserted.undo.length, before.undo.length + 1, "undo steps");
    const after = freecadCountSchema.parse(await freecad.tell("undo"));
    same([after.objects, after.undo], [before.objects, before.undo], "document");
  });
  await checks.run("the same area again replaces what the first import made", async () => {
    const smaller = makeScene({ boxes: 2, trees: 3, terrain: "mesh" });
    const { receipt } = await panel.insert(smaller, { name: "Luisenplatz" });
    same([receipt.replaced, receipt.georeference], [6, "aligned"], "receipt");
    const file = join(home.folder, "again.FCStd");
    await freecad.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    same([areas.length, areas[0].labels.includes("Buildings")], [1, true], "areas and plain names");
    compareLayers(areas[0].layers, expectedLayers(smaller));
  });
  await checks.run("undoing a replacement brings the earlier import back, whole", async () => {
    const file = join(home.folder, "back.FCStd");
    const before = freecadCountSchema.parse(await freecad.tell("count"));
    await panel.insert(model, { name: "Luisenplatz" });
    same(freecadCountSchema.parse(await freecad.tell("undo")), before, "document");
    await freecad.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    const smaller = makeScene({ boxes: 2, trees: 3, terrain: "mesh" });
    compareLayers(areas[0].layers, expectedLayers(smaller));
  });
  await testRenamedParent(checks, freecad, panel);
  await checks.run("what the user has put among the imported objects survives a replacement", async () => {
    await freecad.tell("lodge");
    const again = makeScene({ boxes: 2, trees: 3, terrain: "mesh" });
    same((await panel.insert(again, { name: "Luisenplatz" })).receipt.replaced, 6, "replaced");
    same(freecadCountSchema.parse(await freecad.tell("count")).own, 1, "objects of the user's own");
    await freecad.tell("evict");
  });
  await checks.run("another area aligns with the first by its offset, one object per building", async () => {
    const still = makeScene({ boxes: 5, trees: 0, terrain: "none" });
    const east = { ...still, frame: { ...still.frame, originLonDeg: still.frame.originLonDeg + 0.02 } };
    const { receipt, handoff } = await panel.insert(east, { name: "East", area: eastArea, perFeature: true });
    same([receipt.replaced, receipt.georeference], [0, "aligned"], "receipt");
    const file = join(home.folder, "two.FCStd");
    await freecad.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    const found = areas.find((area) => area.name === "East");
    same(found?.layers.Buildings.objects, 6, "buildings");
    near(found?.layers.Buildings.min[0] ?? 0, handoff.header.offsetM[0], 0.01, "west end of the buildings");
    holds(
      found?.labels.some((label) => label.startsWith("Gabled <b>house</b>")) ?? false,
      "the name as text",
    );
  });
}

async function testRefusals(checks: Checks, { freecad, panel }: Running) {
  const model = makeScene({ boxes: 3, trees: 40 });
  await checks.run("while a task dialog is open the insert is host-busy, and works after it", async () => {
    await freecad.tell("dialog open");
    same(await codeOf(panel.insert(model, { name: "Busy" })), "host-busy", "code");
    await freecad.tell("dialog close");
    await panel.insert(model, { name: "Busy" });
  });
  await freecad.tell("slow 0.3");
  await checks.run("a cancelled insert leaves nothing and no undo step", async () => {
    const before = freecadCountSchema.parse(await freecad.tell("count"));
    const stop = new AbortController();
    const insert = panel.insert(model, { name: "Cancelled" }, abortWhenPlacing(stop));
    same(await codeOf(insert), "cancelled", "code");
    same(freecadCountSchema.parse(await freecad.tell("count")), before, "document");
  });
  await checks.run("the key goes in once, is told by its last four, and is forgotten", async () => {
    const state = await panel.session.request("secret.set", { key: madeUpKey });
    same([state.last4, state.warning !== "" || state.store.includes("keyring")], ["WXYZ", true], "key");
    same((await panel.session.request("secret.clear", {})).hasKey, false, "after clear");
  });
}

function abortWhenPlacing(stop: AbortController) {
  const onProgress = (part: string, fraction: number | null) => {
    if (part === "placing" && fraction !== null && fraction > 0) stop.abort();
  };
  return { signal: stop.signal, onProgress };
}

async function testSelection(checks: Checks, { freecad, panel }: Running) {
  const ground = makeScene({ boxes: 0, trees: 0, terrain: "mesh" });
  const east = { ...ground, frame: { ...ground.frame, originLonDeg: ground.frame.originLonDeg + 0.02 } };
  await freecad.tell("slow 0");
  await checks.run("an outline in a document without a place on Earth is told apart", async () => {
    await freecad.tell("new");
    same(panel.profile.canReadSelection, true, "capability");
    same(await faultOf(panel), "nothing-selected", "fault");
    await freecad.tell("outline 0 0 10 0 0 10");
    same(await faultOf(panel), "not-georeferenced", "fault");
  });
  await panel.insert(ground, { name: "Ground" });
  await checks.run(
    "ground inserted a kilometre away is selected and lies where it lay on the map",
    async () => {
      const { receipt } = await panel.insert(east, { name: "East", area: eastArea });
      await freecad.tell(`name-select ${receipt.hostIds[0]}`);
      const { ring, others } = await ringOf(panel);
      same(others, 0, "others");
      allThere(ring, groundCorners(east));
    },
  );
  for (const [kind, called] of [
    ["outline", "an outline"],
    ["face", "a face"],
  ])
    await checks.run(
      `${called} of millimetres, moved and turned within a part, comes back to a centimetre`,
      async () => {
        await freecad.tell(`${kind} ${await inDocument(panel, plot)}`);
        const { ring, name } = await ringOf(panel);
        sameRing(ring, plot);
        same(name.startsWith("Plot"), true, "name");
      },
    );
  await checks.run("a face or the edges that were picked are the outline", async () => {
    const label = (await ringOf(panel)).name;
    await freecad.tell(`pick ${label} Face1`);
    sameRing((await ringOf(panel)).ring, plot);
    await freecad.tell(`pick ${label} Edge3 Edge1 Edge5 Edge2 Edge4`);
    sameRing((await ringOf(panel)).ring, plot);
    await freecad.tell(`pick ${label} Edge3 Edge1 Edge5`);
    same(await faultOf(panel), "not-closed", "fault");
  });
  await checks.run("a curve is cut, and a solid, two objects and an open line are told apart", async () => {
    await freecad.tell("circle 100");
    const { ring } = await ringOf(panel);
    // Chords that leave the arc by 5 mm at most lose at most 5 mm · 2π · 100 m.
    near(ringAreaKm2(ring) * 1e6, Math.PI * 1e4, 4, "area of the circle");
    await freecad.tell("solid");
    for (const [line, fault] of [
      ["select Solid", "no-outline"],
      ["select Solid Round", "several-selected"],
      ["open-line 0 0 10 0 10 10", "not-closed"],
    ]) {
      await freecad.tell(line);
      same(await faultOf(panel), fault, line);
    }
  });
  // The tests after this have to meet an insert while it runs.
  await freecad.tell("slow 0.3");
}

async function killDuringInsert(checks: Checks, { home, freecad, panel }: Running): Promise<void> {
  await checks.run("a FreeCAD that is killed during an insert leaves the saved file as it was", async () => {
    const file = join(home.folder, "kept.FCStd");
    await freecad.tell(`save ${file}`);
    const before = readFileSync(file);
    const insert = panel.insert(
      makeScene({ trees: 60 }),
      { name: "Doomed" },
      {
        onProgress: (part, fraction) =>
          part === "placing" && fraction !== null && fraction > 0 && freecad.kill(),
      },
    );
    same(await codeOf(insert), "host-gone", "code");
    holds(readFileSync(file).equals(before), "the saved file changed");
    holds((await home.measure(file)).areas.length > 0, "the saved file opens");
  });
}
