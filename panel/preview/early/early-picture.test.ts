import { expect, test } from "vitest";
import { countLiveObjects } from "../testing/live-objects.ts";
import { previewSuite } from "../testing/preview-suite.ts";

const suite = previewSuite();

declare global {
  interface Window {
    appendTown(share: number): void;
    showTown(options: { streamed: boolean }): Promise<void>;
  }
}

/** An empty view that expects a town of 6 × 6 blocks, and how to append a share of its pieces and to show all of it. */
async function expectTown(): Promise<void> {
  await suite.driver.page.evaluate(() => {
    const { createPreview, makeDisplay, madeTown, modelPieces } = window.underTest;
    const preview = createPreview(document.querySelector<HTMLElement>("#view")!, "light");
    if (preview === null) throw new Error("This browser has no WebGL 2.");
    window.preview = preview;
    window.picks = [];
    window.pictures = window.pictures ?? [];
    preview.onPick((pick) => window.picks.push(pick));
    const model = madeTown(6, true);
    const { pieces, groups } = modelPieces(model);
    let next = 0;
    preview.expect([8.65, 49.87]);
    window.appendTown = (share) => {
      for (const to = Math.ceil(pieces.length * share); next < to; next++) preview.append(pieces[next]);
    };
    window.showTown = ({ streamed }) =>
      preview.show(model, makeDisplay(model), streamed ? groups : undefined);
  });
}

const append = (share: number) => suite.driver.page.evaluate((wanted) => window.appendTown(wanted), share);
const show = (streamed: boolean) =>
  suite.driver.page.evaluate((wanted) => window.showTown({ streamed: wanted }), streamed);

/** Pieces are drawn as soon as the graphics card has time: waits till it has, and nothing more comes. */
async function settled(): Promise<void> {
  await expect.poll(async () => (await suite.driver.stats()).frames, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect.poll(() => suite.driver.framesWithin(700), { timeout: 20_000 }).toBe(0);
}

test("pieces are a picture before there is a model: few draw calls, no frame while nothing comes, nothing to pick", async () => {
  await expectTown();
  const empty = await suite.driver.picture();
  await append(0.5);
  await settled();
  const half = await suite.driver.picture();
  expect((await suite.driver.compare(empty, half)).changed).toBeGreaterThan(0.05);
  expect((await suite.driver.stats()).drawCalls).toBeLessThanOrEqual(7);
  await suite.driver.page.mouse.click(240, 180);
  expect(await suite.driver.picks()).toEqual([null]);
  await append(1);
  await settled();
  expect((await suite.driver.compare(half, await suite.driver.picture())).changed).toBeGreaterThan(0.02);
  expect(suite.driver.complaints).toEqual([]);
});

test.each([
  ["become its layers without being uploaded again", true],
  ["give way to other columns where they are not exactly its layers", false],
])("the finished model looks as if there had been no pieces: they %s", async (_, streamed) => {
  await suite.driver.showTown(6);
  const plain = await suite.driver.picture();
  await suite.driver.page.evaluate(() => window.preview.dispose());
  await expectTown();
  await append(1);
  await settled();
  const { uploaded, columns, others } = await suite.driver.page.evaluate(async (wanted) => {
    const { makeDisplay, madeTown } = window.underTest;
    const { prototype } = WebGL2RenderingContext;
    const { bufferSubData } = prototype;
    let uploaded = 0;
    prototype.bufferSubData = function (this: WebGL2RenderingContext, ...values: unknown[]) {
      if (ArrayBuffer.isView(values[2])) uploaded += values[2].byteLength;
      Reflect.apply(bufferSubData, this, values);
    };
    await window.showTown({ streamed: wanted });
    const model = madeTown(6, true);
    const display = makeDisplay(model);
    const bytes = (layers: typeof model.layers) =>
      layers.reduce((sum, layer) => {
        const { edges, drawn } = display[model.layers.indexOf(layer)];
        const mesh = drawn ?? (layer.kind === "mesh" ? layer : null);
        if (mesh === null) return sum;
        const featureIds = (mesh.positions.length / 3) * 4;
        // The rim of the terrain is never drawn.
        const lines = layer.kind === "grid" ? 0 : edges.byteLength;
        return sum + mesh.positions.byteLength + featureIds + mesh.indices.byteLength + lines;
      }, 0);
    return {
      uploaded,
      columns: bytes(model.layers.filter(({ kind }) => kind === "mesh")),
      // With the sides of the terrain: 160 of 40 cells a side, of four vertices and six indices each.
      others: bytes(model.layers.filter(({ kind }) => kind !== "mesh")) + 160 * (4 * 16 + 6 * 4),
    };
  }, streamed);
  expect(columns).toBeGreaterThan(100_000);
  expect(uploaded).toBe(streamed ? others : others + columns);
  expect((await suite.driver.compare(plain, await suite.driver.picture())).changed).toBe(0);
  expect(await suite.driver.framesWithin(500)).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("no frame shows pieces and their model at once: the first whole picture takes no more draw calls than later ones", async () => {
  for (const streamed of [true, false]) {
    await expectTown();
    await append(1);
    await settled();
    await show(streamed);
    const first = (await suite.driver.stats()).drawCalls;
    await suite.driver.page.evaluate(() => window.preview.view("iso"));
    await settled();
    expect(first).toBe((await suite.driver.stats()).drawCalls);
    await suite.driver.page.evaluate(() => window.preview.dispose());
  }
});

test("a model that comes while pieces still wait for their turn is complete", async () => {
  await suite.driver.showTown(6);
  const plain = await suite.driver.picture();
  await suite.driver.page.evaluate(() => window.preview.dispose());
  await expectTown();
  await suite.driver.page.evaluate(async () => {
    window.appendTown(1);
    await window.showTown({ streamed: true });
  });
  expect((await suite.driver.compare(plain, await suite.driver.picture())).changed).toBe(0);
});

test("nothing is drawn of an answer that streams into a hidden step; who comes back sees what has come", async () => {
  const hide = (hidden: boolean) =>
    suite.driver.page.evaluate((off) => {
      document.querySelector<HTMLElement>("#view")!.style.display = off ? "none" : "";
    }, hidden);
  await expectTown();
  await append(0.3);
  await settled();
  await hide(true);
  await expect.poll(() => suite.driver.framesWithin(300), { timeout: 20_000 }).toBe(0);
  const { frames } = await suite.driver.stats();
  await append(1);
  await show(true);
  expect(await suite.driver.framesWithin(700)).toBe(0);
  expect((await suite.driver.stats()).frames).toBe(frames);
  await hide(false);
  await expect.poll(async () => (await suite.driver.stats()).frames, { timeout: 20_000 }).toBe(frames + 1);
  const back = await suite.driver.picture();
  await suite.driver.page.evaluate(() => window.preview.dispose());
  await suite.driver.showTown(6);
  expect((await suite.driver.compare(back, await suite.driver.picture())).changed).toBe(0);
});

test("the eye hardly moves when the model is complete", async () => {
  /** Of the scale bar. */
  const metresPerPixel = () =>
    suite.driver.page.evaluate(() => {
      const all = Array.from(document.querySelectorAll<HTMLElement>("#view div"));
      const bar = all.filter((element) => /^\d+ m$/.test(element.textContent ?? "")).pop();
      if (bar === undefined) throw new Error("There is no scale bar in metres");
      return parseInt(bar.textContent ?? "", 10) / parseFloat(bar.style.width);
    });
  await expectTown();
  await append(1);
  await settled();
  const early = await metresPerPixel();
  await show(true);
  expect(early / (await metresPerPixel())).toBeGreaterThan(0.85);
  expect(early / (await metresPerPixel())).toBeLessThan(1.15);
});

test("a view that somebody has chosen meanwhile stays when the model is complete", async () => {
  await expectTown();
  await append(1);
  await settled();
  await suite.driver.page.evaluate(() => window.preview.view("top"));
  await show(true);
  const shown = await suite.driver.picture();
  await suite.driver.page.evaluate(() => window.preview.view("iso"));
  expect((await suite.driver.compare(shown, await suite.driver.picture())).changed).toBeGreaterThan(0.1);
});

test("a graphics context lost between pieces costs the early picture, not the model", async () => {
  await suite.driver.showTown(6);
  const plain = await suite.driver.picture();
  await suite.driver.page.evaluate(() => window.preview.dispose());
  await expectTown();
  await append(0.5);
  await settled();
  await suite.driver.page.evaluate(async () => {
    const canvas = document.querySelector("canvas")!;
    const loss = canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
    const event = (name: string) => new Promise((resolve) => canvas.addEventListener(name, resolve));
    const [lost, restored] = [event("webglcontextlost"), event("webglcontextrestored")];
    loss.loseContext();
    await lost;
    // It can be restored once the event is over.
    await new Promise((resolve) => setTimeout(resolve, 50));
    window.appendTown(0.7);
    loss.restoreContext();
    await restored;
    window.appendTown(1);
  });
  await show(true);
  expect((await suite.driver.compare(plain, await suite.driver.picture())).changed).toBe(0);
});

test("pieces that are cleared away, or whose view is disposed, leave nothing behind", async () => {
  const live = await countLiveObjects(suite.driver.page);
  await expectTown();
  await append(1);
  await settled();
  const shown = await live();
  await suite.driver.page.evaluate(() => window.preview.clear());
  const cleared = await live();
  expect(shown).toBeGreaterThan(cleared + 8);
  expect(await suite.driver.framesWithin(500)).toBeLessThanOrEqual(1);
  for (let round = 0; round < 3; round++) {
    await suite.driver.page.evaluate(async () => {
      const { makeDisplay, madeTown, modelPieces } = window.underTest;
      const model = madeTown(3, true);
      const { pieces, groups } = modelPieces(model);
      window.preview.expect([8.65, 49.87]);
      for (const piece of pieces) window.preview.append(piece);
      await window.preview.show(model, makeDisplay(model), groups);
      window.preview.clear();
    });
    expect(await live()).toBeLessThanOrEqual(cleared + 2);
  }
  await suite.driver.page.evaluate(() => {
    window.preview.expect([8.65, 49.87]);
    const { madeTown, modelPieces } = window.underTest;
    for (const piece of modelPieces(madeTown(3, true)).pieces) window.preview.append(piece);
    window.preview.dispose();
  });
  expect(await suite.driver.framesWithin(500)).toBe(0);
  expect(await suite.driver.page.locator("canvas").count()).toBe(0);
  expect(suite.driver.complaints).toEqual([]);
});

test("a terrain that came in pieces gets its sides with the model, looks as if it had not, and leaves nothing", async () => {
  const live = await countLiveObjects(suite.driver.page);
  await expectTown();
  const shown = (streamed: boolean) =>
    suite.driver.page.evaluate(async (inPieces) => {
      const { makeDisplay, madeTown, meshTerrain, modelPieces } = window.underTest;
      const model = meshTerrain(madeTown(4, true));
      window.preview.expect([8.65, 49.87]);
      const { pieces, groups } = modelPieces(model);
      if (inPieces) for (const piece of pieces) window.preview.append(piece);
      await window.preview.show(model, makeDisplay(model), inPieces ? groups : []);
      window.preview.view("north");
    }, streamed);
  await shown(false);
  const plain = await suite.driver.picture();
  const before = await live();
  await shown(true);
  expect((await suite.driver.compare(plain, await suite.driver.picture())).changed).toBe(0);
  await shown(false);
  expect(await live()).toBeLessThanOrEqual(before + 2);
  expect(suite.driver.complaints).toEqual([]);
});

test("pieces beyond the display budget are boxes, and so are the buildings of the model", async () => {
  await expectTown();
  const asBoxes = await suite.driver.page.evaluate(async () => {
    const { makeDisplay, madeTown, modelPieces } = window.underTest;
    const model = madeTown(6, true);
    const budget = { triangles: 1000, bytes: 1e9 };
    const { pieces, groups } = modelPieces(model, budget);
    for (const piece of pieces) window.preview.append(piece);
    await window.preview.show(model, makeDisplay(model, budget), groups);
    return pieces.filter((piece) => piece.asBoxes).length;
  });
  expect(asBoxes).toBeGreaterThan(0);
  expect((await suite.driver.stats()).asBoxes).toBeGreaterThan(100);
  expect(suite.driver.complaints).toEqual([]);
});
