import { expect, test } from "vitest";
import { previewSuite } from "../testing/preview-suite.ts";

const suite = previewSuite();

/** Hatching of the light theme, in sRGB: the colour of the cut and its lines. */
const hatching = [
  [0x56, 0x5d, 0x65],
  [0x8b, 0x93, 0x9b],
];

type Thing =
  | "building"
  | "holed building"
  | "wall"
  | "bridge"
  | "lawn"
  | "tree"
  | "statue"
  | "mixed"
  | "nothing";

/** One thing in the middle of a level place of 100 m, and a level cut 2 m above the ground, seen from above. */
async function cutOpen(thing: Thing): Promise<void> {
  await suite.driver.page.evaluate(async (wanted) => {
    const { box, createPreview, makeDisplay, meshLayer } = window.underTest;
    const solid = box(-5, -5, 10, 10, 0, 8);
    const far = box(30, 30, 5, 5, 0, 8);
    const east = box(15, -5, 10, 10, 0, 8);
    const sheet = { points: [-5, -5, 1, 5, -5, 1, 5, 5, 1, -5, 5, 1], triangles: [0, 1, 2, 0, 2, 3] };
    const lawn = {
      points: sheet.points.map((value, i) => value + [-30, 30, -0.5][i % 3]),
      triangles: sheet.triangles,
    };
    const holed = { ...solid, triangles: solid.triangles.slice(0, -3) };
    const kinds = ["tree", "statueBig"];
    const node = wanted === "tree" ? [0] : wanted === "statue" ? [1] : [];
    // So many trees that they are instances; they stand at the rim.
    const kindIndex = Uint16Array.from([...node, ...Array.from({ length: 250 }, () => 0)]);
    const place = (i: number) =>
      i < node.length ? [0, 0, 0] : [-48 + (i % 40) * 2.4, -48 + Math.floor(i / 40), 0];
    const nodes = Array.from(kindIndex, (_, i) => place(i));
    const one = <T>(name: Thing, there: T): T[] => (wanted === name ? [there] : []);
    const buildings = [far, ...one("building", solid), ...one("holed building", holed)];
    const surfaces = [lawn, ...one("bridge", solid), ...one("lawn", sheet), ...one("mixed", east)];
    const fence = {
      points: [-20, -20, 0, -10, -20, 0, -10, -20, 4, -20, -20, 4],
      triangles: [0, 1, 2, 0, 2, 3],
    };
    const barriers = [far, ...one("wall", solid), ...one("mixed", solid), ...one("mixed", fence)];
    const model = {
      frame: { originLonDeg: 8.65, originLatDeg: 49.87, originHeightM: 0, crs: "local" as const },
      layers: [
        {
          ...{ kind: "grid" as const, id: "topography" as const, segmentsX: 2, segmentsY: 2 },
          ...{ widthM: 100, heightM: 100, centreX: 0, centreY: 0, heights: new Float32Array(9).fill(-0.2) },
        },
        meshLayer(
          "surface",
          surfaces,
          surfaces.map(() => ({ type: "grass" })),
        ),
        meshLayer(
          "barriers",
          barriers,
          barriers.map(() => ({ type: "wall" })),
        ),
        meshLayer(
          "buildings",
          buildings,
          buildings.map(() => ({ type: "building" })),
        ),
        {
          ...{ kind: "instances" as const, id: "infrastructure" as const, kinds, kindIndex },
          positions: Float32Array.from(nodes.flat()),
          scales: Float32Array.from(kindIndex, (kind) => (kind === 0 ? 5 : 1)),
          rotations: new Float32Array(kindIndex.length),
          descriptors: nodes.map(() => ({})),
        },
      ],
      ...{ attributions: [], skipped: [], warnings: [] },
    };
    const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
    if (preview === null) throw new Error("This browser has no WebGL 2.");
    window.preview = preview;
    window.pictures = [];
    await preview.show(model, makeDisplay(model));
    preview.view("top");
    preview.setSection({ axis: "up", atM: 2 });
  }, thing);
}

test.each(["building", "wall", "bridge", "tree", "statue"] as const)(
  "a section fills a %s: whatever is a closed body, of whichever layer",
  async (thing) => {
    await cutOpen(thing);
    expect(hatching).toContainEqual(await suite.driver.pixel(await suite.driver.picture()));
    expect((await suite.driver.stats()).drawCalls).toBeLessThanOrEqual(12);
    await suite.driver.page.evaluate(() => window.preview.setSection({ axis: "east", atM: 60 }));
    expect(hatching).not.toContainEqual(await suite.driver.pixel(await suite.driver.picture()));
    expect(suite.driver.complaints).toEqual([]);
  },
);

test.each(["lawn", "holed building", "nothing"] as const)(
  "a section over %s fills nothing: it has no inside",
  async (thing) => {
    await cutOpen(thing);
    expect(hatching).not.toContainEqual(await suite.driver.pixel(await suite.driver.picture()));
    expect(suite.driver.complaints).toEqual([]);
  },
);

test("a wall among fences and a bridge among lawns are filled in the same cut", async () => {
  await cutOpen("mixed");
  const cut = await suite.driver.picture();
  // The place is 100 m long and wide, seen from above with a little room about it: 3.4 pixels a metre.
  expect(hatching).toContainEqual(await suite.driver.pixel(cut));
  expect(hatching).toContainEqual(await suite.driver.pixel(cut, 240 + 20 * 3.4));
  expect(hatching).not.toContainEqual(await suite.driver.pixel(cut, 240 + 10 * 3.4));
  expect((await suite.driver.stats()).drawCalls).toBeLessThanOrEqual(12);
  expect(suite.driver.complaints).toEqual([]);
});

test("a body that is hidden, or whose layer is off, is not filled", async () => {
  await cutOpen("wall");
  await suite.driver.page.evaluate(() => window.preview.setHidden(2, [1]));
  expect(hatching).not.toContainEqual(await suite.driver.pixel(await suite.driver.picture()));
  await suite.driver.page.evaluate(() => window.preview.setHidden(2, []));
  expect(hatching).toContainEqual(await suite.driver.pixel(await suite.driver.picture()));
  await suite.driver.page.evaluate(() => window.preview.setLayerVisible("barriers", false));
  expect(hatching).not.toContainEqual(await suite.driver.pixel(await suite.driver.picture()));
});

test("a town of all layers is cut within twelve draw calls, bridges and a holed building among them", async () => {
  const calls = await suite.driver.page.evaluate(async () => {
    const { box, createPreview, makeDisplay, madeTown, meshLayer } = window.underTest;
    const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
    if (preview === null) throw new Error("This browser has no WebGL 2.");
    window.preview = preview;
    const town = madeTown(8, true);
    const bodies = [box(-30, -30, 60, 8, 6, 1), box(-30, 30, 60, 8, 6, 1)];
    const sheet = { points: [0, 0, 30, 9, 0, 30, 9, 9, 30], triangles: [0, 1, 2] };
    const holed = { ...bodies[0], triangles: bodies[0].triangles.slice(3) };
    const replaced = town.layers.flatMap((layer) => {
      if (layer.id === "surface") return [meshLayer("surface", [...bodies, sheet], [{}, {}, {}])];
      return layer.id === "buildings"
        ? [meshLayer("buildings", [...bodies, ...bodies, holed], [{}, {}, {}, {}, {}])]
        : [layer];
    });
    const shown = async (layers: typeof town.layers) => {
      const model = { ...town, layers };
      await preview.show(model, makeDisplay(model));
      preview.view("iso");
      preview.setSection({ axis: "up", atM: 6.5 });
      await preview.screenshot();
      return preview.stats().drawCalls;
    };
    return [await shown(town.layers), await shown(replaced)];
  });
  for (const count of calls) expect(count).toBeLessThanOrEqual(12);
  expect(suite.driver.complaints).toEqual([]);
});

test("a cut is filled again after a lost graphics context, and taking it away leaves the picture of before", async () => {
  // A bridge among lawns: its bodies are counted by a draw call of their own.
  await cutOpen("bridge");
  const cut = await suite.driver.picture();
  await suite.driver.page.evaluate(async () => {
    const gl = document.querySelector("canvas")!.getContext("webgl2")!;
    const loss = gl.getExtension("WEBGL_lose_context")!;
    loss.loseContext();
    await new Promise((resolve) => setTimeout(resolve, 100));
    loss.restoreContext();
  });
  await suite.driver.page.waitForTimeout(1000);
  expect((await suite.driver.compare(cut, await suite.driver.picture())).changed).toBe(0);
  const whole = async (between: () => void) => {
    await suite.driver.page.evaluate(() => window.preview.setSection(null));
    const before = await suite.driver.picture();
    await suite.driver.page.evaluate(between);
    return (await suite.driver.compare(before, await suite.driver.picture())).changed;
  };
  const cutAndBack = () => {
    for (const atM of [2, 4]) {
      window.preview.setSection({ axis: "up", atM });
      void window.preview.screenshot();
    }
    window.preview.setSection(null);
  };
  expect(await whole(cutAndBack)).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("a cut is filled in perspective as far as the body reaches and nowhere else", async () => {
  await cutOpen("building");
  await suite.driver.page.evaluate(() => window.preview.view("iso"));
  const iso = await suite.driver.picture();
  const share = (picture: number) =>
    suite.driver.page.evaluate(
      ([number, colours]) => {
        const { data } = window.pictures[number];
        let hatched = 0;
        for (let i = 0; i < data.length; i += 4)
          if (colours.some((rgb) => rgb.every((value, at) => Math.abs(data[i + at] - value) <= 2))) hatched++;
        return (hatched * 4) / data.length;
      },
      [picture, hatching] as const,
    );
  const filled = await share(iso);
  expect(filled).toBeGreaterThan(0.002);
  expect(filled).toBeLessThan(0.05);
  // Above the roof nothing is cut.
  await suite.driver.page.evaluate(() => window.preview.setSection({ axis: "up", atM: 9 }));
  expect(await share(await suite.driver.picture())).toBe(0);
});
