import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeScene } from "../../shared/exports/scene.ts";
import { ringAreaKm2 } from "../../shared/geo/area.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { makeScene } from "../../shared/testing/make-scene.ts";
import { BlenderHome, countSchema } from "./blender-program.ts";
import { type Checks, codeOf, holds, near, same } from "./checks.ts";
import { eastArea, madeUpKey, nobody, testRenamedParent } from "./common-checks.ts";
import { compareLayers, expectedLayers } from "./expected.ts";
import { startScreen } from "./freecad-program.ts";
import type { LineProcess } from "./line-process.ts";
import { connectPanel, type PanelClient } from "./panel-client.ts";
import { allThere, faultOf, groundCorners, inDocument, plot, ringOf, sameRing } from "./selection-checks.ts";

/** Blender in background mode: the add-on from the packed zip, driven over the bridge, its files re-opened. */
export async function testBlender(checks: Checks, zip: string): Promise<void> {
  const home = new BlenderHome(nobody);
  let run: { blender: LineProcess; panel: PanelClient } | null = null;
  await checks.run("Blender installs the packed zip into a fresh home", () => home.install(zip));
  await checks.run("the installed add-on serves the panel and pairs with it", async () => {
    const { blender, url } = await home.serve();
    run = { blender, panel: await connectPanel(url) };
    same(run.panel.profile.name, "Blender", "name");
    same(run.panel.profile.formats, ["scene"], "formats");
    const page = await fetch(new URL("/", url));
    same([page.status, page.headers.get("x-content-type-options")], [200, "nosniff"], "page");
  });
  if (run === null) return;
  const { blender, panel }: { blender: LineProcess; panel: PanelClient } = run;
  await testInserts(checks, home, blender, panel);
  await testRefusals(checks, blender, panel);
  await blender.tell("slow 0");
  await testUnits(checks, home, blender, panel);
  await testSelection(checks, home, panel.profile.serviceOrigin);
  await testKey(checks, home, blender, panel);
  await blender.tell("slow 0.05");
  await checks.run("a Blender that is killed during an insert leaves the saved file as it was", () =>
    killDuringInsert(home, blender, panel),
  );
  blender.kill();
  await blender.ended;
  await checks.run("with a window, Blender's own timer inserts, and one undo takes it away", () =>
    testWindow(home),
  );
}

/** One smoke test only: a window drawn in software is slow. */
async function testWindow(home: BlenderHome): Promise<void> {
  const { screen, display } = await startScreen();
  const { blender, url } = await home.serveWindow(display);
  try {
    const panel = await connectPanel(url);
    const before = countSchema.parse(await blender.tell("count"));
    const { receipt } = await panel.insert(makeScene(), { name: "Window" });
    same(receipt.made.length, 5, "layers");
    holds(
      receipt.warnings.some((text) => text.includes("0.5 m away")),
      "the view's range is fitted, and said to be",
    );
    const inserted = countSchema.parse(await blender.tell("count"));
    same(inserted.ids[0], before.ids[0] + 4 + 6, "objects");
    same(countSchema.parse(await blender.tell("undo")).ids[0], before.ids[0], "objects after undo");
    await blender.stop();
  } finally {
    blender.kill();
    screen.kill();
    await Promise.all([blender.ended, screen.ended]);
  }
}

async function testInserts(checks: Checks, home: BlenderHome, blender: LineProcess, panel: PanelClient) {
  const model = makeScene({ boxes: 12, trees: 30 });
  const first = join(home.folder, "first.blend");
  await checks.run("a scene is inserted, and a second Blender finds every triangle of it", async () => {
    const { receipt, handoff } = await panel.insert(model, { name: "Luisenplatz" });
    same([receipt.replaced, receipt.georeference, receipt.skipped], [0, "stored", []], "receipt");
    same(receipt.undoName, "Luisenplatz", "undo name");
    await blender.tell(`save ${first}`);
    const { areas, georeference } = await home.measure(first);
    same([areas.length, areas[0].name], [1, "Luisenplatz"], "areas");
    compareLayers(areas[0].layers, expectedLayers(model));
    const made = Object.fromEntries(receipt.made.map(({ layer, facets }) => [layer, facets]));
    same(made.buildings, 16 + 12 * 12, "facets of buildings in the receipt");
    same(georeference, { ...handoff.header.georeference }, "georeference");
    same(areas[0].attribution, "Made by a test (MIT)", "attribution");
  });
  await checks.run(
    "a layer is one mesh, trees are linked, and descriptors and colours are there",
    async () => {
      const { areas } = await home.measure(first);
      const { layers, materials } = areas[0];
      same([layers.Buildings.objects, layers.Surface.objects], [1, 1], "objects");
      same([layers.Infrastructure.objects, layers.Infrastructure.meshes], [30, 2], "linked trees");
      holds(materials.includes("Contextile Surface #787a7e"), `materials: ${materials.join()}`);
    },
  );
  await checks.run("the same area again replaces what the first import made", async () => {
    const smaller = makeScene({ boxes: 2, trees: 3, terrain: "mesh" });
    const { receipt } = await panel.insert(smaller, { name: "Luisenplatz" });
    same([receipt.replaced, receipt.georeference], [4 + 30, "aligned"], "receipt");
    const file = join(home.folder, "again.blend");
    await blender.tell(`save ${file}`);
    const { areas, objects } = await home.measure(file);
    same([areas.length, objects], [1, 3 + 4 + 3], "one area, Blender's own three objects beside it");
    holds(areas[0].objects.includes("Buildings"), `plain names: ${areas[0].objects.join()}`);
    compareLayers(areas[0].layers, expectedLayers(smaller));
  });
  await checks.run("one undo takes an insert away, and brings back what it replaced", async () => {
    const before = countSchema.parse(await blender.tell("count"));
    await panel.insert(model, { name: "Luisenplatz" });
    const inserted = countSchema.parse(await blender.tell("count"));
    holds(inserted.ids[0] > before.ids[0], "more objects after the insert");
    same(countSchema.parse(await blender.tell("undo")), before, "document");
    const file = join(home.folder, "back.blend");
    await blender.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    compareLayers(areas[0].layers, expectedLayers(makeScene({ boxes: 2, trees: 3, terrain: "mesh" })));
  });
  await testRenamedParent(checks, blender, panel);
  await checks.run("what the user has put among the imported objects survives a replacement", async () => {
    await blender.tell("lodge");
    const again = makeScene({ boxes: 2, trees: 3, terrain: "mesh" });
    same((await panel.insert(again, { name: "Luisenplatz" })).receipt.replaced, 4 + 3, "replaced");
    const { names } = countSchema.parse(await blender.tell("count"));
    holds(names.includes("My own"), `objects: ${names.join()}`);
    await blender.tell("evict");
  });
  await checks.run("another area aligns with the first by its offset, one object per building", async () => {
    const east = movedModel(makeScene({ boxes: 5, trees: 0, terrain: "none" }));
    const { receipt, handoff } = await panel.insert(east, { name: "East", area: eastArea, perFeature: true });
    same([receipt.replaced, receipt.georeference], [0, "aligned"], "receipt");
    near(handoff.header.offsetM[0], 1437.2, 1, "offset east");
    const file = join(home.folder, "two.blend");
    await blender.tell(`save ${file}`);
    const { areas } = await home.measure(file);
    const found = areas.find((area) => area.name === "East");
    same(found?.layers.Buildings.objects, 6, "buildings");
    holds(found?.objects.some((name) => name.startsWith("Gabled <b>house</b>")) ?? false, "the name as text");
    near(found?.layers.Buildings.min[0] ?? 0, handoff.header.offsetM[0], 0.01, "west end of the buildings");
  });
}

async function testUnits(checks: Checks, home: BlenderHome, blender: LineProcess, panel: PanelClient) {
  await checks.run(
    "in a file of millimetres the model has its true size, and metres are kept in the facts",
    async () => {
      const model = makeScene({ boxes: 2, trees: 4 });
      const file = join(home.folder, "millimetres.blend");
      await blender.tell("unit 0.001");
      await panel.insert(model, { name: "Millimetres" });
      await blender.tell(`save ${file}`);
      await blender.tell("unit 1");
      const { areas } = await home.measure(file);
      const found = areas.find((area) => area.name === "Millimetres");
      compareLayers(found?.layers ?? {}, expectedLayers(model));
    },
  );
}

/** In a Blender of its own: a fresh document, whose origin the first insert sets. */
async function testSelection(checks: Checks, home: BlenderHome, serviceOrigin: string) {
  const { blender, url } = await home.serve();
  const panel = await connectPanel(url);
  const ground = makeScene({ boxes: 0, trees: 0, terrain: "mesh" });
  const east = movedModel(ground);
  await checks.run("Blender says that it reads selections and which service it talks to", async () => {
    same([panel.profile.canReadSelection, serviceOrigin], [true, nobody], "profile");
  });
  await checks.run("an outline in a document without a place on Earth is told apart", async () => {
    await blender.tell("select");
    same(await faultOf(panel), "nothing-selected", "fault");
    await blender.tell("outline 0 0 10 0 0 10");
    same(await faultOf(panel), "not-georeferenced", "fault");
  });
  await panel.insert(ground, { name: "Ground" });
  await checks.run(
    "ground inserted a kilometre away is selected and lies where it lay on the map",
    async () => {
      const { receipt, handoff } = await panel.insert(east, { name: "East", area: eastArea });
      near(handoff.header.offsetM[0], 1437.2, 1, "offset east");
      const name = receipt.hostIds.find((id) => id.startsWith("Topography")) ?? "";
      await blender.tell(`select ${name}`);
      const { ring, others } = await ringOf(panel);
      same(others, 0, "others");
      allThere(ring, groundCorners(east));
    },
  );
  for (const unit of ["1", "0.001", "0.3048"])
    await checks.run(`an outline comes back to a centimetre where a unit is ${unit} m`, async () => {
      await blender.tell(`unit ${unit}`);
      await blender.tell(`outline ${await inDocument(panel, plot)}`);
      sameRing((await ringOf(panel)).ring, plot);
    });
  await checks.run("in Edit mode the selected edges are the outline", async () => {
    await blender.tell("edit Plot.003");
    sameRing((await ringOf(panel)).ring, plot);
    await blender.tell("mode OBJECT");
  });
  await checks.run("a curve is cut, and a solid, two objects and an open line are told apart", async () => {
    await blender.tell("unit 1");
    await blender.tell("circle 100");
    const { ring } = await ringOf(panel);
    holds(ring.length > 30, `${ring.length} corners of a circle`);
    // Bezier circles are true to 3 parts in 10,000; 48 chords lose 0.3 % of π · 100² m².
    near(ringAreaKm2(ring) * 1e6, Math.PI * 1e4, 200, "area of the circle");
    for (const [line, fault] of [
      ["select Cube", "no-outline"],
      ["select Camera", "no-outline"],
      ["select Cube Camera", "several-selected"],
      ["open-line 0 0 10 0 10 10", "not-closed"],
    ]) {
      await blender.tell(line);
      same(await faultOf(panel), fault, line);
    }
  });
  blender.kill();
  await blender.ended;
}

/** The same town 0.02° further east. */
function movedModel(model: SceneModel): SceneModel {
  return { ...model, frame: { ...model.frame, originLonDeg: model.frame.originLonDeg + 0.02 } };
}

async function testRefusals(checks: Checks, blender: LineProcess, panel: PanelClient) {
  const model = makeScene({ boxes: 3, trees: 40 });
  await checks.run("a damaged model is refused and leaves nothing", async () => {
    const before = countSchema.parse(await blender.tell("count"));
    const damage = (sound: SceneModel): SceneModel => ({
      ...sound,
      layers: sound.layers.map((layer) =>
        layer.kind === "mesh" ? { ...layer, indices: layer.indices.map(() => 9e8) } : layer,
      ),
    });
    same(
      await codeOf(panel.insert(damage(model), { name: "Broken" })),
      "internal",
      "code of the panel's gate",
    );
    same(await codeOf(panel.insert(model, { name: "Broken", damage })), "malformed-body", "code of the host");
    same(countSchema.parse(await blender.tell("count")), before, "document");
  });
  await checks.run("in Edit mode the insert is host-busy, and works after it", async () => {
    await blender.tell("mode EDIT");
    same(await codeOf(panel.insert(model, { name: "Edit" })), "host-busy", "code");
    await blender.tell("mode OBJECT");
    await panel.insert(model, { name: "Edit" });
  });
  await checks.run(
    "a Blender that answers nothing is host-busy in time, and nothing happens later",
    async () => {
      const before = countSchema.parse(await blender.tell("count"));
      blender.say("stall 14");
      await new Promise((resolve) => setTimeout(resolve, 200));
      same(await codeOf(panel.session.request("document.georeference.get", {})), "host-busy", "code");
      await blender.waitFor("DONE stall 14");
      same(countSchema.parse(await blender.tell("count")), before, "document");
    },
  );
  await blender.tell("slow 0.05");
  await checks.run("a cancelled insert leaves nothing, not even materials", async () => {
    const before = countSchema.parse(await blender.tell("count"));
    const stop = new AbortController();
    const other = { ring: [[9, 50] as const, [9.1, 50] as const, [9.1, 50.1] as const, [9, 50] as const] };
    const insert = panel.insert(model, { name: "Cancelled", area: other }, abortWhenPlacing(stop));
    same(await codeOf(insert), "cancelled", "code");
    same(countSchema.parse(await blender.tell("count")), before, "document");
  });
  await checks.run("a second insert while one runs is host-busy; the first is finished", async () => {
    let placing: () => void = () => {};
    const began = new Promise<void>((resolve) => {
      placing = resolve;
    });
    const running = panel.insert(
      model,
      { name: "Running" },
      { onProgress: (part) => part === "placing" && placing() },
    );
    await began;
    same(await codeOf(secondInsert(panel)), "host-busy", "code");
    same((await running).receipt.replaced > 0, true, "the first replaces");
  });
}

function abortWhenPlacing(stop: AbortController) {
  const onProgress = (part: string, fraction: number | null) => {
    if (part === "placing" && fraction !== null && fraction > 0) stop.abort();
  };
  return { signal: stop.signal, onProgress };
}

/** Not `insert`: that asks the document first, which a running insert would hold up. */
async function secondInsert(panel: PanelClient): Promise<unknown> {
  const bytes = encodeScene(makeScene(), { name: "Second" });
  return panel.session.request("handoff.begin", {
    handoffId: "second-insert-0001",
    format: "scene",
    totalBytes: bytes.length,
    totalChunks: 1,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    replaceKey: "second",
    name: "Second",
    georeference: { originLonDeg: 8.65, originLatDeg: 49.87, originHeightM: 0, crs: "local" },
    offsetM: [0, 0, 0],
    perFeature: false,
    attribution: [],
  });
}

async function testKey(checks: Checks, home: BlenderHome, blender: LineProcess, panel: PanelClient) {
  await checks.run("the key goes in once, is told by its last four, and is forgotten", async () => {
    const state = await panel.session.request("secret.set", { key: ` ${madeUpKey}\n` });
    same([state.hasKey, state.last4], [true, "WXYZ"], "state");
    holds(!JSON.stringify(state).includes(madeUpKey), "the key is in no answer");
    same(state.warning !== "" || state.store.includes("keyring"), true, "a plain store is said to be one");
    const profile = await panel.session.hello();
    same(profile.secret, state, "the profile says the same");
    const file = join(home.folder, "key.blend");
    await blender.tell(`save ${file}`);
    holds(!readFileSync(file).includes(madeUpKey), "the key is not in the document");
    same((await panel.session.request("secret.clear", {})).hasKey, false, "after clear");
    const preferences = join(home.folder, ".config/blender/3.4/config/userpref.blend");
    holds(
      !existsSync(preferences) || !readFileSync(preferences).includes(madeUpKey),
      "a forgotten key is gone from the preferences",
    );
  });
}

async function killDuringInsert(home: BlenderHome, blender: LineProcess, panel: PanelClient): Promise<void> {
  const file = join(home.folder, "kept.blend");
  await blender.tell(`save ${file}`);
  const before = readFileSync(file);
  const insert = panel.insert(
    makeScene({ trees: 60 }),
    { name: "Doomed" },
    {
      onProgress: (part, fraction) =>
        part === "placing" && fraction !== null && fraction > 0 && blender.kill(),
    },
  );
  const code = await codeOf(insert);
  same(code, "host-gone", "code");
  holds(readFileSync(file).equals(before), "the saved file changed");
  const { areas } = await home.measure(file);
  holds(areas.length > 0, "the saved file opens");
}
