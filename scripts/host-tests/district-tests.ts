/** A real district in the real programs: whole, and with one object per building. Absent data is said and left out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startService } from "../../server/serve.ts";
import { fetchContext } from "../../shared/api/fetch-context.ts";
import type { AreaSelection } from "../../shared/scene/area-selection.ts";
import type { SceneModel } from "../../shared/scene/scene-model.ts";
import { defaultSettings } from "../../shared/settings/schema.ts";
import { districtPath } from "../../shared/testing/districts.ts";
import { BlenderHome } from "./blender-program.ts";
import { type Checks, holds, same } from "./checks.ts";
import { nobody } from "./common-checks.ts";
import { compareLayers, expectedLayers, type LayerFacts } from "./expected.ts";
import { FreecadHome, startScreen } from "./freecad-program.ts";
import type { LineProcess } from "./line-process.ts";
import { connectPanel, type Inserted, type PanelClient } from "./panel-client.ts";

/** Luisenplatz, Darmstadt: 330 × 330 m. */
const square: AreaSelection = {
  ring: [
    [8.6495, 49.871],
    [8.6541, 49.871],
    [8.6541, 49.874],
    [8.6495, 49.874],
    [8.6495, 49.871],
  ],
};

interface Opened {
  panel: PanelClient;
  program: LineProcess;
  /** Layers of the one area in a saved file. */
  layersOf(file: string): Promise<Record<string, LayerFacts>[]>;
  file(name: string): string;
}

export async function testDistrict(
  checks: Checks,
  zips: { blender: string; freecad: string },
): Promise<void> {
  const osmFile = districtPath("darmstadt-luisenplatz.osm.pbf");
  if (osmFile === null) return;
  const model = await fetchDistrict(osmFile);
  await checks.run("a real district is whole in Blender, by layer and by building", () =>
    withBlender(zips.blender, (opened) => insertBothWays(opened, model)),
  );
  await checks.run("a real district is whole in FreeCAD, by layer and by building", () =>
    withFreecad(zips.freecad, (opened) => insertBothWays(opened, model)),
  );
}

async function insertBothWays({ panel, program, layersOf, file }: Opened, model: SceneModel): Promise<void> {
  for (const perFeature of [false, true]) {
    const began = Date.now();
    const { receipt } = await panel.insert(model, { name: "Luisenplatz", area: square, perFeature });
    console.log(`        ${describe(receipt)} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    holds(perFeature === receipt.replaced > 0, `${receipt.replaced} objects replaced`);
    const path = file(perFeature ? "by-building" : "by-layer");
    await program.tell(`save ${path}`);
    const areas = await layersOf(path);
    same(areas.length, 1, "areas");
    compareLayers(filled(areas[0]), filled(withoutSkipped(expectedLayers(model), receipt)));
  }
}

function describe({ made, skipped, warnings }: Inserted["receipt"]): string {
  const layers = made.map(({ layer, objects, facets }) => `${layer} ${objects}/${facets}`).join(", ");
  return [
    layers,
    ...skipped.map(({ what, reason, count }) => `${what}: ${count} ${reason}`),
    ...warnings,
  ].join("; ");
}

/** What the program said that it does not keep is not asked for. */
function withoutSkipped(wanted: Record<string, LayerFacts>, { skipped }: Inserted["receipt"]) {
  for (const { what, count } of skipped) if (what in wanted) wanted[what].facets -= count;
  return wanted;
}

const filled = (layers: Record<string, LayerFacts>) =>
  Object.fromEntries(Object.entries(layers).filter(([, { facets }]) => facets > 0));

async function fetchDistrict(osmFile: string): Promise<SceneModel> {
  const dataFolder = mkdtempSync(join(tmpdir(), "contextile-service-"));
  const service = await startService({ dataFolder, port: 0, osmFile, writeLine: () => {} });
  try {
    return await fetchContext({
      serviceUrl: service.url,
      headers: { authorization: `Bearer ${service.key}` },
      area: square,
      settings: defaultSettings,
      requestId: "host-tests-district-0001",
      confirmsRequestIds: true,
      signal: new AbortController().signal,
    });
  } finally {
    await service.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function withBlender(zip: string, job: (opened: Opened) => Promise<void>): Promise<void> {
  const home = new BlenderHome(nobody);
  await home.install(zip);
  const { blender, url } = await home.serve();
  try {
    await job({
      panel: await connectPanel(url),
      program: blender,
      layersOf: async (path) => (await home.measure(path)).areas.map((area) => area.layers),
      file: (name) => join(home.folder, `${name}.blend`),
    });
  } finally {
    blender.kill();
    await blender.ended;
    home.remove();
  }
}

async function withFreecad(zip: string, job: (opened: Opened) => Promise<void>): Promise<void> {
  const { screen, display } = await startScreen();
  const home = new FreecadHome(nobody, display);
  home.install(zip);
  const { freecad, url } = await home.serve();
  try {
    await job({
      panel: await connectPanel(url),
      program: freecad,
      layersOf: async (path) => (await home.measure(path)).areas.map((area) => area.layers),
      file: (name) => join(home.folder, `${name}.FCStd`),
    });
  } finally {
    freecad.kill();
    screen.kill();
    await Promise.all([freecad.ended, screen.ended]);
    home.remove();
  }
}
